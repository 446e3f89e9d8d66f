"""How the portal proves duties that proposals answer: computed from their own rows, never typed in."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.measures import Measure, MeasureResult, Period, register_measure
from workflows.proposals.enums import ProposalKind
from workflows.proposals.models import Nomination, Proposal, TaskForce


def _sent_in(period: Period) -> QuerySet[Proposal]:
    return Proposal.objects.filter(submitted_at__range=period.moments).exclude(state__in=("draft", "submitted"))


def _proposed(*kinds: str) -> Any:
    """At least one proposal of these kinds sent in by the agency: those not declined of all."""

    def compute(agency: Any, period: Period) -> MeasureResult:
        rows = _sent_in(period).filter(agency=agency, kind__in=kinds)
        total = rows.count()
        if not total:
            return MeasureResult(None, None, reason=str(_("The agency sent in none in this period.")))
        return MeasureResult(rows.exclude(state="declined").count(), total, detail_url=_list_url(kinds[0]))

    return compute


def _list_url(kind: str) -> str:
    return f"{reverse('proposal_desk')}?loai={kind}"


def incidents_in_time(agency: Any, period: Period) -> MeasureResult:
    """Incidents of the period that were fixed by their deadline, of those whose deadline is over or that are fixed."""
    rows = Proposal.objects.incidents().filter(submitted_at__range=period.moments)
    rows = rows.filter(Q(assignee=agency) | Q(assignee=None)).exclude(state__in=("draft", "withdrawn", "merged"))
    judged = rows.filter(Q(fixed_at__isnull=False) | Q(clock_due_at__lt=period.moments[1]))
    total = judged.count()
    if not total:
        return MeasureResult(None, None, reason=str(_("No incident was due in this period.")))
    in_time = judged.filter(fixed_at__isnull=False, fixed_at__lte=F("deadline_at")).count()
    return MeasureResult(in_time, total, detail_url=_list_url(ProposalKind.INCIDENT))


def changes_done(agency: Any, period: Period) -> MeasureResult:
    """Requested changes forwarded to the agency that were done by their deadline."""
    rows = Proposal.objects.filter(kind=ProposalKind.CHANGE, assignee=agency, submitted_at__range=period.moments)
    total = rows.count()
    if not total:
        return MeasureResult(None, None, reason=str(_("No change was forwarded in this period.")))
    done = rows.filter(state="done", finished_at__lte=F("deadline_at")).count()
    return MeasureResult(done, total, detail_url=_list_url(ProposalKind.CHANGE))


def nominated(agency: Any, period: Period) -> MeasureResult:
    """Task forces of the period for which the agency was asked and named somebody by the last day."""
    asked = TaskForce.objects.filter(asked=agency, nominate_by__range=(period.start, period.end))
    total = asked.count()
    if not total:
        return MeasureResult(None, None, reason=str(_("The agency was not asked to name anybody in this period.")))
    in_time = Nomination.objects.filter(agency=agency, task_force__in=asked, at__date__lte=F("task_force__nominate_by"))
    named = in_time.values("task_force").distinct().count()
    return MeasureResult(named, total, detail_url=reverse("task_force_list"))


def _cite(article: int, clause: int, point: str | None = None) -> Citation:
    return Citation(REGULATION, article, clause, point)


MEASURES = (
    Measure(
        "proposals.improvements",
        _("Improvements proposed, not declined"),
        (_cite(8, 1), _cite(8, 2), _cite(8, 3), _cite(8, 4), _cite(8, 5, "đ")),
        _proposed(ProposalKind.IMPROVEMENT),
    ),
    Measure(
        "proposals.connections",
        _("Data connections proposed, not declined"),
        (_cite(8, 5, "b"),),
        _proposed(ProposalKind.CONNECTION),
    ),
    Measure("proposals.incidents", _("Incidents fixed in time"), (_cite(6, 3),), incidents_in_time),
    Measure("proposals.changes", _("Requested changes done in time"), (_cite(6, 3),), changes_done),
    Measure(
        "proposals.nominations", _("Task forces for which people were named in time"), (_cite(8, 5, "d"),), nominated
    ),
    Measure("proposals.reported", _("Incidents reported"), (_cite(9, 4),), _proposed(ProposalKind.INCIDENT)),
    Measure(
        "proposals.feedback_given",
        _("Feedback on the regulation, not declined"),
        (_cite(11, 2),),
        _proposed(ProposalKind.FEEDBACK),
    ),
)


def register_measures() -> None:
    for measure in MEASURES:
        register_measure(measure)
