"""What data deliveries prove: for the duties of Articles 4.3, 6.2 and 8.5, and for commendation and discipline."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.evidence import ROWS_KEPT, Evidence, Finding, Subject, register_evidence
from ioc_site.common.measures import Measure, MeasureResult, Period, register_measure
from ioc_site.common.vietnamese import number
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from subsystems.agencies.scoping import members_with_role
from subsystems.indicators.models import Obligation, PullSource, QualityScore
from subsystems.indicators.obligations import DueItem, DueState, due_items
from subsystems.indicators.periods import period_from_key
from subsystems.indicators.quality.queries import good_months

# Keeping the data up to date (Article 8, clause 5, point a); answering for what is given, and giving it "đúng - đủ -
# sạch - sống" (Article 4, clause 3); connecting systems (Article 6, clause 2).
UP_TO_DATE = Citation(REGULATION, 8, 5, "a")
ANSWERED_FOR = Citation(REGULATION, 4, 3)
CONNECTED = Citation(REGULATION, 6, 2)


def due_in(agency: Agency, period: Period) -> list[DueItem]:
    """What fell due for an agency within a period of days and can be judged by now."""
    now = timezone.now()
    end = min(period.end, timezone.localdate(now))
    items = due_items(Obligation.objects.filter(agency=agency), period.start, end, now)
    return [item for item in items if item.is_done or item.due_at < now]


def _calendar(period: Period) -> str:
    return f"{reverse('delivery_calendar')}?thang={period.end:%Y-%m}"


def delivered_on_time(agency: Agency, period: Period) -> MeasureResult:
    """Periods published completely by their deadline, of all that fell due."""
    items = due_in(agency, period)
    if not items:
        return MeasureResult(None, None, reason=_("No data fell due in this time."))
    return MeasureResult(sum(item.state == DueState.ON_TIME for item in items), len(items), _calendar(period))


def delivered_completely(agency: Agency, period: Period) -> MeasureResult:
    """Values published, of all that the periods which fell due ask for."""
    items = due_in(agency, period)
    expected = sum(item.expected for item in items)
    if not expected:
        return MeasureResult(None, None, reason=_("No data fell due in this time."))
    return MeasureResult(sum(item.delivered for item in items), expected, _calendar(period))


def delivered_well(agency: Agency, period: Period) -> MeasureResult:
    """Indicators, month by month, whose data quality is green (90 and more), of all that were assessed."""
    rows, good = good_months(agency, period)
    if not rows:
        return MeasureResult(None, None, reason=_("No data of this agency was assessed in this time."))
    address = f"{reverse('data_quality')}?thang={period.end:%Y-%m}&co-quan={agency.code}"
    return MeasureResult(good, len(rows), address)


def connected_well(agency: Agency, period: Period) -> MeasureResult:
    """Connected data sources whose last fetch went well, for whoever operates the portal."""
    if not members_with_role(Role.OPERATOR, agency=agency).exists():
        return MeasureResult(None, None, reason=_("Systems are connected by the operator."))
    runs = list(
        PullSource.objects.filter(is_active=True, last_run_at__isnull=False).values_list("last_error", flat=True)
    )
    if not runs:
        return MeasureResult(None, None, reason=_("No data source has been connected yet."))
    return MeasureResult(sum(not error for error in runs), len(runs), reverse("nguon-du-lieu_modeladmin_index"))


def on_time_evidence(subject: Subject, period: Period) -> Finding:
    """What fell due for the agency in the period."""
    items = due_in(subject.agency, period)
    address = reverse("delivery_calendar")
    rows = tuple(
        (
            f"{item.obligation.indicator_set.name}, {item.period.label}: {item.state.label}",
            f"{address}?thang={timezone.localdate(item.due_at):%Y-%m}",
        )
        for item in items[:ROWS_KEPT]
    )
    query = _("Data that fell due during the period; what was published completely by its deadline counts.")
    return Finding(len(items), sum(item.state == DueState.ON_TIME for item in items), rows, query)


def quality_evidence(subject: Subject, period: Period) -> Finding:
    """The scores of the agency's indicators by month."""
    found, good = good_months(subject.agency, period)
    rows = tuple((_score_text(row), quality_url(row)) for row in found[:ROWS_KEPT])
    query = _("Indicators by month whose data were assessed; a score of 90 and more counts.")
    return Finding(len(found), good, rows, query)


def _score_text(row: QualityScore) -> str:
    month = period_from_key("month", row.month).label
    return f"{row.indicator.label if row.indicator else ''}, {month}: {number(row.overall, 1)}"


def quality_url(row: QualityScore) -> str:
    """The screen of an indicator's score as one agency delivers it."""
    if row.indicator is None or row.agency is None:
        return reverse("data_quality")
    month = period_from_key("month", row.month).code
    return f"{reverse('data_quality_indicator', args=[row.indicator.code, row.agency.code])}?thang={month}"


def register() -> None:
    """Called when the app is ready."""
    measures = (
        ("data.on_time", gettext_lazy("Data delivered completely and on time"), UP_TO_DATE, delivered_on_time),
        ("data.complete", gettext_lazy("Values delivered of those owed"), ANSWERED_FOR, delivered_completely),
        ("data.quality", gettext_lazy("Indicators with good data quality"), ANSWERED_FOR, delivered_well),
        ("data.sources", gettext_lazy("Connected data sources that work"), CONNECTED, connected_well),
    )
    for code, label, citation, compute in measures:
        register_measure(Measure(code, label, (citation,), compute))
    register_evidence(Evidence("data.on_time", gettext_lazy("Data delivered on time"), on_time_evidence))
    register_evidence(Evidence("data.quality", gettext_lazy("Quality of the data delivered"), quality_evidence))
