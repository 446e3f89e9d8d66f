"""For which areas figures are reported.

At each level those areas count whose own committee works on the day; where no committee works (communes, as long as
the portal runs with the agencies of the decision), those that hold on the day. So the districts are reported while
their committees work, and the communes of 2025 once these have taken over.
"""

from datetime import date

from django.db.models import QuerySet

from subsystems.agencies.enums import AgencyKind, AreaLevel
from subsystems.agencies.models import Agency, Area

_COMMITTEES = {
    AreaLevel.PROVINCE: AgencyKind.PROVINCE,
    AreaLevel.DISTRICT: AgencyKind.DISTRICT,
    AreaLevel.COMMUNE: AgencyKind.COMMUNE,
}


def areas_at(level: AreaLevel | str, day: date) -> list[Area]:
    """The areas of one level for which figures of a period that ends on ``day`` are reported. Two queries at most."""
    committees = Agency.objects.valid_on(day).filter(kind=_COMMITTEES[AreaLevel(level)], area__level=level)
    areas = _ordered(Area.objects.filter(pk__in=committees.values("area")))
    return areas or _ordered(Area.objects.valid_on(day).filter(level=level))


def reported_areas(level: AreaLevel | str, day: date) -> list[Area]:
    """The province and, for an indicator of a lower ``level``, the areas of that level. Four queries at most."""
    province = areas_at(AreaLevel.PROVINCE, day)
    return province if level == AreaLevel.PROVINCE else [*province, *areas_at(level, day)]


def areas_of(agency: Agency, areas: list[Area]) -> list[Area]:
    """Those of ``areas`` for which an agency may deliver: a district's or commune's committee for its own ground, all
    others for the whole province."""
    if agency.kind not in (AgencyKind.DISTRICT, AgencyKind.COMMUNE):
        return areas
    return [area for area in areas if agency.area_id in (area.pk, area.parent_id)]


def _ordered(areas: QuerySet[Area]) -> list[Area]:
    return list(areas.order_by("code", "pk"))
