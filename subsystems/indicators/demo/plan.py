"""Which illustrative figures are made up: recent ones of everything first, then further and further back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from subsystems.indicators.demo.figures import PROVINCE, TOTAL
from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.loading import IndicatorRow

# How many periods of a series to have, by kind of period: enough for a trend and a comparison with the year before.
_RECENT = {"day": 62, "month": 25, "quarter": 9, "half_year": 5, "year": 5, "school_year": 4}
_SHORT = {"day": 21, "month": 14, "quarter": 6, "half_year": 3, "year": 3, "school_year": 3}
# What a dashboard and the quality of a month look at: of days the year before too, for the province.
_WHOLE = {"day": 62, "month": 27, "quarter": 9, "half_year": 5, "year": 5, "school_year": 4}
_DAYS_OF_PROVINCE = 400
_PER_YEAR = {"day": 365, "month": 12, "quarter": 4, "half_year": 2, "year": 1, "school_year": 1}
_YEARS = (2, 5, 10, 15, 20, 30, 45)


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over time: an indicator, an area (``PROVINCE`` or a code), a breakdown (``TOTAL`` or a code)."""

    code: str
    area: str
    part: str


@dataclass
class Plan:
    """How many of the latest periods to make for each series."""

    depths: dict[Series, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.depths.values())


def make_plan(rows: Mapping[str, IndicatorRow], areas: list[str], parts: Mapping[str, list[str]], wanted: int) -> Plan:
    """A plan for ``wanted`` figures; fewer where even the longest history has not as many."""
    plan, left = Plan(), wanted
    every = [*_all(rows, [PROVINCE], parts), *_all(rows, areas, parts)]
    for series, depth in _stages(rows, every):
        more = min(depth - plan.depths.get(series, 0), left)
        if more > 0:
            plan.depths[series] = plan.depths.get(series, 0) + more
            left -= more
        if not left:
            break
    return plan


def _stages(rows: Mapping[str, IndicatorRow], every: list[Series]) -> Iterator[tuple[Series, int]]:
    for series in every:
        if series.area == PROVINCE:
            yield series, _RECENT[rows[series.code].period]
    for of_totals in (True, False):
        for series in every:
            if series.area != PROVINCE and (series.part == TOTAL) == of_totals:
                yield series, _SHORT[rows[series.code].period]
    for series in every:
        kind = rows[series.code].period
        if series.part == TOTAL:
            is_daily_whole = kind == PeriodKind.DAY and series.area == PROVINCE
            yield series, _DAYS_OF_PROVINCE if is_daily_whole else _WHOLE[kind]
    for years in _YEARS:
        for series in every:
            yield series, _PER_YEAR[rows[series.code].period] * years


def _all(rows: Mapping[str, IndicatorRow], areas: list[str], parts: Mapping[str, list[str]]) -> Iterator[Series]:
    for row in rows.values():
        if areas != [PROVINCE] and row.level == "province":
            continue
        breakdowns = [TOTAL, *(part for dimension in row.dimensions for part in parts[dimension])]
        for area in areas:
            for part in breakdowns:
                yield Series(row.code, area, part)


def kinds_in(rows: Mapping[str, IndicatorRow]) -> set[PeriodKind]:
    """The kinds of periods in use."""
    return {row.period for row in rows.values()}
