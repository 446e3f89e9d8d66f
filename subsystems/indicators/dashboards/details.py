"""What a dashboard shows of one indicator: its card, trend, comparison of areas with a map, and parts.

All details of a page are read together, so that a dashboard with many blocks costs no more queries than one with few.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Agency, Area
from subsystems.indicators.dashboards.area_map import AreaMap, area_map
from subsystems.indicators.dashboards.charts import LineChart, bar_length, line_chart
from subsystems.indicators.dashboards.judging import Aim, Change, aim, change
from subsystems.indicators.dashboards.series import Series
from subsystems.indicators.dashboards.wanted import Wanted
from subsystems.indicators.models import Breakdown, Indicator, IndicatorVersion, Observation, Target
from subsystems.indicators.periods import ReportingPeriod
from subsystems.indicators.quality.queries import Quality


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure: its value and what is needed to judge it. ``url`` opens its trend and comparison."""

    indicator: Indicator
    version: IndicatorVersion
    period: ReportingPeriod
    value: float
    change: Change | None
    aim: Aim | None
    agency: Agency
    published_at: datetime | None
    is_demo: bool
    spark: list[str]
    url: str
    is_chosen: bool
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One period of the trend."""

    period: ReportingPeriod
    value: float | None
    change: Change | None
    aim: Aim | None


@dataclass(frozen=True, slots=True)
class Line:
    """One area or part in a comparison; ``length`` of its bar in per cent of the longest."""

    label: str
    url: str
    value: float
    length: float
    change: Change | None = None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the figure along one dimension."""

    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Detail:
    """One indicator: trend, areas as lines and on the map, parts."""

    card: Card
    chart: LineChart
    rows: list[TrendRow]
    areas: list[Line]
    map: AreaMap | None
    parts: list[Parts]


def targets_of(indicators: list[Indicator], area: Area, periods: list[int]) -> dict[tuple[int, int], Target]:
    """Targets by indicator and period. One query."""
    found = Target.objects.filter(indicator__in=indicators, area=area, period__in=periods)
    return {(target.indicator_id, target.period): target for target in found}


def details(shown: list[tuple[Series, Card]], wanted: Wanted, whole: Breakdown) -> dict[str, Detail]:
    """Trend and comparisons of some indicators, by code. Three queries at most."""
    if not shown:
        return {}
    rows = [row for row, _card in shown]
    periods = {period.key for row in rows for period in row.trend}
    targets = targets_of([row.indicator for row in rows], wanted.area, sorted(periods))
    areas, parts = _areas(rows, whole), _parts(rows, wanted, whole)
    return {
        row.indicator.code: _detail(row, card, wanted, targets, areas.get(row.indicator.pk, []), parts)
        for row, card in shown
    }


def _detail(
    row: Series,
    card: Card,
    wanted: Wanted,
    targets: dict[tuple[int, int], Target],
    areas: list[Observation],
    parts: dict[int, list[Observation]],
) -> Detail:
    lines, drawn = _compared(row, wanted, areas)
    chart, rows = _trend(row, targets)
    return Detail(card, chart, rows[::-1], lines, drawn, _grouped(parts.get(row.indicator.pk, [])))


def _trend(row: Series, targets: dict[tuple[int, int], Target]) -> tuple[LineChart, list[TrendRow]]:
    periods = row.trend
    now = [row.value(period) for period in periods]
    before = [row.value(period.year_before()) for period in periods]
    aims = [targets.get((row.indicator.pk, period.key)) for period in periods]
    chart = line_chart(
        [_short(period) for period in periods],
        [period.label for period in periods],
        now,
        before,
        [target.value if target else None for target in aims],
    )
    rows = [
        TrendRow(
            period,
            value,
            change(row.version, value, past) if value is not None else None,
            aim(row.version, value, target) if value is not None else None,
        )
        for period, value, past, target in zip(periods, now, before, aims, strict=True)
    ]
    return chart, rows


def _short(period: ReportingPeriod) -> str:
    """A period for the foot of a chart."""
    start, code = period.start, period.code
    if period.kind == "day":
        return f"{start.day}/{start.month}"
    return f"{start.month}/{start.year}" if period.kind == "month" else code


def _areas(rows: list[Series], whole: Breakdown) -> dict[int, list[Observation]]:
    """Figures of the areas below the province in the shown period and a year before, by indicator. One query."""
    asked = Q(pk__in=[])
    for row in rows:
        if row.version.level != AreaLevel.PROVINCE:
            asked |= Q(indicator=row.indicator, period__in=[row.shown.key, row.shown.year_before().key])
    found = Observation.objects.filter(asked, breakdown=whole).exclude(area__level=AreaLevel.PROVINCE)
    by_indicator: dict[int, list[Observation]] = {}
    for one in found.select_related("area").order_by():
        by_indicator.setdefault(one.indicator_id, []).append(one)
    return by_indicator


def _compared(row: Series, wanted: Wanted, found: list[Observation]) -> tuple[list[Line], AreaMap | None]:
    """The areas in the shown period, the highest first, and the same on the map."""
    year_before = row.shown.year_before().key
    now = {one.area: one.value for one in found if one.period != year_before}
    before = {one.area: one.value for one in found if one.period == year_before}
    highest = max(now.values(), default=0)
    ordered = sorted(now.items(), key=lambda item: (-item[1], item[0].name))
    urls = {area: wanted.address(indicator=row.indicator, area=area) for area in now}
    lines = [
        Line(
            area.full_name,
            urls[area],
            value,
            bar_length(value, highest),
            change(row.version, value, before.get(area)),
            area == wanted.area,
        )
        for area, value in ordered
    ]
    return lines, area_map((area, value, urls[area], area == wanted.area) for area, value in ordered)


def _parts(rows: list[Series], wanted: Wanted, whole: Breakdown) -> dict[int, list[Observation]]:
    """The parts of the figures, by indicator. One query."""
    asked = Q(pk__in=[])
    for row in rows:
        asked |= Q(indicator=row.indicator, period=row.shown.key)
    found = Observation.objects.filter(asked, area=wanted.area).exclude(breakdown=whole)
    by_indicator: dict[int, list[Observation]] = {}
    related = found.select_related("breakdown__dimension").order_by("breakdown__dimension", "breakdown__position")
    for one in related:
        by_indicator.setdefault(one.indicator_id, []).append(one)
    return by_indicator


def _grouped(found: list[Observation]) -> list[Parts]:
    """The parts by dimension."""
    groups: dict[str, list[Any]] = {}
    for one in found:
        groups.setdefault(str(one.breakdown.dimension), []).append(one)
    return [
        Parts(
            title, [Line(str(o.breakdown), "", o.value, bar_length(o.value, max(x.value for x in ones))) for o in ones]
        )
        for title, ones in groups.items()
    ]
