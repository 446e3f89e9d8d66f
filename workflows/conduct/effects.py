"""What the steps of a case change besides its state. Run inside the engine's transaction."""

import hashlib
from datetime import datetime
from typing import Any

from django.utils import timezone

from ioc_site.common.evidence import Subject, evidence_for
from ioc_site.common.measures import Period
from ioc_site.common.uploads import clean_document
from workflows.conduct.enums import CaseKind
from workflows.conduct.models.cases import private_storage
from workflows.conduct.time_limits import limit
from workflows.engine.definitions import Step


def subject_of(case: Any) -> Subject:
    """Whom the evidence is about; a person without an account leaves only what is known of nobody."""
    if case.is_about_person:
        return Subject(agency=case.agency, user=case.subject_user)
    return Subject(agency=case.subject_agency)


def computed_evidence(case: Any, now: datetime) -> list[dict[str, Any]]:
    """What the portal knows of the subject in the period, as it is kept; nothing for a person without an account."""
    subject = subject_of(case)
    if case.is_about_person and subject.user is None:
        return []
    period = Period(case.period_start, case.period_end)
    return [exhibit.as_json() for exhibit in evidence_for(subject, period, now)]


def freeze_evidence(step: Step) -> None:
    case = step.case
    case.evidence, case.evidence_at = computed_evidence(case, step.at), step.at
    step.record["evidence"] = hashlib.sha256(repr(case.evidence).encode()).hexdigest()


def record_opinion(step: Step) -> None:
    case = step.case
    case.opinion, case.opinion_text, case.opinion_by = step.data["opinion"], step.data["words"], step.actor


def record_hearing(step: Step) -> None:
    step.case.statement, step.case.heard_on = step.data["statement"], step.data["heard_on"]


def record_decision(step: Step) -> None:
    """The number, the day and the signed file of the decision; raises ``UploadRefused`` for a file that is none."""
    case = step.case
    case.decision_number, case.decided_on = step.data["decision_number"], step.data["decided_on"]
    step.record["decision"] = case.decision_number
    for upload in step.data.get("file") or ():
        name = clean_document(upload, allowed=("pdf",)).name
        # A new value, not a change of the old one: what has changed is found by comparing.
        case.decision_file = private_storage().save(f"conduct/decisions/{name}", upload)


def announce(step: Step) -> None:
    step.case.announced_at = step.at


def extend(step: Step) -> None:
    step.case.is_extended = True


def postpone(step: Step) -> None:
    step.case.postponed_on, step.case.postponement = step.data["day"], step.data["ground"]


def resume(step: Step) -> None:
    case = step.case
    case.postponed_days += max((timezone.localdate(step.at) - case.postponed_on).days, 0)
    case.postponed_on, case.postponement = None, ""


def time_limit(step: Step) -> datetime | None:
    """When a discipline case must be decided; commendations have no limit of their own."""
    return limit(step.case) if step.case.kind == CaseKind.DISCIPLINE else None
