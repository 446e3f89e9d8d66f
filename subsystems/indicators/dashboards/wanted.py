"""What an address of a dashboard asks for, and the choices that it offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.http import urlencode

from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Area
from subsystems.indicators.areas import AreaBook
from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.models import Indicator, IndicatorVersion
from subsystems.indicators.period_codes import period_from_code
from subsystems.indicators.periods import ReportingPeriod, period_of

INDICATOR, PERIOD, AREA = "chi-tieu", "ky", "dia-ban"
OFFERED = {"day": 31, "month": 24, "quarter": 12, "half_year": 8, "year": 10, "school_year": 8}


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of the page: options are (value, label)."""

    parameter: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The indicator (``None``: the first that has figures), the period up to which figures are shown (``None``: the
    latest), the area. ``unknown`` when something asked for does not exist; it was left out."""

    indicator: Indicator | None
    until: ReportingPeriod | None
    area: Area
    is_province: bool
    unknown: bool = False

    def address(self, indicator: Indicator | None = None, area: Area | None = None) -> str:
        """The query of this page for another indicator or area."""
        indicator, area = indicator or self.indicator, area or self.area
        parameters = {}
        if indicator is not None:
            parameters[INDICATOR] = indicator.code
        if self.until is not None:
            parameters[PERIOD] = self.until.code
        if area.level != AreaLevel.PROVINCE:
            parameters[AREA] = area.slug
        return f"?{urlencode(parameters)}"

    def latest_key(self, kind: PeriodKind | str) -> int | None:
        """The key of the last period of a kind that is over when the chosen one is; ``None``: no bound."""
        if self.until is None:
            return None
        return period_of(kind, self.until.end + timedelta(days=1)).previous().key


def offered_areas(today: date) -> list[Area]:
    """The province, then the areas below it for which figures are reported today. Two queries."""
    book = AreaBook()
    below = book.at(AreaLevel.DISTRICT, today) or book.at(AreaLevel.COMMUNE, today)
    return [*book.at(AreaLevel.PROVINCE, today), *below]


def read_wanted(query: Mapping[str, str], indicators: list[Indicator], areas: list[Area]) -> Wanted:
    """What the address asks for; what means nothing is left out and told. ``areas`` begins with the province."""
    code, slug, period = (query.get(name, "") for name in (INDICATOR, AREA, PERIOD))
    indicator = next((row for row in indicators if row.code == code), None)
    area = next((row for row in areas if row.slug == slug), None)
    until = None
    if period:
        try:
            until = period_from_code(period)
        except ValueError:
            until = None
    unknown = bool((code and indicator is None) or (slug and area is None) or (period and until is None))
    area = area or areas[0]
    return Wanted(indicator, until, area, area.level == AreaLevel.PROVINCE, unknown)


def period_choice(wanted: Wanted, version: IndicatorVersion, latest: ReportingPeriod) -> Choice:
    """The latest periods of the indicator's kind, newest first; what was asked for stays among them."""
    periods = [latest.shifted(-step) for step in range(OFFERED[version.period_kind])]
    options = [(period.code, period.label) for period in periods]
    if wanted.until is not None and wanted.until not in periods:
        options.insert(0, (wanted.until.code, wanted.until.label))
    return Choice(PERIOD, options, wanted.until.code if wanted.until else "")
