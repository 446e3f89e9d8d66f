"""The read side of the screens of data quality: list, one indicator, the rows behind one rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, Area
from subsystems.agencies.scoping import AnyUser, sees_all_agencies
from subsystems.indicators.dashboards.charts import LineChart, line_chart
from subsystems.indicators.enums import QualityDimension as Dimension
from subsystems.indicators.enums import QualityRule as Rule
from subsystems.indicators.models import Breakdown, Indicator, Obligation, QualityCount, QualityScore
from subsystems.indicators.periods import ReportingPeriod
from subsystems.indicators.quality.material import Case, Material
from subsystems.indicators.quality.months import months_until
from subsystems.indicators.quality.queries import Cell, Quality, computed_at, month_from, quality_of, trend_of
from subsystems.indicators.quality.rules import INFO, RULES, RuleInfo
from subsystems.indicators.quality.verdicts import JUDGES, Verdict

SHOWN = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of scores."""

    label: str
    quality: Quality
    indicator: Indicator | None = None
    agency: Agency | None = None
    subsystem: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """The overall score month by month, oldest first, as a line and as rows for its table."""

    chart: LineChart
    rows: list[tuple[ReportingPeriod, Quality | None]]


@dataclass(frozen=True, slots=True)
class Overview:
    """The list: what the user may see of a month."""

    month: ReportingPeriod
    months: list[ReportingPeriod]
    is_current: bool
    computed_at: datetime | None
    whole: Quality | None
    trend: Trend | None
    components: list[Line]
    agencies: list[Line]
    indicators: list[Line]
    subsystem: str
    agency: Agency | None
    is_demo: bool


def overview(user: AnyUser, query: Mapping[str, str]) -> Overview:
    """Scores of a month: of everything, components and agencies for those who see all, else of one's own agency; and
    of each indicator, the worst first. Six queries at most."""
    today = timezone.localdate()
    month = month_from(query.get("thang", ""), today)
    rows = QualityScore.objects.visible_to(user).filter(month=month.key).select_related("agency", "indicator")
    found: list[QualityScore] = list(rows)
    own = [row for row in found if row.agency_id and row.indicator_id is None]
    sees_all = sees_all_agencies(user, Role.LEADER, Role.MODERATOR)
    chosen = next((row.agency for row in own if row.agency and row.agency.code == query.get("co-quan")), None)
    subsystem = query.get("phan-he", "")
    if chosen is None and not sees_all and len(own) == 1:
        chosen = own[0].agency
    subject = f"a:{chosen.pk}" if chosen else f"s:{subsystem}" if subsystem in Subsystem.values else "all"
    whole = next((row for row in found if row.subject == subject), None)
    indicators = [
        Line(row.indicator.label, quality_of(row), row.indicator, row.agency)
        for row in sorted(found, key=lambda row: row.overall)
        if row.indicator and row.agency and (chosen is None or row.agency == chosen)
        if subsystem not in Subsystem.values or row.subsystem == subsystem
    ]
    return Overview(
        month=month,
        months=months_until(today)[::-1],
        is_current=month.end >= today,
        computed_at=computed_at(),
        whole=quality_of(whole) if whole else None,
        trend=_trend(subject, months_until(today)) if whole else None,
        components=_components(found) if sees_all else [],
        agencies=_agencies(own) if len(own) > 1 else [],
        indicators=indicators,
        subsystem=subsystem,
        agency=chosen,
        is_demo=any(row.is_demo for row in found),
    )


def _components(found: list[QualityScore]) -> list[Line]:
    scored = {row.subject: row for row in found}
    return [
        Line(str(part.label), quality_of(scored[f"s:{part.value}"]), subsystem=part.value)
        for part in Subsystem
        if f"s:{part.value}" in scored
    ]


def _agencies(own: list[QualityScore]) -> list[Line]:
    ordered = sorted(own, key=lambda row: row.overall)
    return [Line(row.agency.name, quality_of(row), agency=row.agency) for row in ordered if row.agency]


def _trend(subject: str, months: list[ReportingPeriod]) -> Trend | None:
    rows = trend_of(subject, months)
    values = [row.overall if row else None for row in rows]
    if sum(value is not None for value in values) < 2:
        return None
    labels = [f"{month.start.month}/{month.start.year}" for month in months]
    nothing: list[float | None] = [None] * len(months)
    chart = line_chart(labels, [month.label for month in months], values, nothing, nothing)
    return Trend(chart, [(m, quality_of(row) if row else None) for m, row in zip(months, rows, strict=True)][::-1])


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with what it found; ``cell`` is empty where nothing was assessed."""

    info: RuleInfo
    passing: int
    assessed: int

    @property
    def cell(self) -> Cell:
        return Cell(self.info.dimension, 100 * self.passing / self.assessed if self.assessed else None)

    @property
    def failing(self) -> int:
        return self.assessed - self.passing


@dataclass(frozen=True, slots=True)
class IndicatorScreen:
    """One indicator as one agency delivers it, in one month."""

    indicator: Indicator
    agency: Agency
    month: ReportingPeriod
    months: list[ReportingPeriod]
    computed_at: datetime | None
    quality: Quality
    groups: list[tuple[Cell, list[RuleLine]]]
    trend: Trend | None


def indicator_screen(user: AnyUser, code: str, agency: str, text: str) -> IndicatorScreen | None:
    """The scores of an indicator with its rules; ``None`` where nothing of it may be seen. Six queries."""
    today = timezone.localdate()
    rows = QualityScore.objects.visible_to(user).filter(indicator__code=code, agency__code=agency)
    scored = {row.month: row for row in rows.select_related("indicator", "agency")}
    if not scored:
        return None
    month = month_from(text, today)
    if month.key not in scored and not text:
        month = next(m for m in months_until(today, 600)[::-1] if m.key in scored)
    row = scored.get(month.key)
    if row is None or row.indicator is None or row.agency is None:
        return None
    counts = QualityCount.objects.filter(indicator=row.indicator, agency=row.agency, month=month.key)
    found = {one.rule: one for one in counts}
    lines = [RuleLine(i, found[i.rule].passing, found[i.rule].assessed) for i in RULES if i.rule in found]
    quality = quality_of(row)
    groups = [(cell, [line for line in lines if line.info.dimension == cell.dimension]) for cell in quality.cells]
    return IndicatorScreen(
        indicator=row.indicator,
        agency=row.agency,
        month=month,
        months=[m for m in months_until(today)[::-1] if m.key in scored],
        computed_at=computed_at(),
        quality=quality,
        groups=groups,
        trend=_trend(row.subject, months_until(today)),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """One row behind a score, with names."""

    verdict: Verdict
    area: str
    part: str
    history: tuple[int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class RowsScreen:
    """The rows behind one rule: those that fail first, at most ``SHOWN`` of each."""

    screen: IndicatorScreen
    info: RuleInfo
    failing: list[Found]
    passing: list[Found]
    failing_count: int
    passing_count: int
    decimals: int

    @property
    def kind(self) -> str:
        """What the rows are: ``figures``, ``files`` or ``periods``."""
        if self.info.rule == Rule.ON_TIME:
            return "periods"
        return "files" if self.info.dimension == Dimension.CLEANLINESS else "figures"


def rows_screen(user: AnyUser, code: str, agency: str, rule: str, text: str) -> RowsScreen | None:
    """The figures, files or periods that a rule assessed, as they are now."""
    screen = indicator_screen(user, code, agency, text)
    if screen is None or rule not in Rule.values:
        return None
    info, month = INFO[Rule(rule)], screen.month
    material = Material(_obligations(screen), month.start, month.end, only={screen.indicator.pk})
    cases: list[Case] = list(material.cases())
    verdicts = [verdict for case in cases for verdict in JUDGES[info.rule](material, case)]
    failing = [verdict for verdict in verdicts if not verdict.passes]
    passing = [verdict for verdict in verdicts if verdict.passes]
    names = _Names(screen.indicator)
    versions = material.versions.get(screen.indicator.pk, [])
    return RowsScreen(
        screen=screen,
        info=info,
        failing=[names.found(verdict) for verdict in islice(failing, SHOWN)],
        passing=[names.found(verdict) for verdict in islice(passing, SHOWN)],
        failing_count=sum(verdict.weight for verdict in failing),
        passing_count=sum(verdict.weight for verdict in passing),
        decimals=versions[0].decimals if versions else 0,
    )


def _obligations(screen: IndicatorScreen) -> QuerySet[Obligation]:
    rows: Any = Obligation.objects.filter(agency=screen.agency, indicator_set__indicators=screen.indicator)
    found: QuerySet[Obligation] = rows.distinct()
    return found


class _Names:
    """Names of areas and breakdowns: two queries."""

    def __init__(self, indicator: Indicator) -> None:
        self._indicator = indicator
        self._areas = Area.objects.in_bulk()
        self._parts = Breakdown.objects.in_bulk()

    def found(self, verdict: Verdict) -> Found:
        if verdict.place is None or verdict.period is None:
            return Found(verdict, "", "", None)
        area, part = verdict.place
        breakdown = self._parts[part]
        key = (self._indicator.pk, area, part, verdict.period.key) if verdict.value is not None else None
        return Found(verdict, self._areas[area].full_name, "" if breakdown.is_total else breakdown.name, key)
