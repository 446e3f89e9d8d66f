"""The figures that a dashboard draws, in two reads whatever the number of figures stored."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, OuterRef, Q, Subquery, Value, When

from subsystems.agencies.models import Area
from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.models import Breakdown, Indicator, IndicatorVersion, Observation
from subsystems.indicators.models.catalogue import TOTAL_CODE
from subsystems.indicators.periods import ReportingPeriod, period_from_key

# How many periods a trend and a small line show, by kind of period.
TREND = {"day": 60, "month": 25, "quarter": 13, "half_year": 10, "year": 10, "school_year": 8}
SPARK = 13


@dataclass(frozen=True, slots=True)
class Held:
    """One stored figure: its value, the version of its definition, its delivery (keys)."""

    value: float
    version_id: int
    delivery_id: int


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one indicator in one area by period key. ``latest`` is the newest period with a figure,
    ``shown`` the newest up to the chosen one."""

    indicator: Indicator
    version: IndicatorVersion
    latest: ReportingPeriod
    shown: ReportingPeriod
    values: dict[int, Held] = field(default_factory=dict)

    def value(self, period: ReportingPeriod) -> float | None:
        held = self.values.get(period.key)
        return held.value if held else None

    def back(self, count: int) -> list[ReportingPeriod]:
        """The shown period and those before it, oldest first."""
        return [self.shown.shifted(step - count + 1) for step in range(count)]

    @property
    def trend(self) -> list[ReportingPeriod]:
        return self.back(TREND[self.shown.kind])


def total() -> Breakdown | None:
    """The breakdown that stands for the whole. One query."""
    return Breakdown.objects.filter(code=TOTAL_CODE).first()


def latest_periods(
    versions: Mapping[int, IndicatorVersion], area: Area, whole: Breakdown, bounds: Mapping[int, int | None]
) -> dict[int, tuple[int, int | None]]:
    """The newest period of each indicator, and the newest up to its bound. One query: a step into the index each."""
    held = Observation.objects.filter(indicator=OuterRef("pk"), area=area, breakdown=whole).order_by("-period")
    whens = [When(pk=pk, then=Value(bound)) for pk, bound in bounds.items() if bound is not None]
    bound = Case(*whens, default=Value(99991231), output_field=IntegerField())
    rows = (
        Indicator.objects.filter(pk__in=versions)
        .annotate(bound=bound)
        .annotate(
            latest=Subquery(held.values("period")[:1]),
            shown=Subquery(held.filter(period__lte=OuterRef("bound")).values("period")[:1]),
        )
    )
    return {pk: (latest, shown) for pk, latest, shown in rows.values_list("pk", "latest", "shown") if latest}


def read_values(series: Iterable[Series], area: Area, whole: Breakdown, detailed: Collection[int]) -> None:
    """Fill the values: of the detailed ones (keys of indicators) the trend with the year before each, of the others a
    small line. One query."""
    of_area = Q(area=area, breakdown=whole)
    asked = Q(pk__in=[])
    by_pk: dict[int, Series] = {}
    for row in series:
        by_pk[row.indicator.pk] = row
        first = row.trend[0].year_before() if row.indicator.pk in detailed else row.back(SPARK)[0]
        asked |= of_area & Q(indicator=row.indicator, period__gte=first.key, period__lte=row.shown.key)
        if row.indicator.pk not in detailed:
            asked |= of_area & Q(indicator=row.indicator, period=row.shown.year_before().key)
    found = Observation.objects.filter(asked).order_by()
    columns = found.values_list("indicator_id", "period", "value", "version_id", "delivery_id")
    for pk, period, value, version, delivery in columns:
        by_pk[pk].values[period] = Held(value, version, delivery)


def versions_of(indicators: Iterable[Indicator]) -> dict[int, list[IndicatorVersion]]:
    """All versions by indicator, the newest first. One query."""
    found: dict[int, list[IndicatorVersion]] = defaultdict(list)
    for version in IndicatorVersion.objects.filter(indicator__in=indicators).select_related("agency"):
        found[version.indicator_id].append(version)
    return found


def period_or_none(kind: PeriodKind | str, key: int | None) -> ReportingPeriod | None:
    """The period of a stored key; ``None`` without one, or where the kind of the indicator changed since."""
    try:
        return period_from_key(kind, key) if key else None
    except ValueError:
        return None
