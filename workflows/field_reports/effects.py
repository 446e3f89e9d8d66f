"""What the steps of a field report change besides its state. Run inside the engine's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.core.files.base import File

from ioc_site.common.rows import insert
from ioc_site.common.uploads import CleanImage
from workflows.engine.definitions import Step
from workflows.engine.working_time import VIETNAM
from workflows.field_reports.enums import ExtensionState, Outcome, PhotoKind
from workflows.field_reports.photos import store_photo

CLOSING_TIME = time(17, 0)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What comes with a new report and is saved once the report has its row."""

    reporter: Any
    photos: tuple[File | CleanImage, ...]


def save_incoming(step: Step) -> None:
    """Save reporter and photos before the opening looks for whom to tell."""
    case = step.case
    if case.incoming is None:
        return
    case.incoming.reporter.report = case
    insert([case.incoming.reporter])
    _store(step, case.incoming.photos, PhotoKind.REPORT)


def accept(step: Step) -> None:
    """The first acceptance opens the public copy, which the moderator may have edited before. The public follows a
    divided report as a whole, so its parts stay out of the lists."""
    case = step.case
    case.accepted_at = case.accepted_at or step.at
    case.public_description = case.public_description or case.description
    case.public_address = case.public_address or case.address
    case.fold_text()
    case.is_public = case.split_from_id is None


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
    """The result names the right address as it is known today, below what the moderator wrote."""
    from workflows.field_reports.models import RightChannel

    right = RightChannel.objects.filter(channel=step.data["channel"]).first()
    step.case.outcome = Outcome.WRONG_CHANNEL
    step.case.result = "\n".join([step.comment, *(right.lines if right else [])])[:5000]
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


def mark_extended(step: Step) -> None:
    step.case.is_extended = True


def refuse_extension(step: Step) -> None:
    step.case.extension = ExtensionState.REFUSED


def change_category(step: Step) -> None:
    step.case.category = step.data["category"]
    step.case.area = step.data.get("area") or step.case.area


def set_public(step: Step) -> None:
    step.case.is_public = bool(step.data.get("is_public"))


def add_photos(step: Step) -> None:
    """What comes after a moderator has let the report through is shown only once one has looked at it, too."""
    _store(step, step.data.get("photos") or [], PhotoKind.REPORT, is_public=step.case.accepted_at is None)


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


def _store_photos(step: Step, kind: PhotoKind) -> None:
    _store(step, step.data.get("photos") or [], kind)


def _store(step: Step, uploads: Iterable[File | CleanImage], kind: PhotoKind, *, is_public: bool = True) -> None:
    stored = [store_photo(step.case, upload, kind, is_public=is_public).pk for upload in uploads]
    if stored:
        step.record["photos"] = stored
