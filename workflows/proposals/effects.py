"""What the steps of a proposal change besides its state. Run inside the engine's transaction."""

from collections.abc import Callable
from datetime import date, datetime, time

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from workflows.engine.calendars import calendar_for
from workflows.engine.definitions import Length, State, Step
from workflows.engine.working_time import VIETNAM
from workflows.proposals import deadlines
from workflows.proposals.enums import ProposalKind
from workflows.proposals.permissions import user_can_endorse
from workflows.proposals.workflow import states

CLOSING_TIME = time(17, 0)


def where_submitting_leads(step: Step) -> State:
    """An incident does not wait for the head, who is told; what the head himself submits needs no endorsement."""
    if step.case.is_incident or user_can_endorse(step.actor, step.case):
        return states.ENDORSED
    return states.SUBMITTED


def time_after_submitting(step: Step) -> Length | None:
    """When the next one must have acted: the head, or Sở TTTT; for an incident the time to fix it."""
    if step.case.is_incident:
        return deadlines.SEVERITY_TIMES[step.case.severity][1]
    return deadlines.ENDORSING_TIME if step.target == states.SUBMITTED else deadlines.RECEIVING_TIME


def time_to_do(step: Step) -> Length | datetime | None:
    """The day that Sở TTTT set, else the usual time; an incident keeps the time that its severity gave."""
    if step.case.is_incident:
        return step.case.deadline_at
    until = step.data.get("until")
    return end_of_day(until) if until else deadlines.DOING_TIME


def end_of_day(day: date) -> datetime:
    """The end of office hours of a day, in Vietnam."""
    return datetime.combine(day, CLOSING_TIME, tzinfo=VIETNAM)


def keep_incident_time(length: Length) -> Callable[[Step], Length | datetime | None]:
    """For steps that set a time to answer: an incident keeps the time that its severity gave."""

    def of(step: Step) -> Length | datetime | None:
        return step.case.deadline_at if step.case.is_incident else length

    return of


def submit(step: Step) -> None:
    case = step.case
    case.submitted_at = case.submitted_at or step.at
    if case.is_incident and case.acknowledge_by is None:
        length = deadlines.SEVERITY_TIMES[case.severity][0]
        case.acknowledge_by = calendar_for("office").add(step.at, length)


def receive(step: Step) -> None:
    step.case.received_at = step.at
    _acknowledge(step)


def acknowledge(step: Step) -> None:
    _acknowledge(step)


def _acknowledge(step: Step) -> None:
    if step.case.is_incident and step.case.acknowledged_at is None:
        step.case.acknowledged_at = step.at


def answer(step: Step) -> None:
    step.case.answer, step.case.answered_at = step.data["answer"], step.at


def forward(step: Step) -> None:
    step.case.assignee = step.data["agency"]
    step.record["agency"] = step.case.assignee_id


def merge(step: Step) -> None:
    step.case.merged_into = step.data["other"]
    step.record["other"] = step.case.merged_into_id


def finish(step: Step) -> None:
    case = step.case
    case.result = step.data["result"]
    if case.is_incident:
        case.fixed_at = step.at
        case.acknowledged_at = case.acknowledged_at or step.at


def not_acknowledged(case: object) -> Decision:
    """Only an incident, and once."""
    if getattr(case, "kind", "") != ProposalKind.INCIDENT:
        return Refused(_("Only incidents are acknowledged."))
    if getattr(case, "acknowledged_at", None):
        return Refused(_("It was acknowledged already."))
    return ALLOWED


def was_gathered(case: object) -> Decision:
    """Only feedback that an amendment of the regulation took up."""
    return ALLOWED if getattr(case, "amendment", None) else Refused(_("No amendment took it up."))
