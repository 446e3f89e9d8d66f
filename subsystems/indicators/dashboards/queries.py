"""The read side of the dashboards of components 1 to 4 (Article 5): a constant number of queries a page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.models import Area
from subsystems.indicators.dashboards.charts import spark_line
from subsystems.indicators.dashboards.details import Card, Detail, details, targets_of
from subsystems.indicators.dashboards.judging import aim, change
from subsystems.indicators.dashboards.layout import Asked, Placed, asked_of, placed
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
from subsystems.indicators.models import Breakdown, Delivery, Indicator
from subsystems.indicators.periods import ReportingPeriod, period_from_key
from subsystems.indicators.quality.queries import Quality, latest_of_component, latest_of_indicators


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything on the page; no cards when nothing has been delivered for the area."""

    wanted: Wanted
    choices: list[Choice]
    cards: list[Card]
    detail: Detail | None
    blocks: list[Placed]
    without: list[Indicator]
    quality: Quality | None
    quality_month: ReportingPeriod | None
    has_demo: bool
    is_filtered: bool


def dashboard(subsystem: Subsystem, request: HttpRequest, blocks: Any = ()) -> Dashboard | None:
    """The dashboard of a component under the filters in the address; ``None`` while there is no catalogue.

    ``blocks`` is what staff composed (``layout.py``); without any, and for an indicator that the address asks for, all
    key figures come first and one indicator in detail below. Visitors see public indicators, signed-in people all.
    Fifteen queries at most.
    """
    areas, whole = offered_areas(timezone.localdate()), total()
    found = Indicator.objects.filter(subsystem=subsystem.value).visible_to(request.user)
    indicators = list(found)
    if not areas or whole is None or not indicators:
        return None
    wanted = read_wanted(request.GET, indicators, areas)
    asked = [] if wanted.indicator else asked_of(blocks)
    series = _series(indicators, wanted, whole)
    chosen = _chosen(series, wanted, asked)
    codes = {code for one in asked for code in one.detailed}
    detailed = {row.indicator.pk for row in series if row is chosen or row.indicator.code in codes}
    read_values(series, wanted.area, whole, detailed)
    cards = _cards(series, wanted, chosen, latest_of_indicators(indicators))
    pairs = [(row, card) for row, card in zip(series, cards, strict=True) if row.indicator.pk in detailed]
    found_details = details(pairs, wanted, whole)
    score = latest_of_component(subsystem.value)
    return Dashboard(
        wanted=wanted,
        choices=_choices(wanted, indicators, areas, chosen),
        cards=cards,
        detail=found_details.get(chosen.indicator.code) if chosen and not asked else None,
        blocks=placed(asked, cards, found_details),
        without=_without(indicators, cards, asked),
        quality=score[1] if score else None,
        quality_month=period_from_key("month", score[0]) if score else None,
        has_demo=any(card.is_demo for card in cards),
        is_filtered=bool(wanted.indicator or wanted.until or not wanted.is_province),
    )


def _chosen(series: list[Series], wanted: Wanted, asked: list[Asked]) -> Series | None:
    """The indicator in detail: the one of the address (none rather than another), else the first, unless staff
    composed the page."""
    if wanted.indicator:
        return next((row for row in series if row.indicator == wanted.indicator), None)
    return series[0] if series and not asked else None


def _without(indicators: list[Indicator], cards: list[Card], asked: list[Asked]) -> list[Indicator]:
    """What the page would show but has no figure for."""
    shown = {card.indicator.pk for card in cards}
    codes = {code for one in asked for code in (*one.codes, *one.detailed)}
    return [row for row in indicators if row.pk not in shown and (not codes or row.code in codes)]


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


def _cards(
    series: list[Series], wanted: Wanted, chosen: Series | None, qualities: dict[int, tuple[int, Quality]]
) -> list[Card]:
    """The key figures. Two queries."""
    held = {row.indicator.pk: row.values[row.shown.key] for row in series}
    deliveries = Delivery.objects.select_related("agency").in_bulk({one.delivery_id for one in held.values()})
    targets = targets_of([row.indicator for row in series], wanted.area, [row.shown.key for row in series])
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
                quality=qualities[row.indicator.pk][1] if row.indicator.pk in qualities else None,
            )
        )
    return cards


def shown_figures(indicators: list[Indicator], wanted: Wanted, whole: Breakdown) -> list[tuple[Series, Card]]:
    """The key figures that the dashboard shows under these filters, with the series behind each. Five queries."""
    series = _series(indicators, wanted, whole)
    read_values(series, wanted.area, whole, ())
    return list(zip(series, _cards(series, wanted, None, {}), strict=True))


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
