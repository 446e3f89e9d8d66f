"""The read side of the dashboards of components 1 to 4 (Article 5): a constant number of queries a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Agency, Area
from subsystems.indicators.dashboards.charts import LineChart, bar_length, line_chart, spark_line
from subsystems.indicators.dashboards.judging import Aim, Change, aim, change
from subsystems.indicators.dashboards.series import (
    SPARK,
    Series,
    latest_periods,
    period_or_none,
    read_values,
    total,
    versions_of,
)
from subsystems.indicators.dashboards.wanted import AREA, Choice, Wanted, offered_areas, period_choice, read_wanted
from subsystems.indicators.models import Breakdown, Delivery, Indicator, IndicatorVersion, Observation, Target
from subsystems.indicators.periods import ReportingPeriod


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
    """The chosen indicator: trend, areas and parts."""

    card: Card
    chart: LineChart
    rows: list[TrendRow]
    areas: list[Line]
    parts: list[Parts]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything on the page; no cards when nothing has been delivered for the area."""

    wanted: Wanted
    choices: list[Choice]
    cards: list[Card]
    detail: Detail | None
    without: list[Indicator]
    has_demo: bool
    is_filtered: bool


def dashboard(subsystem: Subsystem, request: HttpRequest) -> Dashboard | None:
    """The dashboard of a component under the filters in the address; ``None`` while there is no catalogue.

    Visitors see public indicators, signed-in people all. Twelve queries at most.
    """
    areas, whole = offered_areas(timezone.localdate()), total()
    found = Indicator.objects.filter(subsystem=subsystem.value).visible_to(request.user)
    indicators = list(found)
    if not areas or whole is None or not indicators:
        return None
    wanted = read_wanted(request.GET, indicators, areas)
    series = _series(indicators, wanted, whole)
    chosen = next((row for row in series if row.indicator == wanted.indicator), series[0] if series else None)
    if wanted.indicator and chosen and chosen.indicator != wanted.indicator:
        chosen = None  # this one has no figure for the area: say so rather than show another
    read_values(series, wanted.area, whole, chosen)
    cards = _cards(series, wanted, chosen)
    card = next((card for card in cards if card.is_chosen), None)
    detail = _detail(chosen, card, wanted, whole) if chosen and card else None
    shown = {card.indicator.pk for card in cards}
    return Dashboard(
        wanted=wanted,
        choices=_choices(wanted, indicators, areas, chosen),
        cards=cards,
        detail=detail,
        without=[row for row in indicators if row.pk not in shown],
        has_demo=any(card.is_demo for card in cards),
        is_filtered=bool(wanted.indicator or wanted.until or not wanted.is_province),
    )


def _series(indicators: list[Indicator], wanted: Wanted, whole: Breakdown) -> list[Series]:
    """The indicators that have a figure for the area up to the period, in the order of the catalogue. Two queries."""
    versions = {pk: rows for pk, rows in versions_of(indicators).items() if rows}
    newest = {pk: rows[0] for pk, rows in versions.items()}
    bounds = {pk: wanted.latest_key(version.period_kind) for pk, version in newest.items()}
    periods = latest_periods(newest, wanted.area, whole, bounds)
    series = []
    for indicator in indicators:
        latest_key, shown_key = periods.get(indicator.pk, (None, None))
        if indicator.pk not in newest or latest_key is None:
            continue
        kind = newest[indicator.pk].period_kind
        latest, shown = period_or_none(kind, latest_key), period_or_none(kind, shown_key)
        if latest and shown:
            version = next((v for v in versions[indicator.pk] if v.is_valid_on(shown.start)), newest[indicator.pk])
            series.append(Series(indicator, version, latest, shown))
    return series


def _cards(series: list[Series], wanted: Wanted, chosen: Series | None) -> list[Card]:
    """The key figures. Two queries."""
    held = {row.indicator.pk: row.values[row.shown.key] for row in series}
    deliveries = Delivery.objects.select_related("agency").in_bulk({one.delivery_id for one in held.values()})
    targets = _targets([row.indicator for row in series], wanted.area, [row.shown.key for row in series])
    cards = []
    for row in series:
        one = held[row.indicator.pk]
        delivery = deliveries[one.delivery_id]
        cards.append(
            Card(
                indicator=row.indicator,
                version=row.version,
                period=row.shown,
                value=one.value,
                change=change(row.version, one.value, row.value(row.shown.year_before())),
                aim=aim(row.version, one.value, targets.get((row.indicator.pk, row.shown.key))),
                agency=delivery.agency,
                published_at=delivery.published_at,
                is_demo=delivery.is_demo,
                spark=spark_line([row.value(period) for period in row.back(SPARK)]),
                url=wanted.address(indicator=row.indicator),
                is_chosen=row is chosen,
            )
        )
    return cards


def shown_figures(indicators: list[Indicator], wanted: Wanted, whole: Breakdown) -> list[tuple[Series, Card]]:
    """The key figures that the dashboard shows under these filters, with the series behind each. Five queries."""
    series = _series(indicators, wanted, whole)
    read_values(series, wanted.area, whole, None)
    return list(zip(series, _cards(series, wanted, None), strict=True))


def _targets(indicators: list[Indicator], area: Area, periods: list[int]) -> dict[tuple[int, int], Target]:
    found = Target.objects.filter(indicator__in=indicators, area=area, period__in=periods)
    return {(target.indicator_id, target.period): target for target in found}


def _detail(row: Series, card: Card, wanted: Wanted, whole: Breakdown) -> Detail:
    """Trend and comparisons of the chosen indicator. Three queries at most."""
    periods = row.trend
    targets = _targets([row.indicator], wanted.area, [period.key for period in periods])
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
    areas = _areas(row, wanted, whole) if row.version.level != AreaLevel.PROVINCE else []
    return Detail(card, chart, rows[::-1], areas, _parts(row, wanted, whole))


def _short(period: ReportingPeriod) -> str:
    """A period for the foot of a chart."""
    start, code = period.start, period.code
    if period.kind == "day":
        return f"{start.day}/{start.month}"
    return f"{start.month}/{start.year}" if period.kind == "month" else code


def _areas(row: Series, wanted: Wanted, whole: Breakdown) -> list[Line]:
    """The areas below the province in the shown period, the highest first. One query."""
    year_before = row.shown.year_before().key
    found = (
        Observation.objects.filter(indicator=row.indicator, period__in=[row.shown.key, year_before], breakdown=whole)
        .exclude(area__level=AreaLevel.PROVINCE)
        .select_related("area")
        .order_by()
    )
    now: dict[Area, float] = {}
    before: dict[Area, float] = {}
    for one in found:
        (before if one.period == year_before else now)[one.area] = one.value
    highest = max(now.values(), default=0)
    ordered = sorted(now.items(), key=lambda item: (-item[1], item[0].name))
    return [
        Line(
            area.full_name,
            wanted.address(indicator=row.indicator, area=area),
            value,
            bar_length(value, highest),
            change(row.version, value, before.get(area)),
            area == wanted.area,
        )
        for area, value in ordered
    ]


def _parts(row: Series, wanted: Wanted, whole: Breakdown) -> list[Parts]:
    """The parts of the figure by dimension. One query."""
    found = (
        Observation.objects.filter(indicator=row.indicator, period=row.shown.key, area=wanted.area)
        .exclude(breakdown=whole)
        .select_related("breakdown__dimension")
        .order_by("breakdown__dimension", "breakdown__position")
    )
    groups: dict[str, list[Any]] = {}
    for one in found:
        groups.setdefault(str(one.breakdown.dimension), []).append(one)
    return [
        Parts(
            title, [Line(str(o.breakdown), "", o.value, bar_length(o.value, max(x.value for x in ones))) for o in ones]
        )
        for title, ones in groups.items()
    ]


def _choices(wanted: Wanted, indicators: list[Indicator], areas: list[Area], chosen: Series | None) -> list[Choice]:
    shown = wanted.indicator or (chosen.indicator if chosen else None)
    choices = [
        Choice("chi-tieu", [(row.code, row.label) for row in indicators], shown.code if shown else ""),
        Choice(AREA, [(area.slug, area.full_name) for area in areas], wanted.area.slug),
    ]
    if chosen:
        choices.append(period_choice(wanted, chosen.version, chosen.latest))
    elif wanted.until:
        choices.append(Choice("ky", [(wanted.until.code, wanted.until.label)], wanted.until.code))
    return choices
