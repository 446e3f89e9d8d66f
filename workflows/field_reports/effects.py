"""What the steps of a field report change besides its state. Run inside the engine's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.core.files.base import File

from workflows.engine.definitions import Step
from workflows.engine.working_time import VIETNAM
from workflows.field_reports.enums import ExtensionState, Outcome, PhotoKind, Source
from workflows.field_reports.photos import store_photo
from workflows.field_reports.tokens import private_token, token_hash

CLOSING_TIME = time(17, 0)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What comes with a new report and is saved once the report has its row."""

    reporter: Any
    photos: tuple[File, ...]


def save_incoming(step: Step) -> None:
    """Save reporter and photos before the opening looks for whom to tell."""
    case = step.case
    if case.incoming is None:
        return
    case.incoming.reporter.report = case
    case.incoming.reporter.save(force_insert=True)
    _store(step, case.incoming.photos, PhotoKind.REPORT)


def accept(step: Step) -> None:
    """The first acceptance opens the public copy, which the moderator may have edited before."""
    case = step.case
    case.accepted_at = case.accepted_at or step.at
    case.public_description = case.public_description or case.description
    case.public_address = case.public_address or case.address
    case.fold_text()
    case.is_public = True


def assign(step: Step) -> None:
    case = step.case
    case.agency, case.handler = step.data["agency"], None
    case.extension = ExtensionState.NONE
    step.record["agency"] = case.agency.pk


def take(step: Step) -> None:
    step.case.handler = step.case.handler or step.actor


def hand_to(step: Step) -> None:
    step.case.handler = step.data["handler"]


def return_report(step: Step) -> None:
    step.record["agency"] = step.case.agency_id
    step.case.agency = step.case.handler = None
    step.case.extension = ExtensionState.NONE


def remember_asking_state(step: Step) -> None:
    step.case.asked_from = step.source.code


def reject(step: Step) -> None:
    step.case.rejection = step.data["rejection"]
    step.case.is_public = False
    step.case.closed_at = step.at


def redirect(step: Step) -> None:
    step.case.outcome = Outcome.WRONG_CHANNEL
    step.case.result = step.comment
    step.case.is_public = False
    step.case.closed_at = step.at


def mark_duplicate(step: Step) -> None:
    """Its followers follow the original from now on (see ``audiences``); copies of this one point there too."""
    case, original = step.case, step.data["original"]
    case.duplicate_of = original
    case.closed_at = step.at
    type(case).objects.filter(duplicate_of=case).update(duplicate_of=original)


def resolve(step: Step) -> None:
    case = step.case
    case.outcome, case.result = step.data["outcome"], step.data["result"]
    case.resolved_at = step.at
    _store_photos(step, PhotoKind.RESULT)


def resolve_as_fixed(step: Step) -> None:
    """A connected system knows open and closed only; the moderator who approves sees what it says."""
    case = step.case
    case.outcome, case.result, case.resolved_at = Outcome.FIXED, step.data["result"], step.at


def send_back(step: Step) -> None:
    step.case.resolved_at = None


def close(step: Step) -> None:
    step.case.closed_at = step.at


def ask_extension(step: Step) -> None:
    step.case.extension = ExtensionState.ASKED
    step.case.extension_until = datetime.combine(step.data["until"], CLOSING_TIME, tzinfo=VIETNAM)


def grant_extension(step: Step) -> None:
    step.case.extension = ExtensionState.GRANTED
    step.case.is_extended = True


def refuse_extension(step: Step) -> None:
    step.case.extension = ExtensionState.REFUSED


def change_category(step: Step) -> None:
    step.case.category = step.data["category"]
    step.case.area = step.data.get("area") or step.case.area


def set_public(step: Step) -> None:
    step.case.is_public = bool(step.data.get("is_public"))


def add_photos(step: Step) -> None:
    _store_photos(step, PhotoKind.REPORT)


def withdraw(step: Step) -> None:
    step.case.is_public = False
    step.case.closed_at = step.at


def rate(step: Step) -> None:
    case = step.case
    case.rating, case.rating_comment, case.rated_at = step.data["rating"], step.data.get("words") or "", step.at


def reopen(step: Step) -> None:
    case = step.case
    case.reopened_at = step.at
    case.resolved_at = case.closed_at = None
    case.rating = case.rated_at = None
    case.rating_comment = ""


def split(step: Step) -> None:
    """Open one report more for each agency, with the same text, place and public photos; this one becomes accepted and
    stays with the moderator, who assigns what is left of it or marks it as handled with a part."""
    from workflows.engine.services import fire, open_case

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


def _store_photos(step: Step, kind: PhotoKind) -> None:
    _store(step, step.data.get("photos") or [], kind)


def _store(step: Step, uploads: Iterable[File], kind: PhotoKind) -> None:
    stored = [store_photo(step.case, upload, kind).pk for upload in uploads]
    if stored:
        step.record["photos"] = stored
