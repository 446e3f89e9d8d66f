"""What the steps of a matter change besides its state. Run inside the engine's transaction."""

from django.utils.translation import gettext as _

from subsystems.monitoring.enums import Outcome
from workflows.engine.definitions import Step
from workflows.engine.parties import SYSTEM


def note_screening(step: Step) -> None:
    """The first judgement ends the screening, in time or not."""
    case = step.case
    if case.screened_at is None:
        case.screened_at = step.at
        case.screened_in_time = case.deadline_at is None or step.at <= case.deadline_at


def judge(step: Step) -> None:
    """The person's decision on tone and urgency, beside what was suggested."""
    from subsystems.monitoring.services.judging import judge_story

    tone, urgency = step.data["tone"], int(step.data["urgency"])
    judge_story(step.case.story, step.actor, tone, urgency, at=step.at)
    step.case.urgency = urgency
    step.case.topic = step.data.get("topic") or step.case.topic


def dismiss(step: Step) -> None:
    step.case.reason, step.case.closed_at = step.data["reason"], step.at


def take_back(step: Step) -> None:
    """A matter that turns out to be one after all is open again."""
    step.case.reason, step.case.closed_at = "", None


def assign(step: Step) -> None:
    step.case.agency, step.case.assigned_at = step.data["agency"], step.at


def give_back(step: Step) -> None:
    step.record["agency"] = step.case.agency_id
    step.case.agency = None


def answer(step: Step) -> None:
    """The first answer is what counts for the time that it took."""
    case = step.case
    case.answer, case.answer_url = step.data["answer"], step.data.get("answer_url") or ""
    if case.answered_at is None:
        case.answered_at = step.at
        case.answered_in_time = case.deadline_at is None or step.at <= case.deadline_at


def correct(step: Step) -> None:
    step.case.correction_url = step.data["correction_url"]
    if step.case.answered_at is None:
        step.case.answered_at = step.at
        step.case.answered_in_time = step.case.deadline_at is None or step.at <= step.case.deadline_at


def declare_misinformation(step: Step) -> None:
    step.case.is_misinformation = True
    step.case.evidence, step.case.evidence_url = step.data["evidence"], step.data.get("evidence_url") or ""


def withdraw_misinformation(step: Step) -> None:
    """What was taken for false was not: the evidence stays in the timeline only."""
    step.case.is_misinformation = False
    step.case.evidence = step.case.evidence_url = ""


def close(step: Step) -> None:
    case = step.case
    case.closed_at = step.at
    if case.is_misinformation:
        case.outcome = Outcome.MISINFORMATION
    elif case.correction_url:
        case.outcome = Outcome.CORRECTED
    elif case.answer:
        case.outcome = Outcome.ANSWERED
    else:
        case.outcome = Outcome.NOTED


def reopen(step: Step) -> None:
    step.case.closed_at, step.case.outcome = None, ""


def escalate(step: Step) -> None:
    step.case.escalated_at = step.case.escalated_at or step.at


def join(step: Step) -> None:
    """All mentions go to the story of the other matter, whose timeline tells of it too."""
    from subsystems.monitoring.services.joining import join_stories
    from workflows.engine.services import fire

    into = step.data["into"]
    step.record["mentions"] = join_stories(step.case.story, into.story)
    step.case.closed_at = step.at
    if step.case.urgency > into.urgency and not into.story.urgency:
        type(into).objects.filter(pk=into.pk).update(urgency=step.case.urgency)
    fire(into, "take_in", SYSTEM, {"matter": step.case}, now=step.at)


def split(step: Step) -> None:
    """The mentions get a story and a matter of their own; both timelines name the other."""
    from subsystems.monitoring.services.joining import split_story

    words = _("Split from %(matter)s.") % {"matter": step.case.reference}
    comment = "\n".join(part for part in (words, step.comment) if part)
    made = split_story(step.case.story, step.data["mentions"], step.actor, comment, step.at)
    step.record["made"] = made.pk
