"""The read side of data quality, for screens, dashboards and reports: everything was computed before by the job."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Avg, QuerySet, Sum

from ioc_site.common.measures import Period
from subsystems.agencies.models import Agency
from subsystems.indicators.enums import QualityDimension as Dimension
from subsystems.indicators.enums import QualityRule as Rule
from subsystems.indicators.models import Indicator, QualityCount, QualityRun, QualityScore
from subsystems.indicators.quality.months import month_of
from subsystems.indicators.quality.rules import GOOD_FROM, Level, Scores, level, mean_scores

_COLUMNS = ("accuracy", "completeness", "cleanliness", "liveness")


@dataclass(frozen=True, slots=True)
class Cell:
    """One score as a screen shows it; ``value`` from 0 to 100, ``None`` where nothing was assessed."""

    dimension: Dimension | None
    value: float | None

    @property
    def level(self) -> Level | None:
        return level(self.value)


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality of something over a month or several: the overall score and the four dimensions."""

    scores: Scores
    is_demo: bool = False

    @property
    def overall(self) -> Cell:
        return Cell(None, self.scores.overall)

    @property
    def cells(self) -> list[Cell]:
        """In the order of "đúng - đủ - sạch - sống"."""
        return [Cell(dimension, self.scores.of(dimension)) for dimension in Dimension]


@dataclass(frozen=True, slots=True)
class AgencyQuality:
    """An agency with the quality of its data."""

    agency: Agency
    quality: Quality


@dataclass(frozen=True, slots=True)
class IndicatorQuality:
    """An indicator as one agency delivers it, with the quality of its data."""

    indicator: Indicator
    agency: Agency
    quality: Quality


def computed_at() -> datetime | None:
    """When the scores were computed last; ``None`` before the first time. One query."""
    return QualityRun.objects.filter(pk=1).values_list("computed_at", flat=True).first()


def quality_of(row: QualityScore) -> Quality:
    """A stored score as it is shown."""
    return Quality(Scores(*(getattr(row, name) for name in _COLUMNS)), row.is_demo)


def latest_of_indicators(indicators: Iterable[Indicator]) -> dict[int, tuple[int, Quality]]:
    """For dashboards: month (its key) and quality of each indicator's latest score, by indicator. One query."""
    rows = QualityScore.objects.filter(subject__in=[f"i:{row.pk}" for row in indicators], is_latest=True)
    return {row.indicator_id: (row.month, quality_of(row)) for row in rows if row.indicator_id is not None}


def latest_of_component(subsystem: str) -> tuple[int, Quality] | None:
    """For dashboards and reports: month and quality of a component's latest score. One query."""
    row = QualityScore.objects.filter(subject=f"s:{subsystem}", is_latest=True).first()
    return (row.month, quality_of(row)) if row else None


# --- over periods, for reports, duties and evidence --------------------------------------------------------------


def _within(period: Period) -> QuerySet[QualityScore]:
    """The months that begin in the period, or the one in which it lies."""
    first, last = month_of(period.start), month_of(period.end)
    if first.start < period.start and first != last:
        first = first.next()
    found: QuerySet[QualityScore] = QualityScore.objects.filter(month__gte=first.key, month__lte=last.key)
    return found


def _means(rows: QuerySet[QualityScore], *group: str) -> list[dict[str, Any]]:
    means = {f"mean_{name}": Avg(name) for name in _COLUMNS}
    return list(rows.order_by().values(*group).annotate(**means))


def _quality(row: dict[str, Any]) -> Quality:
    return Quality(Scores(*(row[f"mean_{name}"] for name in _COLUMNS)))


def component_quality(subsystem: str, period: Period) -> Quality | None:
    """The quality of a component's data over the months of a period; ``None`` where nothing was assessed."""
    rows = _means(_within(period).filter(subject=f"s:{subsystem}"), "subject")
    return _quality(rows[0]) if rows else None


def quality_over(period: Period, subsystem: str = "", agencies: Iterable[int] | None = None) -> Quality | None:
    """The quality of all data over a period, of a component's, or of what these agencies deliver. One query."""
    if agencies is not None:
        rows = list(_means(_within(period).filter(agency__in=agencies, indicator=None), "agency"))
        return Quality(mean_scores(_quality(row).scores for row in rows)) if rows else None
    if subsystem:
        return component_quality(subsystem, period)
    rows = _means(_within(period).filter(subject="all"), "subject")
    return _quality(rows[0]) if rows else None


def rules_over(
    period: Period, subsystem: str = "", agencies: Iterable[int] | None = None
) -> dict[Rule, tuple[int, int]]:
    """How much passed of what each rule assessed over a period, of everything, a component or these agencies."""
    rows = QualityCount.objects.filter(month__in=_within(period).order_by().values("month").distinct())
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    if subsystem:
        rows = rows.filter(indicator__subsystem=subsystem)
    sums = rows.order_by().values("rule").annotate(passing_sum=Sum("passing"), assessed_sum=Sum("assessed"))
    return {Rule(row["rule"]): (row["passing_sum"], row["assessed_sum"]) for row in sums}


def agency_quality(period: Period, subsystem: str = "") -> list[AgencyQuality]:
    """The quality of each agency's data over a period, of all components or of one, the best first. Two queries."""
    rows = _within(period).filter(agency__isnull=False)
    rows = rows.filter(indicator__isnull=False, subsystem=subsystem) if subsystem else rows.filter(indicator=None)
    found = {row["agency"]: _quality(row) for row in _means(rows, "agency")}
    agencies = Agency.objects.in_bulk(found)
    ranked = [AgencyQuality(agencies[pk], quality) for pk, quality in found.items()]
    return sorted(ranked, key=lambda row: (-(row.quality.scores.overall or 0), row.agency.name))


def indicator_quality(period: Period, subsystem: str = "", agency: Agency | None = None) -> list[IndicatorQuality]:
    """The quality of each indicator as each agency delivers it over a period, the worst first. Three queries."""
    rows = _within(period).filter(agency__isnull=False, indicator__isnull=False)
    if subsystem:
        rows = rows.filter(subsystem=subsystem)
    if agency is not None:
        rows = rows.filter(agency=agency)
    means = _means(rows, "indicator", "agency")
    indicators = Indicator.objects.in_bulk({row["indicator"] for row in means})
    agencies = Agency.objects.in_bulk({row["agency"] for row in means})
    found = [IndicatorQuality(indicators[r["indicator"]], agencies[r["agency"]], _quality(r)) for r in means]
    return sorted(found, key=lambda row: (row.quality.scores.overall or 0, row.indicator.code))


def good_months(agency: Agency, period: Period) -> tuple[list[QualityScore], int]:
    """The scores of an agency's indicators by month within a period, and how many of them are green. One query."""
    rows = _within(period).filter(agency=agency, indicator__isnull=False).select_related("indicator", "agency")
    found = list(rows.order_by("month", "indicator__position"))
    return found, sum(round(row.overall, 1) >= GOOD_FROM for row in found)


def trend_of(subject: str, months: list[Any]) -> list[QualityScore | None]:
    """The scores of a subject month by month, ``None`` where there is none. One query."""
    rows = QualityScore.objects.filter(subject=subject, month__gte=months[0].key, month__lte=months[-1].key)
    known = {row.month: row for row in rows}
    return [known.get(month.key) for month in months]


def by_month(rows: Iterable[QualityScore]) -> dict[int, list[QualityScore]]:
    """Scores grouped by the key of their month."""
    found: dict[int, list[QualityScore]] = defaultdict(list)
    for row in rows:
        found[row.month].append(row)
    return found


def month_from(text: str, today: date) -> Any:
    """The month of an address (``2026-11``); the current one for anything else."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        day = today
    return month_of(day if 2000 <= day.year <= 2100 else today)
