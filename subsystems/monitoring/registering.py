"""What other rooms show of this component: the live figure, the page's content, and evidence for duties."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.component_content import ComponentContent, register_component_content
from ioc_site.common.figures import Figure, register_figure
from ioc_site.common.measures import Measure, MeasureResult, Period, register_measure
from ioc_site.common.subsystems import Subsystem
from ioc_site.common.vietnamese import number
from subsystems.monitoring.enums import SourceKind
from subsystems.monitoring.models import Matter, Mention
from subsystems.monitoring.models.mention import day_keys
from subsystems.monitoring.queries.figures import PublicFigures, day_start, public_figures
from subsystems.monitoring.services.people import days_kept

# Sở TTTT is in charge of the component (Article 8, clause 4); using the components is a duty of every agency
# (Article 8, clause 5, point c).
IN_CHARGE = Citation(REGULATION, 8, 4)
USING = Citation(REGULATION, 8, 5, "c")
_DAYS = 30


def live_figure() -> Figure | None:
    """How many mentions came in within 30 days; none before the first source is read. One query on an index."""
    today = timezone.localdate()
    low, high = day_keys(today - timedelta(days=_DAYS - 1), today)
    recent = Mention.objects.filter(id__gte=low, id__lt=high)
    counts = recent.aggregate(mentions=Count("id"), made_up=Count("id", filter=Q(source__is_demo=True)))
    if not counts["mentions"]:
        return None
    label = _("mentions of the province online in the last 30 days")
    return Figure(number(counts["mentions"]), label, timezone.now(), bool(counts["made_up"]))


@dataclass(frozen=True, slots=True)
class PublicScreen:
    """What the component's page shows everybody."""

    figures: PublicFigures
    kept: list[tuple[Any, int]]


def public_screen(request: HttpRequest) -> PublicScreen:
    """General figures and how long texts are kept."""
    kept = days_kept()
    return PublicScreen(public_figures(), [(kind.label, kept[kind.value]) for kind in SourceKind])


def screened_in_time(agency: Any, period: Period) -> MeasureResult:
    """Matters that came up in the period: those judged within four working hours pass. What is not judged yet is
    assessed once its time is over."""
    if Subsystem.MONITORING.value not in agency.leads:
        return MeasureResult(None, None, reason=_("Another agency is in charge of screening."))
    waits_too_long = Q(state="new", clock_due_at__lt=timezone.now())
    counts = _opened(period).aggregate(
        assessed=Count("pk", filter=Q(screened_at__isnull=False) | waits_too_long),
        passing=Count("pk", filter=Q(screened_in_time=True)),
    )
    if not counts["assessed"]:
        return MeasureResult(None, None, reason=_("No matter came up in this period."))
    return MeasureResult(counts["passing"], counts["assessed"], _page())


def answered_in_time(agency: Any, period: Period) -> MeasureResult:
    """Matters that were given to the agency in the period: those answered by the deadline pass; unanswered ones fail
    once it is over."""
    start, end = day_start(period.start), day_start(period.end + timedelta(days=1))
    given = Matter.objects.filter(agency=agency, assigned_at__gte=start, assigned_at__lt=end)
    late = Q(answered_at__isnull=True, clock_due_at__lt=timezone.now())
    counts = given.aggregate(
        assessed=Count("pk", filter=Q(answered_at__isnull=False) | late),
        passing=Count("pk", filter=Q(answered_in_time=True)),
    )
    if not counts["assessed"]:
        return MeasureResult(None, None, reason=_("The agency had no matter to answer in this period."))
    return MeasureResult(counts["passing"], counts["assessed"], _page())


def _opened(period: Period) -> Any:
    start, end = day_start(period.start), day_start(period.end + timedelta(days=1))
    return Matter.objects.filter(created_at__gte=start, created_at__lt=end)


def _page() -> str:
    return f"/phan-he/{Subsystem.MONITORING.value}/"


def register() -> None:
    """Called when the app is ready."""
    register_figure(Subsystem.MONITORING, live_figure)
    register_component_content(
        Subsystem.MONITORING,
        ComponentContent("monitoring/public.html", public_screen, styles=("dist/monitoring.css",)),
    )
    label = gettext_lazy("Online matters screened within 4 working hours")
    register_measure(Measure("monitoring.screened", label, (IN_CHARGE,), screened_in_time))
    label = gettext_lazy("Online matters answered on time")
    register_measure(Measure("monitoring.answered", label, (USING,), answered_in_time))
