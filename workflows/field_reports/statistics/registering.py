"""What other rooms show of field reports: the live figure, the page's content, and evidence for duties."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.component_content import ComponentContent, register_component_content
from ioc_site.common.figures import Figure, register_figure
from ioc_site.common.measures import ROWS_SHOWN, Measure, MeasuredRow, MeasureResult, Period, register_measure
from ioc_site.common.subsystems import Subsystem
from ioc_site.common.vietnamese import number, percent
from workflows.field_reports.enums import Outcome
from workflows.field_reports.models import FieldReport, Tally, TallyRun
from workflows.field_reports.statistics.periods import LAST_YEAR, months_between
from workflows.field_reports.statistics.queries import MIN_DECIDED, figures_of, statistics_screen

# Using the component well is a duty of every agency (Article 8, clause 5, point c); watching over it is one of the
# department in charge (Article 8, clause 4).
HANDLING = Citation(REGULATION, 8, 5, "c")
IN_CHARGE = Citation(REGULATION, 8, 4)


def live_figure() -> Figure | None:
    """The share of reports handled on time in the last twelve months; before there are enough, how many came in."""
    run = TallyRun.objects.filter(pk=1).first()
    row = Tally.objects.filter(period=LAST_YEAR, grain="").first()
    if run is None or row is None or not row.received:
        return None
    figures = figures_of(row)
    if figures.decided < MIN_DECIDED or figures.on_time_share is None:
        label: Any = _("field reports received in the last twelve months")
        return Figure(number(row.received), label, run.computed_at, row.has_demo)
    label = _("of %(count)s field reports of the last twelve months handled on time") % {
        "count": number(figures.decided)
    }
    return Figure(percent(figures.on_time_share, 1), label, run.computed_at, row.has_demo)


def _within(period: Period) -> tuple[datetime, datetime]:
    """The moments at which a period of days begins and ends."""
    start = timezone.make_aware(datetime.combine(period.start, time.min))
    return start, timezone.make_aware(datetime.combine(period.end + timedelta(days=1), time.min))


_ON_TIME = Q(resolved_at__lte=F("deadline_at"))


def _due(agency: Any, period: Period) -> Any:
    """The reports with the agency that can be judged by their deadline in the period."""
    start, end = _within(period)
    decided = Q(resolved_at__isnull=False) | Q(deadline_at__lt=timezone.now())
    due = FieldReport.objects.filter(decided, agency=agency, deadline_at__gte=start, deadline_at__lt=end)
    return due.exclude(state__in=["withdrawn", "duplicate", "rejected"]).exclude(outcome=Outcome.WRONG_CHANNEL)


def rows_handled(agency: Any, period: Period) -> Iterator[MeasuredRow]:
    """These reports by reference alone, the late ones first; their screen asks who may see more."""
    due = _due(agency, period).values_list("reference", "resolved_at", "deadline_at")
    late = Q(resolved_at=None) | Q(resolved_at__gt=F("deadline_at"))
    for rows, passed in ((due.filter(late), False), (due.filter(_ON_TIME), True)):
        for reference, _resolved, deadline in rows.order_by("-deadline_at")[: ROWS_SHOWN // 2]:
            url = reverse("report_desk_case", args=[reference])
            yield MeasuredRow(f"{reference} ({timezone.localtime(deadline):%H:%M %d/%m/%Y})", passed, url)


def handled_on_time(agency: Any, period: Period) -> MeasureResult:
    """Reports with the agency whose deadline falls into the period: those with a result by then pass, those without one
    fail once it is over; what still runs is not assessed."""
    counts = _due(agency, period).aggregate(assessed=Count("pk"), passing=Count("pk", filter=_ON_TIME))
    if not counts["assessed"]:
        return MeasureResult(None, None, reason=_("No report with the agency was due in this period."))
    address = f"/phan-he/{Subsystem.FIELD_REPORTS.value}/?{urlencode({'co-quan': agency.slug})}"
    return MeasureResult(counts["passing"], counts["assessed"], address)


def screened_on_time(agency: Any, period: Period) -> MeasureResult:
    """Reports received in the months that begin in the period: those accepted or answered within the screening time
    pass. What came in so late that its time is not over yet is not assessed."""
    if Subsystem.FIELD_REPORTS.value not in agency.leads:
        return MeasureResult(None, None, reason=_("Another agency is in charge of screening."))
    months = Tally.objects.filter(grain="", period__in=months_between(period.start, period.end))
    sums = months.aggregate(assessed=Sum("screened"), passing=Sum("screened_on_time"))
    if not sums["assessed"]:
        return MeasureResult(None, None, reason=_("No report was received in this period."))
    return MeasureResult(sums["passing"], sums["assessed"], f"/phan-he/{Subsystem.FIELD_REPORTS.value}/")


def register() -> None:
    """Called when the app is ready."""
    register_figure(Subsystem.FIELD_REPORTS, live_figure)
    register_component_content(
        Subsystem.FIELD_REPORTS,
        ComponentContent("field_reports/statistics.html", statistics_screen, styles=("dist/report_statistics.css",)),
    )
    register_measure(
        Measure(
            "field_reports.on_time",
            gettext_lazy("Field reports handled on time"),
            (HANDLING,),
            handled_on_time,
            rows_handled,
            gettext_lazy("Deal first with the reports that are past their deadline."),
            reverse_lazy("report_desk"),
        )
    )
    register_measure(
        Measure(
            "field_reports.screened",
            gettext_lazy("Field reports screened within 8 working hours"),
            (IN_CHARGE,),
            screened_on_time,
            advice=gettext_lazy("Accept or answer new reports within the day."),
            action=reverse_lazy("report_desk"),
        )
    )
