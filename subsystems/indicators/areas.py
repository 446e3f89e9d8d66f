"""For which areas figures are reported.

At each level those areas count whose own committee works on the day; where no committee works (communes, as long as
the portal runs with the agencies of the decision), those that hold on the day. So the districts are reported while
their committees work, and the communes of 2025 once these have taken over.
"""

from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta

from subsystems.agencies.enums import AgencyKind, AreaLevel
from subsystems.agencies.models import Agency, Area

_COMMITTEES = {
    AreaLevel.PROVINCE: AgencyKind.PROVINCE,
    AreaLevel.DISTRICT: AgencyKind.DISTRICT,
    AreaLevel.COMMUNE: AgencyKind.COMMUNE,
}
_LEVEL_OF = {kind: level for level, kind in _COMMITTEES.items()}


class AreaBook:
    """All areas and committees in memory: two queries, then any day and level without asking again."""

    def __init__(self) -> None:
        self.areas = {area.pk: area for area in Area.objects.order_by("code", "pk")}
        committees = Agency.objects.filter(kind__in=_LEVEL_OF, area__isnull=False)
        self._committees: dict[str, list[Agency]] = defaultdict(list)
        for agency in committees:
            level = _LEVEL_OF[AgencyKind(agency.kind)]
            if self.areas[agency.area_id or 0].level == level:
                self._committees[level].append(agency)
        self._edges = self._changes([*self.areas.values(), *committees])
        self._known: dict[tuple[str, int], list[Area]] = {}

    @staticmethod
    def _changes(rows: list[Area | Agency]) -> list[date]:
        """The days on which something begins to hold or no longer holds."""
        edges = {row.valid_from for row in rows if row.valid_from}
        return sorted(edges | {row.valid_to + timedelta(days=1) for row in rows if row.valid_to})

    def at(self, level: AreaLevel | str, day: date) -> list[Area]:
        """The areas of one level for which figures of a period that ends on ``day`` are reported."""
        key = (str(level), bisect_right(self._edges, day))
        if key not in self._known:
            self._known[key] = self._find(str(level), day)
        return self._known[key]

    def reported(self, level: AreaLevel | str, day: date) -> list[Area]:
        """The province and, for an indicator of a lower ``level``, the areas of that level."""
        province = self.at(AreaLevel.PROVINCE, day)
        return province if level == AreaLevel.PROVINCE else [*province, *self.at(level, day)]

    def era(self, day: date) -> int:
        """A number that is the same for days between which nothing changed."""
        return bisect_right(self._edges, day)

    def _find(self, level: str, day: date) -> list[Area]:
        working = {agency.area_id for agency in self._committees[level] if agency.is_valid_on(day)}
        areas = [area for area in self.areas.values() if area.level == level]
        return [area for area in areas if area.pk in working] or [area for area in areas if area.is_valid_on(day)]


def areas_at(level: AreaLevel | str, day: date) -> list[Area]:
    """The areas of one level for which figures of a period that ends on ``day`` are reported. Two queries."""
    return AreaBook().at(level, day)


def reported_areas(level: AreaLevel | str, day: date) -> list[Area]:
    """The province and, for an indicator of a lower ``level``, the areas of that level. Two queries."""
    return AreaBook().reported(level, day)


def areas_of(agency: Agency, areas: list[Area]) -> list[Area]:
    """Those of ``areas`` for which an agency may deliver: a district's or commune's committee for its own ground, all
    others for the whole province."""
    if agency.kind not in (AgencyKind.DISTRICT, AgencyKind.COMMUNE):
        return areas
    return [area for area in areas if agency.area_id in (area.pk, area.parent_id)]
