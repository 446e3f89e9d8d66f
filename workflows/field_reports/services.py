"""Every write of the field reports room that is not a step of the workflow, and the making of a report.

Steps themselves are made with ``workflows.engine.services.fire``; screens, Open311 and jobs all call these functions.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from ioc_site.common.crypto import blind_index
from ioc_site.common.uploads import CleanImage
from subsystems.agencies.models import Area, User
from workflows.engine.services import open_case
from workflows.field_reports.effects import Incoming
from workflows.field_reports.enums import Source
from workflows.field_reports.models import (
    Category,
    FieldReport,
    Presence,
    PublicEdit,
    ReadMark,
    Reporter,
)
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.tokens import private_token, token_hash

EMAIL_PURPOSE = "field_reports.email"
PUBLIC_FIELDS = ("public_description", "public_address")


@dataclass(frozen=True, slots=True)
class Contact:
    """What a reporter says of himself, all of it optional, with the consent text he agreed to (its version)."""

    name: str = ""
    phone: str = ""
    email: str = ""
    consent_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report as it comes in. Degrees are WGS 84; ``answers`` maps question codes to text or lists of text.

    ``sending_key`` marks one sending (from a form, a phone that was offline, a client): the same key again gives the
    report that was made the first time.
    """

    category: Category
    description: str
    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    area: Area | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    occurred_at: datetime | None = None
    source: Source = Source.WEB
    contact: Contact = field(default_factory=Contact)
    photos: tuple[File | CleanImage, ...] = ()
    sending_key: str | None = None
    is_demo: bool = False


def submit_report(new: NewReport, actor: Any = REPORTER, *, now: datetime | None = None) -> FieldReport:
    """Make a report with its reporter and photos in one transaction; mails and jobs follow on commit.

    Raises the engine's ``NotAllowed``/``InvalidData``, and ``UploadRefused`` for a photo that is none.
    """
    if new.sending_key and (earlier := FieldReport.objects.filter(sending_key=new.sending_key).first()):
        return earlier
    try:
        with transaction.atomic():
            return _create(new, actor, now or timezone.now())
    except IntegrityError:
        # The same sending arrived twice at once and the other one was first.
        earlier = FieldReport.objects.filter(sending_key=new.sending_key).first() if new.sending_key else None
        if earlier is None:
            raise
        return earlier


def _create(new: NewReport, actor: Any, now: datetime) -> FieldReport:
    report = FieldReport(
        source=new.source,
        category=new.category,
        area=new.area,
        latitude=new.latitude,
        longitude=new.longitude,
        address=new.address,
        description=new.description,
        answers=new.answers,
        occurred_at=new.occurred_at,
        sending_key=new.sending_key,
        is_demo=new.is_demo,
    )
    report.private_hash = token_hash(private_token(report))
    report.fold_text()
    reporter = Reporter(
        name=new.contact.name.strip(),
        phone=new.contact.phone.strip(),
        email=new.contact.email.strip(),
        email_index=email_index(new.contact.email),
        consent_version=new.contact.consent_version,
        consent_at=now if new.contact.consent_version else None,
    )
    report.incoming = Incoming(reporter, new.photos)
    open_case(report, actor, now=now)
    return report


def email_index(email: str) -> str:
    """What rows of this address can be found by; empty for no address."""
    return blind_index(email.strip().lower(), EMAIL_PURPOSE) if email.strip() else ""


@transaction.atomic
def edit_public_copy(report: FieldReport, user: User, changes: dict[str, str]) -> FieldReport:
    """Change what the public reads; originals stay as they came, and who changed what is kept.

    ``changes`` maps names in ``PUBLIC_FIELDS`` to text; raises ``KeyError`` for another name. The caller has checked
    ``user_can_moderate``.
    """
    locked = FieldReport.objects.select_for_update().get(pk=report.pk)
    for name, text in changes.items():
        if name not in PUBLIC_FIELDS:
            raise KeyError(name)
        before = getattr(locked, name)
        if before != text:
            PublicEdit.objects.create(report=locked, by=user, field=name, before=before, after=text)
            setattr(locked, name, text)
    locked.fold_text()
    locked.save(update_fields=[*changes, "folded", "public_folded"])
    return locked


@transaction.atomic
def erase_reporter(report: FieldReport) -> None:
    """Erase who reported, at their request or when the time is over; the report and its chain of events stay."""
    Reporter.objects.filter(report=report, erased_at=None).update(
        name="", phone="", email="", email_index="", erased_at=timezone.now()
    )


def mark_read(report: FieldReport, user: User) -> None:
    """Remember that the user has seen the report as it is now."""
    ReadMark.objects.update_or_create(user=user, report=report, defaults={"version": report.version})


def note_presence(report: FieldReport, user: User) -> None:
    """Remember that the user has the report open just now."""
    Presence.objects.update_or_create(user=user, report=report, defaults={"seen_at": timezone.now()})
