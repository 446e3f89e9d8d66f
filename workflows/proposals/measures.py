"""How the portal proves duties that proposals answer: computed from their own rows, never typed in."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.counting import counting_measure
from ioc_site.common.measures import ROWS_SHOWN, Measure, MeasuredRow, MeasureResult, Period, register_measure
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AgencyKind
from workflows.engine.calendars import calendar_for
from workflows.proposals.deadlines import ANSWERING_TIME
from workflows.proposals.enums import ProposalKind, Severity
from workflows.proposals.models import Nomination, Proposal, TaskForce

_NOT_SENT = ("draft", "submitted", "withdrawn")
_GONE = ("draft", "withdrawn", "merged", "declined")
_NONE_SENT = _("The agency sent in none in this period.")
_OTHERS = _("Another agency is in charge of this.")
# Clauses 1 to 4 of Article 8 give each component to an agency that watches over it and proposes what to better.
COMPONENTS_OF_CLAUSE: dict[int, tuple[Subsystem, ...]] = {
    1: (Subsystem.SOCIO_ECONOMIC, Subsystem.PUBLIC_ADMINISTRATION),
    2: (Subsystem.HEALTH,),
    3: (Subsystem.EDUCATION,),
    4: (Subsystem.MONITORING, Subsystem.FIELD_REPORTS),
}


def _describe(proposal: Proposal) -> tuple[str, str]:
    return f"{proposal.reference} {proposal.title}", reverse("proposal_case", args=[proposal.reference])


def _is_operator(agency: Any) -> bool:
    return agency.kind == AgencyKind.OPERATOR


def _coordinates(agency: Any) -> bool:
    """Sở TTTT receives and answers proposals; it is the agency in charge of field reports (Article 8 clause 4)."""
    return Subsystem.FIELD_REPORTS.value in agency.leads


def _sent(agency: Any, period: Period, **which: Any) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(agency=agency, submitted_at__range=period.moments, **which)
    return rows.exclude(state__in=_NOT_SENT)


def _sending(code: str, label: Any, citations: tuple[Citation, ...], advice: Any, **which: Any) -> Measure:
    """What an agency sent in, of which all count that Sở TTTT did not decline."""
    return counting_measure(
        code,
        label,
        citations,
        records=lambda agency, period: _sent(agency, period, **which),
        passing=~Q(state="declined"),
        describe=_describe,
        nothing=_NONE_SENT,
        advice=advice,
        action=reverse_lazy("proposal_write", args=[which["kind"]]),
    )


def _carried_out(code: str, label: Any, citation: Citation, kind: str) -> Measure:
    """What was forwarded to the agency: done by its deadline, of what is done or late."""

    def records(agency: Any, period: Period) -> QuerySet[Proposal]:
        rows = Proposal.objects.filter(kind=kind, assignee=agency, submitted_at__range=period.moments)
        return rows.filter(Q(state="done") | Q(clock_due_at__lt=timezone.now()))

    return counting_measure(
        code,
        label,
        (citation,),
        records=records,
        passing=Q(state="done", finished_at__lte=F("deadline_at")),
        describe=_describe,
        nothing=_("None that was forwarded to the agency was due in this period."),
        advice=_("Carry out first what is past its deadline."),
        action=reverse_lazy("proposal_desk"),
    )


def _incidents(agency: Any, period: Period) -> QuerySet[Proposal]:
    return Proposal.objects.incidents().filter(submitted_at__range=period.moments).exclude(state__in=_GONE)


def _acknowledged(agency: Any, period: Period) -> QuerySet[Proposal]:
    rows = _incidents(agency, period)
    return rows.filter(Q(acknowledged_at__isnull=False) | Q(acknowledge_by__lt=timezone.now()))


def _fixed(agency: Any, period: Period) -> QuerySet[Proposal]:
    rows = _incidents(agency, period).filter(Q(assignee=agency) | Q(assignee=None))
    return rows.filter(Q(fixed_at__isnull=False) | Q(clock_due_at__lt=timezone.now()))


def incidents_in_time(agency: Any, period: Period) -> MeasureResult:
    """Incidents of the period that were fixed by their deadline, of those that are fixed or late."""
    return FIXED.compute(agency, period)


# --- whole days without a critical incident (Article 6 clause 1) ----------------------------------------------------


def _critical(period: Period) -> list[Proposal]:
    start, end = period.moments
    rows = Proposal.objects.incidents().filter(severity=Severity.CRITICAL, submitted_at__lte=end)
    rows = rows.filter(Q(fixed_at=None) | Q(fixed_at__gte=start)).exclude(state__in=_GONE)
    return list(rows.order_by("submitted_at"))


def _days_of(incident: Proposal, period: Period, today: date) -> set[date]:
    """The days of the period on which an incident lasted."""
    assert incident.submitted_at is not None  # noqa: S101 - the query asks for it
    first = max(timezone.localdate(incident.submitted_at), period.start)
    last = min(timezone.localdate(incident.fixed_at) if incident.fixed_at else today, period.end, today)
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def steady_days(agency: Any, period: Period) -> MeasureResult:
    """Days of the period up to today on which no critical incident lasted. One query."""
    today = timezone.localdate()
    days = (min(period.end, today) - period.start).days + 1
    if not _is_operator(agency) or days <= 0:
        return MeasureResult(None, None, reason=str(_OTHERS if days > 0 else _("The period has not begun.")))
    bad = set().union(*(_days_of(incident, period, today) for incident in _critical(period)))
    return MeasureResult(days - len(bad), days)


def _critical_rows(agency: Any, period: Period) -> Iterator[MeasuredRow]:
    for incident in _critical(period)[:ROWS_SHOWN]:
        text, url = _describe(incident)
        yield MeasuredRow(text, False, url)


# --- answers of Sở TTTT (Articles 7 clause 3 and 11 clause 2) -------------------------------------------------------


def _judged(kind: str, period: Period) -> Iterator[tuple[Proposal, bool]]:
    """What was received in the period, and whether it was answered in time; what still has time is left out."""
    rows = Proposal.objects.filter(kind=kind, received_at__range=period.moments).exclude(
        state__in=("draft", "withdrawn")
    )
    calendar, now = calendar_for("office"), timezone.now()
    for proposal in rows.only("reference", "title", "received_at", "answered_at"):
        assert proposal.received_at is not None  # noqa: S101 - the query asks for it
        due: datetime = calendar.add(proposal.received_at, ANSWERING_TIME)
        if proposal.answered_at or due < now:
            yield proposal, proposal.answered_at is not None and proposal.answered_at <= due


def _answering(code: str, label: Any, citation: Citation, kind: str) -> Measure:
    def compute(agency: Any, period: Period) -> MeasureResult:
        if not _coordinates(agency):
            return MeasureResult(None, None, reason=str(_OTHERS))
        passed = [good for _proposal, good in _judged(kind, period)]
        if not passed:
            return MeasureResult(None, None, reason=str(_("None was to be answered in this period.")))
        return MeasureResult(sum(passed), len(passed))

    def rows(agency: Any, period: Period) -> list[MeasuredRow]:
        if not _coordinates(agency):
            return []
        judged = sorted(_judged(kind, period), key=lambda pair: pair[1])[:ROWS_SHOWN]
        return [MeasuredRow(_describe(proposal)[0], good, _describe(proposal)[1]) for proposal, good in judged]

    advice = _("Answer first what has waited longest.")
    return Measure(code, label, (citation,), compute, rows, advice, reverse_lazy("proposal_desk"))


# --- task forces (Article 8 clause 5 point d) -----------------------------------------------------------------------


def _asked(agency: Any, period: Period) -> list[tuple[TaskForce, bool]]:
    asked = list(TaskForce.objects.filter(asked=agency, nominate_by__range=(period.start, period.end)))
    named = Nomination.objects.filter(agency=agency, task_force__in=asked, at__date__lte=F("task_force__nominate_by"))
    in_time = set(named.values_list("task_force", flat=True))
    today = timezone.localdate()
    return [(row, row.pk in in_time) for row in asked if row.pk in in_time or row.nominate_by < today]


def nominated(agency: Any, period: Period) -> MeasureResult:
    """Task forces of the period for which the agency was asked and named somebody by the last day."""
    asked = _asked(agency, period)
    if not asked:
        return MeasureResult(None, None, reason=str(_("The agency was not asked to name anybody in this period.")))
    return MeasureResult(sum(good for _row, good in asked), len(asked))


def _nomination_rows(agency: Any, period: Period) -> list[MeasuredRow]:
    return [MeasuredRow(row.name, good, reverse("task_force", args=[row.pk])) for row, good in _asked(agency, period)]


def _cite(article: int, clause: int, point: str | None = None) -> Citation:
    return Citation(REGULATION, article, clause, point)


def _in_time(
    code: str, label: Any, records: Callable[[Any, Period], QuerySet[Proposal]], passing: Q, advice: Any
) -> Measure:
    """A measure of how the operator deals with incidents (Article 6 clause 3)."""
    return counting_measure(
        code,
        label,
        (_cite(6, 3),),
        records=records,
        passing=passing,
        describe=_describe,
        nothing=_("No incident was due in this period."),
        applies=_is_operator,
        elsewhere=_OTHERS,
        advice=advice,
        action=reverse_lazy("proposal_desk"),
    )


FIXED = _in_time(
    "proposals.incidents",
    _("Incidents fixed in time"),
    _fixed,
    Q(fixed_at__isnull=False, fixed_at__lte=F("deadline_at")),
    _("Fix first what is past its deadline."),
)
_PROPOSE = _("Propose what would make the component better.")
MEASURES = (
    Measure(
        "proposals.steady",
        _("Days without a critical incident"),
        (_cite(6, 1),),
        steady_days,
        _critical_rows,
        _("See what the critical incidents had in common and prevent the next one."),
        reverse_lazy("proposal_desk"),
    ),
    _carried_out(
        "proposals.connected", _("Data connections carried out in time"), _cite(6, 2), ProposalKind.CONNECTION
    ),
    FIXED,
    _in_time(
        "proposals.acknowledged",
        _("Incidents acknowledged in time"),
        _acknowledged,
        Q(acknowledged_at__isnull=False, acknowledged_at__lte=F("acknowledge_by")),
        _("Acknowledge an incident as soon as it comes in."),
    ),
    _carried_out("proposals.changes", _("Requested changes done in time"), _cite(6, 3), ProposalKind.CHANGE),
    _answering(
        "proposals.connections_answered",
        _("Data connections answered within 10 working days"),
        _cite(7, 3),
        ProposalKind.CONNECTION,
    ),
    *(
        _sending(
            f"proposals.component_{clause}",
            _("Improvements of the component proposed, not declined"),
            (_cite(8, clause),),
            _PROPOSE,
            kind=ProposalKind.IMPROVEMENT,
            subsystem__in=components,
        )
        for clause, components in COMPONENTS_OF_CLAUSE.items()
    ),
    _sending(
        "proposals.improvements",
        _("Improvements proposed, not declined"),
        (_cite(8, 5, "đ"),),
        _("Propose what would make the centre work better."),
        kind=ProposalKind.IMPROVEMENT,
    ),
    _sending(
        "proposals.connections",
        _("Data connections proposed, not declined"),
        (_cite(8, 5, "b"),),
        _("Propose the systems of your agency that are not connected yet."),
        kind=ProposalKind.CONNECTION,
    ),
    Measure(
        "proposals.nominations",
        _("Task forces for which people were named in time"),
        (_cite(8, 5, "d"),),
        nominated,
        _nomination_rows,
        _("Name somebody for each task force that asks for it."),
        reverse_lazy("task_force_list"),
    ),
    _sending(
        "proposals.reported",
        _("Incidents reported"),
        (_cite(9, 4),),
        _("Report what does not work as soon as it shows."),
        kind=ProposalKind.INCIDENT,
    ),
    _sending(
        "proposals.feedback_given",
        _("Feedback on the regulation, not declined"),
        (_cite(11, 2),),
        _("Say which clause does not fit, and what it should say."),
        kind=ProposalKind.FEEDBACK,
    ),
    _answering(
        "proposals.feedback_answered",
        _("Feedback on the regulation answered within 10 working days"),
        _cite(11, 2),
        ProposalKind.FEEDBACK,
    ),
)


def register_measures() -> None:
    for measure in MEASURES:
        register_measure(measure)
