"""Unusual values: what may well be right, but what the head has to look at before it is published."""

from collections.abc import Iterator

from ioc_site.common.vietnamese import number as written
from subsystems.indicators.enums import RowKind
from subsystems.indicators.intake.keys import Key, pack, unpack
from subsystems.indicators.intake.refusals import Finding, shown
from subsystems.indicators.intake.resource import ObservationResource
from subsystems.indicators.models import IndicatorVersion
from subsystems.indicators.periods import ReportingPeriod

_SHARE_OF_ROUNDING = 0.51


def tolerance(version: IndicatorVersion, count: int) -> float:
    """By how much a total may differ from the sum of ``count`` rounded values."""
    return _SHARE_OF_ROUNDING * (count + 1) * 10**-version.decimals if version.decimals else 0.5


class Unusual:
    """The checks of one read delivery that look beyond a single cell."""

    def __init__(self, resource: ObservationResource) -> None:
        self.resource, self.context = resource, resource.context
        self._members = {member.indicator.pk: member for member in self.context.members}

    def find(self) -> None:
        """Add a warning for each unusual value of what is new or changed."""
        add = self.resource.findings.add
        for key in self.resource.touched:
            if finding := self._jump(key):
                add(finding)
        for finding in (*self._sums_of_areas(), *self._sums_of_parts(), *self._open_periods()):
            add(finding)

    def value(self, key: Key) -> float | None:
        """What holds once the delivery is published."""
        seen = self.resource.seen.value(key)
        return self.resource.held.value(key) if seen is None else seen

    # --- against the period before -------------------------------------------------------------------------------

    def _jump(self, key: Key) -> Finding | None:
        indicator, area, part, period = unpack(key)
        earlier = self.resource.periods[period].compared()
        before = self.value(pack(indicator, area, part, earlier.key))
        if not before:
            return None
        row, value = self.resource.seen.row(key), self.resource.seen.value(key) or 0.0
        change = abs(value - before) / abs(before) * 100
        if change <= self._version(indicator, period).jump_percent:
            return None
        params = {"percent": written(change, 0), "before": written(before), "period": earlier.code}
        return self._finding("jump", params, row, written(value), self._about(key))

    def _version(self, indicator: int, period: int) -> IndicatorVersion:
        return self.context.version(self._members[indicator], self.resource.periods[period])

    # --- sums ----------------------------------------------------------------------------------------------------

    def _groups(self) -> set[tuple[int, int, int]]:
        """Indicator, breakdown and period of all that is new or changed."""
        found = set()
        for key in self.resource.touched:
            indicator, _area, part, period = unpack(key)
            found.add((indicator, part, period))
        return found

    def _sums_of_areas(self) -> Iterator[Finding]:
        for indicator, part, period in sorted(self._groups()):
            version = self._version(indicator, period)
            if not version.is_additive or version.level == "province":
                continue
            end = self.resource.periods[period].end
            province, *areas = self.context.book.reported(version.level, end)
            total_key = pack(indicator, province.pk, part, period)
            values = [self.value(pack(indicator, area.pk, part, period)) for area in areas]
            yield from self._compare(total_key, values, "area_sum", version, {})

    def _sums_of_parts(self) -> Iterator[Finding]:
        for place in self._places_of_parts():
            indicator, area, _total, period = unpack(place)
            version = self._version(indicator, period)
            for name, parts in self.context.parts_by_dimension[indicator]:
                values = [self.value(pack(indicator, area, part.pk, period)) for part in parts]
                total = pack(indicator, area, self.context.total.pk, period)
                yield from self._compare(total, values, "part_sum", version, {"dimension": name})

    def _places_of_parts(self) -> Iterator[Key]:
        """The totals of all that is new or changed and has parts, each once; a file of totals alone needs no memory."""
        total, places = self.context.total.pk, dict[Key, None]()
        for key in self.resource.touched:
            indicator, area, part, period = unpack(key)
            if part != total and self._has_sums_of_parts(indicator, period):
                places[pack(indicator, area, total, period)] = None
        yield from places
        for key in self.resource.touched:
            indicator, _area, part, period = unpack(key)
            if part == total and key not in places and self._has_sums_of_parts(indicator, period):
                yield key

    def _has_sums_of_parts(self, indicator: int, period: int) -> bool:
        if not self.context.parts_by_dimension[indicator]:
            return False
        version = self._version(indicator, period)
        return version.is_additive and version.unit != "%"

    def _compare(
        self, total_key: Key, values: list[float | None], code: str, version: IndicatorVersion, params: dict[str, str]
    ) -> Iterator[Finding]:
        total = self.value(total_key)
        if total is None or not values or any(value is None for value in values):
            return
        whole = sum(value for value in values if value is not None)
        if abs(whole - total) > tolerance(version, len(values)):
            row = self.resource.seen.row(total_key)
            sums = {"sum": written(round(whole, version.decimals)), "total": written(total)}
            yield self._finding(code, {**params, **sums}, row, written(total), self._about(total_key))

    # --- periods -------------------------------------------------------------------------------------------------

    def _open_periods(self) -> Iterator[Finding]:
        for period in self.resource.periods.values():
            if period.end >= self.context.today:
                yield self._finding("open_period", {}, self._first_row(period), period.code)

    def _first_row(self, period: ReportingPeriod) -> int:
        seen = self.resource.seen
        return next((seen.row(key) for key in seen if unpack(key)[3] == period.key), 0)

    def _about(self, key: Key) -> str:
        """Indicator, area and period, for somebody who has not got the file before him."""
        indicator, area, _part, period = unpack(key)
        label = self._members[indicator].indicator.label
        return f"{label}, {self.context.book.areas[area].full_name}, {self.resource.periods[period].code}"

    def _finding(self, code: str, params: dict[str, str], row: int, value: str, about: str = "") -> Finding:
        sheet = self.resource.layout.sheet.name
        return Finding(RowKind.WARNING, code, params, sheet, row, about, value=shown(value))
