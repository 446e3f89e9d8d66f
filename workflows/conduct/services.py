"""Every write of the conduct room that is not a step of a workflow, and the making of a case or a round."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from ioc_site.common.access_log import log_access
from ioc_site.common.permissions import require
from ioc_site.common.uploads import clean_document
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import agencies_with_role
from workflows.conduct.models import (
    Candidate,
    Commendation,
    ConductCase,
    ConductForm,
    Discipline,
    RequiredDocument,
    Round,
)
from workflows.conduct.permissions import user_can_decide_rounds, user_can_edit, user_can_keep_rounds
from workflows.conduct.ranking import Ranked, gather
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.services import fire, open_case

DISCIPLINE_FIELDS = "discipline case"


def write_case(
    model: type[ConductCase], author: User, agency: Agency, values: Mapping[str, Any], *, now: datetime | None = None
) -> Any:
    """Make a draft of a commendation or discipline case; ``values`` come from its form.

    Raises the engine's ``NotAllowed`` when the author does not work for the agency or is the person concerned.
    """
    case = model(agency=agency, author=author, **values)
    open_case(case, author, now=now)
    return case


@transaction.atomic
def change_case(case: Any, user: User, values: Mapping[str, Any]) -> Any:
    """Change what a draft or a returned case says; 403 later on."""
    locked = type(case).objects.select_for_update().get(pk=case.pk)
    require(user_can_edit(user, locked))
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save()
    return locked


def add_document(case: Any, user: User, upload: File, name: str, answers: RequiredDocument | None = None) -> Any:
    """Put a file into the dossier, for a line of the checklist or beside it. Raises ``UploadRefused``."""
    require(user_can_edit(user, case))
    document = clean_document(upload, allowed=("pdf", "docx", "odt", "xlsx"))
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    row = case.documents.model(
        case=case,
        answers=answers,
        name=name.strip() or (answers.name if answers else document.name),
        sha256=digest.hexdigest(),
        added_by=user,
    )
    upload.seek(0)
    row.file.save(document.name, upload, save=False)
    row.save(force_insert=True)
    return row


def remove_document(case: Any, user: User, pk: int) -> None:
    """Take a file out of the dossier of a draft or returned case; its file goes too."""
    require(user_can_edit(user, case))
    row = case.documents.filter(pk=pk).first()
    if row:
        row.file.delete(save=False)
        row.delete()


def log_reading(user: User, case: Discipline, what: str) -> None:
    """Record that somebody reads a discipline case; before anything of it is shown."""
    log_access(user, case, DISCIPLINE_FIELDS, what)


@transaction.atomic
def save_round(form: Any, user: User) -> Round:
    """Make or change a round from a valid form; candidates have to be gathered anew."""
    require(user_can_keep_rounds(user))
    row = form.save(commit=False)
    if row.pk is None:
        row.created_by = user
    row.gathered_at = None
    row.save()
    return row


@transaction.atomic
def gather_candidates(row: Round, user: User, now: datetime | None = None) -> list[Candidate]:
    """Compute what the portal knows of every agency and rank them by the round's measures (see ``ranking``)."""
    require(user_can_keep_rounds(user))
    now = now or timezone.now()
    ranked: list[Ranked] = gather(row, now)
    row.candidates.all().delete()
    candidates = Candidate.objects.bulk_create(
        Candidate(
            round=row,
            agency=found.agency,
            findings=found.findings,
            score=found.score,
            place=found.place,
            is_within_seats=found.is_within_seats,
        )
        for found in ranked
    )
    row.gathered_at = now
    row.save(update_fields=["gathered_at"])
    return candidates


@transaction.atomic
def open_cases_of_round(row: Round, user: User, chosen: list[int]) -> list[Commendation]:
    """Make a draft commendation for each chosen candidate that has none yet; they go the usual way from there."""
    require(user_can_keep_rounds(user))
    known = set(row.cases.values_list("subject_agency_id", flat=True))
    agency = agencies_with_role(user, Role.MODERATOR)[0]
    made = []
    for candidate in row.candidates.filter(agency__in=chosen).exclude(agency__in=known).select_related("agency"):
        values = {
            "form": row.form,
            "round": row,
            "subject_agency": candidate.agency,
            "period_start": row.period_start,
            "period_end": row.period_end,
            "grounds": f"{row.name}: {candidate}",
            "is_demo": row.is_demo,
        }
        made.append(write_case(Commendation, user, agency, values))
    return made


def decide_round(
    row: Round, user: User, decision_number: str, decided_on: date, upload: File | None = None
) -> tuple[list[Commendation], list[str]]:
    """One decision for all cases of a round that were proposed. Returns those decided, and why others were not.

    Each case is a step of its own with all checks; the signed file is kept with each.
    """
    require(user_can_decide_rounds(user))
    done, refused = [], []
    for case in row.cases.filter(state="proposed").order_by("pk"):
        data: dict[str, Any] = {"decision_number": decision_number, "decided_on": decided_on}
        if upload is not None:
            upload.seek(0)
            data["file"] = [upload]
        try:
            fire(case, "decide", user, data)
        except (Conflict, NotAllowed, InvalidData) as error:
            refused.append(f"{case.reference}: {error}")
        else:
            done.append(case)
    return done, refused


def save_form(row: ConductForm) -> ConductForm:
    """Keep a form."""
    row.save()
    return row


def save_required_document(row: RequiredDocument) -> RequiredDocument:
    """Keep a line of a checklist."""
    row.save()
    return row
