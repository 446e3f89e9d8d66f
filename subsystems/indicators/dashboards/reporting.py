"""The figures of a component as written reports need them, read as its dashboard reads them.

A report is about a span of days; each indicator has periods of its own. What it should have is the last of these that
is over by the span's end; where that one was not delivered, the report says so and names the latest there is.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Agency, Area
from subsystems.indicators.areas import AreaBook, areas_of
from subsystems.indicators.dashboards.queries import Card, shown_figures
from subsystems.indicators.dashboards.series import Series, total, versions_of
from subsystems.indicators.dashboards.wanted import Wanted
from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.models import Indicator, IndicatorVersion, Observation
from subsystems.indicators.models.catalogue import version_for
from subsystems.indicators.periods import ReportingPeriod, period_from_key


@dataclass(frozen=True, slots=True)
class Reported:
    """One indicator in one area: ``period`` is the one that it should have a figure of, ``card`` what the dashboard
    shows (an older figure where that one is missing, ``None`` where there is none at all)."""

    indicator: Indicator
    version: IndicatorVersion
    period: ReportingPeriod
    card: Card | None
    series: Series | None

    @property
    def value(self) -> float | None:
        """The figure of ``period``."""
        return self.card.value if self.card and self.card.period == self.period else None

    @property
    def previous(self) -> float | None:
        """What the figure is compared with: of a day that of the same weekday of the week before."""
        return self.series.value(self.period.compared()) if self.series else None

    @property
    def year_before(self) -> float | None:
        return self.series.value(self.period.year_before()) if self.series else None


def province_on(day: date) -> Area | None:
    """The area that stands for the whole on a day. Three queries."""
    return next(iter(AreaBook().at(AreaLevel.PROVINCE, day)), None)


def reported_figures(subsystem: Subsystem, area: Area, day: date, agency: Agency | None = None) -> list[Reported]:
    """The indicators of a component for an area at the end of ``day``, in the order of the catalogue; with ``agency``
    those that it reports. Eight queries at most."""
    whole = total()
    indicators = list(Indicator.objects.filter(subsystem=subsystem.value))
    if whole is None or not indicators:
        return []
    is_province = area.level == AreaLevel.PROVINCE
    wanted = Wanted(None, ReportingPeriod(day, PeriodKind.DAY), area, is_province)
    shown = {series.indicator.pk: (series, card) for series, card in shown_figures(indicators, wanted, whole)}
    versions = versions_of(indicators)
    found = []
    for indicator in indicators:
        held = versions.get(indicator.pk, [])
        period = _last_period(held, wanted)
        version = version_for(held, period.start) if period else None
        if period is None or version is None or (not is_province and version.level == AreaLevel.PROVINCE):
            continue
        if agency is None or version.agency_id == agency.pk:
            series, card = shown.get(indicator.pk, (None, None))
            found.append(Reported(indicator, version, period, card, series))
    return found


def _last_period(versions: list[IndicatorVersion], wanted: Wanted) -> ReportingPeriod | None:
    if not versions:
        return None
    kind = versions[0].period_kind
    key = wanted.latest_key(kind)
    return period_from_key(kind, key) if key else None


def figures_by_area(rows: list[Reported]) -> dict[Area, dict[int, float]]:
    """The figures of the same periods for the areas below the province, by area and indicator. Two queries."""
    whole = total()
    asked = Q(pk__in=[])
    for row in rows:
        if row.version.level != AreaLevel.PROVINCE:
            asked |= Q(indicator=row.indicator, period=row.period.key)
    found = Observation.objects.filter(asked, breakdown=whole).exclude(area__level=AreaLevel.PROVINCE)
    by_area: dict[Area, dict[int, float]] = {}
    for one in found.select_related("area").order_by("area__name", "area_id"):
        by_area.setdefault(one.area, {})[one.indicator_id] = one.value
    return by_area


def area_of_agency(agency: Agency, day: date) -> Area | None:
    """The ground for which an agency reports: its own of a district's or commune's committee, else the province."""
    book = AreaBook()
    province = book.at(AreaLevel.PROVINCE, day)
    if areas_of(agency, province) == province and province:
        return province[0]
    return book.areas.get(agency.area_id or 0)
