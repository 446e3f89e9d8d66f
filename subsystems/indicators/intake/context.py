"""What a delivery's cells may refer to: the set's indicators, areas, breakdowns and periods, looked up by code or name.

Everything is read once (a constant number of queries) and then answered from dictionaries, so that 100,000 rows cost
no query.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.folding import fold
from subsystems.agencies.models import Agency, Area
from subsystems.indicators.areas import AreaBook, areas_of
from subsystems.indicators.intake.period_text import EXAMPLES, BadPeriod, read_period
from subsystems.indicators.intake.refusals import shown
from subsystems.indicators.models import Breakdown, Indicator, IndicatorSet, IndicatorVersion
from subsystems.indicators.models.catalogue import TOTAL_CODE, version_for
from subsystems.indicators.periods import ReportingPeriod

_WHOLE = frozenset({"", "tong", "tong so", "tong cong", "chung", "total", "all"})
_WHOLE_PROVINCE = frozenset({"toan tinh", "tong so", "tong cong", "ca tinh", "total", "province"})
_KINDS = (
    "thanh pho",
    "thi xa",
    "thi tran",
    "huyen",
    "tinh",
    "phuong",
    "xa",
    "dac khu",
    "tp",
    "tx",
    "tt",
    "h",
    "p",
    "x",
)


class Unknown(ValueError):
    """A cell refers to nothing; ``code`` and ``params`` are those of a finding."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Member:
    """An indicator of the set with its versions."""

    indicator: Indicator
    versions: tuple[IndicatorVersion, ...]

    @property
    def is_derived(self) -> bool:
        return bool(self.versions and self.versions[0].formula)


class SetContext:
    """The dictionaries for one indicator set and the agency that delivers it."""

    def __init__(self, indicator_set: IndicatorSet, agency: Agency, today: date | None = None) -> None:
        self.indicator_set, self.agency = indicator_set, agency
        self.kind = indicator_set.period_kind
        self.today = today or timezone.localdate()
        self.book = AreaBook()
        self.members = self._members()
        self.total, self._parts = self._breakdowns()
        self.parts_by_dimension = self._parts_by_dimension()
        self._names = self._indicator_names()
        self._area_names: dict[tuple[str, int], dict[str, list[Area]]] = {}
        self._own: dict[tuple[str, int], frozenset[int]] = {}
        self._versions: dict[tuple[int, int], IndicatorVersion | None] = {}
        self._periods: dict[Any, ReportingPeriod | BadPeriod] = {}
        self._indicator_cells: dict[Any, Member] = {}
        self._area_cells: dict[Any, Area] = {}
        self._part_cells: dict[Any, Breakdown] = {}
        self._eras: dict[int, int] = {}

    # --- reading -------------------------------------------------------------------------------------------------

    def _members(self) -> list[Member]:
        memberships = self.indicator_set.members.select_related("indicator").order_by("position", "pk")
        indicators = [membership.indicator for membership in memberships]
        versions: dict[int, list[IndicatorVersion]] = defaultdict(list)
        rows = IndicatorVersion.objects.filter(indicator__in=indicators).order_by("-number")
        for version in rows.prefetch_related("dimensions"):
            versions[version.indicator_id].append(version)
        return [Member(indicator, tuple(versions[indicator.pk])) for indicator in indicators]

    def _breakdowns(self) -> tuple[Breakdown, dict[int, list[Breakdown]]]:
        by_dimension: dict[int, list[Breakdown]] = defaultdict(list)
        total = None
        for part in Breakdown.objects.order_by("dimension", "position", "pk"):
            if part.dimension_id is None:
                total = part if part.code == TOTAL_CODE else total
            else:
                by_dimension[part.dimension_id].append(part)
        return total or Breakdown.objects.create(code=TOTAL_CODE, name="Tổng số"), by_dimension

    def _parts_by_dimension(self) -> dict[int, list[tuple[str, list[Breakdown]]]]:
        """By indicator: the dimensions of any of its versions with their parts."""
        found: dict[int, list[tuple[str, list[Breakdown]]]] = {}
        for member in self.members:
            dimensions = {d.pk: d.name for version in member.versions for d in version.dimensions.all()}
            found[member.indicator.pk] = [(name, self._parts[pk]) for pk, name in dimensions.items()]
        return found

    def _indicator_names(self) -> dict[str, Member]:
        names: dict[str, Member] = {}
        for member in self.members:
            indicator = member.indicator
            for name in (indicator.name, indicator.short_name, indicator.code):
                if name:
                    names[fold(name)] = member
                    names[fold(f"{indicator.code} {name}")] = member
        return names

    # --- looking up ----------------------------------------------------------------------------------------------

    @property
    def delivered_members(self) -> list[Member]:
        """The indicators that are delivered: not those that the portal computes."""
        return [member for member in self.members if not member.is_derived]

    def indicator(self, cell: Any) -> Member:
        """The indicator that a cell names by code or name; raises ``Unknown``."""
        known = self._indicator_cells.get(cell)
        if known is not None:
            return known
        member = self.indicator_or_none(cell)
        if member is None:
            names = {fold(member.indicator.name): member.indicator.name for member in self.delivered_members}
            codes = {fold(member.indicator.code): member.indicator.code for member in self.delivered_members}
            raise Unknown("unknown_indicator", hint=hint(fold(str(cell)), names | codes))
        if member.is_derived:
            raise Unknown("derived_indicator", formula=member.versions[0].formula)
        self._indicator_cells[cell] = member
        return member

    def indicator_or_none(self, cell: Any) -> Member | None:
        text = fold(str(cell))
        if member := self._names.get(text):
            return member
        bare = text.partition("(")[0].strip()  # "Khách du lịch (nghìn lượt)"
        return self._names.get(bare) if bare else None

    def period(self, cell: Any) -> ReportingPeriod:
        """The period that a cell names; raises ``Unknown``."""
        key = (type(cell), cell)
        found = self._periods.get(key)
        if found is None:
            try:
                found = read_period(cell, self.kind)
            except BadPeriod as error:
                found = error
            self._periods[key] = found
        if isinstance(found, BadPeriod):
            label = self.indicator_set.get_period_kind_display().lower()
            raise Unknown(found.code, kind=label, example=EXAMPLES[self.kind])  # type: ignore[index]
        if found.start > self.today:
            raise Unknown("future_period")
        return found

    def version(self, member: Member, period: ReportingPeriod) -> IndicatorVersion:
        """The definition that holds for a period; raises ``Unknown``."""
        key = (member.indicator.pk, period.key)
        if key not in self._versions:
            self._versions[key] = version_for(list(member.versions), period.start)
        version = self._versions[key]
        if version is None:
            raise Unknown("no_version")
        return version

    def area(self, cell: Any, version: IndicatorVersion, period: ReportingPeriod) -> Area:
        """The area that a cell names by code or name, among those that are reported; raises ``Unknown``."""
        key = (version.level, self._era(period))
        known = self._area_cells.get((cell, key))
        if known is not None:
            return known
        if key not in self._area_names:
            self._remember_areas(key, period)
        names = self._area_names[key]
        found = names.get(_area_key(cell), [])
        if not found:
            raise Unknown("unknown_area", hint=hint(_area_key(cell), {n: a[0].full_name for n, a in names.items()}))
        if len(found) > 1:
            raise Unknown("ambiguous_area", codes=", ".join(f"{area.code} ({area.full_name})" for area in found))
        if found[0].pk not in self._own[key]:
            raise Unknown("foreign_area")
        self._area_cells[cell, key] = found[0]
        return found[0]

    def _era(self, period: ReportingPeriod) -> int:
        era = self._eras.get(period.key)
        if era is None:
            era = self._eras[period.key] = self.book.era(period.end)
        return era

    def breakdown(self, cell: Any, version: IndicatorVersion) -> Breakdown:
        """The breakdown that a cell names, or the whole; raises ``Unknown``."""
        if cell == "":
            return self.total
        known = self._part_cells.get((cell, version.pk))
        if known is not None:
            return known
        text = fold(str(cell))
        if text in _WHOLE:
            return self.total
        parts = [p for dimension in version.dimensions.all() for p in self._parts[dimension.pk]]
        names = {fold(name): part for part in parts for name in (part.code, part.name)}
        if text not in names:
            raise Unknown("unknown_breakdown", hint=hint(text, {name: part.name for name, part in names.items()}))
        self._part_cells[cell, version.pk] = names[text]
        return names[text]

    def expected(self, period: ReportingPeriod) -> list[tuple[Member, IndicatorVersion, list[Area]]]:
        """What a complete delivery of a period has: indicators with the agency's areas."""
        rows = []
        for member in self.delivered_members:
            version = version_for(list(member.versions), period.start)
            if version is not None:
                areas = areas_of(self.agency, self.book.reported(version.level, period.end))
                rows.append((member, version, areas))
        return rows

    def _remember_areas(self, key: tuple[str, int], period: ReportingPeriod) -> None:
        areas = self.book.reported(key[0], period.end)
        names: dict[str, list[Area]] = defaultdict(list)
        for area in areas:
            for name in {area.code.lstrip("0"), fold(area.full_name), fold(area.name), fold(area.slug)}:
                names[name].append(area)
        for province in areas[:1]:
            for name in _WHOLE_PROVINCE:
                names[name] = [province]
        self._area_names[key] = names
        self._own[key] = frozenset(area.pk for area in areas_of(self.agency, areas))


def _area_key(cell: Any) -> str:
    """``593.0``, ``00593``, ``TP. Phan Thiết`` and ``phan thiet`` as they are looked up."""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    text = fold(str(cell)).replace(".", " ").replace("-", " ")
    text = " ".join(text.split())
    if text.isdigit():
        return text.lstrip("0")
    for kind in _KINDS:
        if kind in ("tp", "tx", "tt", "h", "p", "x") and text.startswith(f"{kind} "):
            return text.removeprefix(f"{kind} ")
    return text


def hint(text: str, names: dict[str, str]) -> str:
    """What the nearest known names are, as a sentence; empty when none is near."""
    near = list(dict.fromkeys(names[name] for name in get_close_matches(text, names, n=3, cutoff=0.6)))
    if near:
        return _("Did you mean %(names)s?") % {"names": ", ".join(f"“{name}”" for name in near)}
    some = list(dict.fromkeys(names.values()))[:6]
    return _("Known are, for example: %(names)s.") % {"names": ", ".join(f"“{shown(name)}”" for name in some)}
