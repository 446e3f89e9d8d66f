"""What this room proves and shows elsewhere: measures of duties, and the live figure of each component."""

from datetime import datetime, time
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.figures import Figure, register_figure
from ioc_site.common.measures import Measure, MeasureResult, Period, register_measure
from ioc_site.common.subsystems import Subsystem
from ioc_site.common.vietnamese import number
from subsystems.agencies.models import Agency
from subsystems.indicators.models import Obligation, Observation
from subsystems.indicators.models.catalogue import TOTAL_CODE
from subsystems.indicators.obligations import DueItem, DueState, due_items
from subsystems.indicators.periods import period_from_key
from workflows.engine.working_time import VIETNAM

# Keeping the data up to date (Article 8, clause 5, point a) and giving it complete (Article 4, clause 3).
UP_TO_DATE = Citation(REGULATION, 8, 5, "a")
COMPLETE = Citation(REGULATION, 4, 3)
HEADLINES = {
    Subsystem.SOCIO_ECONOMIC: "KTXH-GRDP",
    Subsystem.HEALTH: "YT-KNT",
    Subsystem.EDUCATION: "GD-HS",
    Subsystem.PUBLIC_ADMINISTRATION: "HCC-TLDH",
}


def _due(agency: Agency, period: Period) -> list[DueItem]:
    """What fell due for an agency within a period of days and can be judged by now."""
    now = timezone.now()
    end = min(period.end, timezone.localdate(now))
    items = due_items(Obligation.objects.filter(agency=agency), period.start, end, now)
    return [item for item in items if item.is_done or item.due_at < now]


def _detail(period: Period) -> str:
    return f"{reverse('delivery_calendar')}?thang={period.end:%Y-%m}"


def delivered_on_time(agency: Agency, period: Period) -> MeasureResult:
    """Periods published completely by their deadline, of all that fell due."""
    items = _due(agency, period)
    if not items:
        return MeasureResult(None, None, reason=_("No data fell due in this time."))
    return MeasureResult(sum(item.state == DueState.ON_TIME for item in items), len(items), _detail(period))


def delivered_completely(agency: Agency, period: Period) -> MeasureResult:
    """Values published, of all that the periods which fell due ask for."""
    items = _due(agency, period)
    expected = sum(item.expected for item in items)
    if not expected:
        return MeasureResult(None, None, reason=_("No data fell due in this time."))
    return MeasureResult(sum(item.delivered for item in items), expected, _detail(period))


def headline(code: str) -> Figure | None:
    """The latest published figure of a public indicator for the province. One query."""
    rows = Observation.objects.filter(
        indicator__code=code, indicator__is_public=True, area__level="province", breakdown__code=TOTAL_CODE
    )
    row = rows.select_related("indicator", "version", "delivery").order_by("-period").first()
    if row is None:
        return None
    period = period_from_key(row.version.period_kind, row.period)
    unit = row.version.unit if row.version.unit == "%" else f" {row.version.unit}"
    return Figure(
        value=f"{number(row.value)}{unit}",
        label=f"{row.indicator.label}, {period.label}",
        computed_at=row.delivery.published_at or datetime.combine(period.end, time(), VIETNAM),
        is_demo=row.delivery.is_demo,
    )


def register_all() -> None:
    """Called when the app is ready."""
    register_measure(
        Measure("data.on_time", gettext_lazy("Data delivered completely and on time"), (UP_TO_DATE,), delivered_on_time)
    )
    register_measure(
        Measure("data.complete", gettext_lazy("Values delivered of those owed"), (COMPLETE,), delivered_completely)
    )
    for subsystem, code in HEADLINES.items():
        register_figure(subsystem, partial(headline, code))
