"""Effects of dividing a report among several agencies: parts are opened, and the whole follows them."""

from collections.abc import Iterable
from typing import Any

from workflows.engine.definitions import Kind, Step
from workflows.engine.parties import SYSTEM
from workflows.field_reports.enums import Outcome, Source
from workflows.field_reports.tokens import private_token, token_hash

# What is said of the whole when its parts came out differently: the first of these that a part has.
_WORST_FIRST = (Outcome.CANNOT_BE_FIXED, Outcome.PLANNED, Outcome.NOT_OUR_COMPETENCE, Outcome.FIXED)


def split(step: Step) -> None:
    """Open one report more for each agency, with the same text, place and photos. The reporter and the public follow
    the whole; it waits until all parts are done."""
    from workflows.engine.services import fire, open_case
    from workflows.field_reports.effects import accept

    accept(step)
    parts = []
    for agency in step.data["agencies"]:
        part = _copy_of(step.case)
        open_case(part, step.actor, now=step.at)
        fire(part, "accept", step.actor, now=step.at)
        fire(part, "assign", step.actor, {"agency": agency}, step.comment, now=step.at)
        _copy_photos(step.case, part)
        parts.append(part.pk)
    step.record["parts"] = parts


def _copy_of(report: Any) -> Any:
    names = (
        "category", "area", "latitude", "longitude", "address", "description", "public_description",
        "public_address", "answers", "occurred_at", "is_demo",
    )  # fmt: skip
    part = type(report)(split_from=report, source=Source.STAFF, **{name: getattr(report, name) for name in names})
    part.private_hash = token_hash(private_token(part))
    part.fold_text()
    return part


def _copy_photos(report: Any, part: Any) -> None:
    for photo in report.photos.all():
        photo.pk, photo.report, photo._state.adding = None, part, True
        photo.save()


def finish_whole(step: Step) -> None:
    """When the last part is done, the whole has its result."""
    from workflows.engine.services import fire

    whole = _whole_of(step.case)
    if whole is None or whole.state != "in_parts":
        return
    others = whole.parts.exclude(pk=step.case.pk).values_list("state", flat=True)
    if all(step.case.workflow.state(state).kind is Kind.FINAL for state in others):
        fire(whole, "parts_done", SYSTEM, now=step.at)


def extend_whole(step: Step) -> None:
    """The whole cannot be due before its parts."""
    from workflows.engine.services import fire

    whole, until = _whole_of(step.case), step.case.extension_until
    if whole is not None and whole.state == "in_parts" and until and (whole.deadline_at or until) < until:
        fire(whole, "follow_part", SYSTEM, {"until": until}, now=step.at)


def _whole_of(part: Any) -> Any:
    """The report that a part belongs to, locked: of two parts that end at once, the second sees the first."""
    if part.split_from_id is None:
        return None
    return type(part).objects.select_for_update().get(pk=part.split_from_id)


def gather_parts(step: Step) -> None:
    """Outcome and result of the whole from those of its parts."""
    case = step.case
    parts = list(case.parts.select_related("agency").order_by("pk"))
    handled = [part for part in parts if part.outcome and part.outcome != Outcome.WRONG_CHANNEL]
    case.outcome = _outcome_of({part.outcome for part in handled})
    case.result = "\n".join(_line(part) for part in handled)[:5000]
    case.resolved_at = step.at


def _outcome_of(outcomes: set[str]) -> str:
    return next((outcome for outcome in _WORST_FIRST if outcome in outcomes), Outcome.CANNOT_BE_FIXED)


def _line(part: Any) -> str:
    return f"{part.agency}: {part.get_outcome_display()}. {part.result}"


def parts_of(report: Any) -> Iterable[Any]:
    """The parts of a divided report, oldest first."""
    return report.parts.select_related("agency", "handler").order_by("pk")
