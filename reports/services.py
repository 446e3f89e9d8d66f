"""Every write of the reports room but those of plans: asking, building, issuing, signing, correcting."""

import copy
import errno
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ioc_site.common.jobs import JobFailure, JobRun, enqueue
from ioc_site.common.permissions import require
from reports import effects, signing
from reports.content import Content, from_json
from reports.enums import FileKind
from reports.files import ask_of, fingerprint, keep_file, newest, read_file, set_document
from reports.issuing import issuing_today, place_of
from reports.kinds import PROVINCE, CannotBuild, ReportKind, Scope, compute, kind_of
from reports.models import ReportDocument
from reports.periods import ReportPeriod
from reports.permissions import user_can_issue
from reports.rendering.pictures import first_page_png
from reports.rendering.xlsx import write_report_xlsx
from subsystems.agencies.models import Agency, User
from workflows.engine.errors import Conflict, NotAllowed
from workflows.engine.parties import SYSTEM
from workflows.engine.services import fire, open_case

logger = logging.getLogger(__name__)
BUILD_STEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """What somebody asks for. Without an issuer the agency it is about, else the one that the kind names."""

    kind: str
    period: ReportPeriod
    scope: Scope = PROVINCE
    subject: str = ""
    issuer: Agency | None = None
    plan: Any = None
    planned_for: Any = None
    corrects: ReportDocument | None = None
    is_demo: bool = False


def plan_report(new: NewReport, actor: Any, *, now: datetime | None = None) -> ReportDocument:
    """A report that waits for its day. Raises ``NotAllowed`` when the actor may not ask for it, ``CannotBuild`` when
    the province has no agency to issue it."""
    kind = kind_of(new.kind)
    if kind.is_secret:
        raise CannotBuild(_("This paper is made where its parties work on the case."))
    with translation.override("vi"):
        title = f"{kind.label} {new.subject or new.period.label}"
    document = ReportDocument(
        kind=kind.code,
        period_kind=new.period.kind,
        period_start=new.period.start,
        period_end=new.period.end,
        subject=new.subject,
        scope=new.scope.kind,
        agency=new.scope.agency,
        area=new.scope.area,
        subsystem=new.scope.subsystem,
        issuer=new.issuer or issuer_of(kind, new.scope),
        plan=new.plan,
        planned_for=new.planned_for,
        corrects=new.corrects,
        created_by=actor if isinstance(actor, User) else None,
        is_restricted=kind.is_restricted,
        is_demo=new.is_demo,
        title=title,
    )
    document.fold_text()
    open_case(document, actor, now=now)
    return document


@transaction.atomic
def ask_now(new: NewReport, user: User) -> ReportDocument:
    """Ask for a report and have it built at once. Raises as ``plan_report`` does, ``CannotBuild`` also for a period
    that has not begun."""
    if not kind_of(new.kind).about_thing and not new.period.has_begun(timezone.localdate()):
        raise CannotBuild(
            _("The period %(period)s has not begun, so there is nothing to report yet.") % {"period": new.period.label}
        )
    may_ask = kind_of(new.kind).may_ask
    if may_ask is not None and not user.is_superuser and not may_ask(user, new.subject):
        raise CannotBuild(_("There is no such thing to report on, or it is not yours to see."))
    document = plan_report(new, user)
    fire(document, "start", user)
    return document


def issuer_of(kind: ReportKind, scope: Scope) -> Agency:
    """Who issues a report: the agency that it is about, else the one in charge of the kind, or who took over."""
    about = issuing_today(scope.agency) if scope.agency is not None else None
    if about is not None:
        return about
    in_charge = Agency.objects.filter(code=kind.issuer_code).first()
    agency = (in_charge and issuing_today(in_charge)) or Agency.objects.valid_on().order_by("pk").first()
    if agency is None:
        raise CannotBuild(_("There is no agency that could issue the report."))
    return agency


# --- building ----------------------------------------------------------------------------------------------------


def build(document: ReportDocument, run: JobRun | None = None) -> None:
    """Compute the figures and set the draft. Does nothing for a report that is not being built (any more), so a job
    that is run again after a crash does no harm."""
    if document.state != "building":
        return
    try:
        content = compute(kind_of(document.kind), ask_of(document, timezone.now()))
        _report(run, 1)
        _keep_draft(document, content, run)
    except Conflict:
        return  # another run of the job was quicker
    except (CannotBuild, LookupError) as error:
        _give_up(document, str(error))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _give_up(document, _("The disk is full: free some space and build the report again."))
        raise JobFailure(_("The disk is full.")) from error


def _keep_draft(document: ReportDocument, content: Content, run: JobRun | None) -> None:
    """Set everything first, then write content and files in one short transaction: all of it is there, or none."""
    filled = copy.copy(document)
    effects.fill(filled, content)
    pdf = set_document(filled)
    _report(run, 2)
    data, picture = write_report_xlsx(content, filled.summary_lines), first_page_png(pdf)
    _report(run, 3)
    with transaction.atomic():
        with effects.handing_over(content):
            fire(document, "finish_build", SYSTEM)
        keep_file(document, FileKind.DRAFT, pdf, made_from=fingerprint(filled))
        keep_file(document, FileKind.PICTURE, picture)
        keep_file(document, FileKind.DATA, data)
    _report(run, BUILD_STEPS)


def set_draft(document: ReportDocument) -> None:
    """The draft of the text as it is now, with the picture of its first page and the data."""
    pdf, digest = set_document(document), fingerprint(document)
    data = write_report_xlsx(from_json(document.content), document.summary_lines)
    with transaction.atomic():
        keep_file(document, FileKind.DRAFT, pdf, made_from=digest)
        keep_file(document, FileKind.PICTURE, first_page_png(pdf))
        keep_file(document, FileKind.DATA, data)


def give_up(document: ReportDocument, *, is_cancelled: bool = False) -> None:
    """When the job ended without a draft: cancelled, failed for a reason nobody foresaw, or killed too often."""
    failed = _("The report could not be built because of an error of the portal; the operator can see it.")
    _give_up(document, _("Building the report was cancelled.") if is_cancelled else failed)


def _give_up(document: ReportDocument, reason: str) -> None:
    document.refresh_from_db()
    if document.state == "building":
        fire(document, "fail_build", SYSTEM, comment=reason[:500])


def _report(run: JobRun | None, done: int) -> None:
    if run is not None:
        run.progress(done, BUILD_STEPS)


def set_final(document: ReportDocument) -> None:
    """The file with number, date and QR code; asked for by the step that gave the number, done once."""
    if not document.is_issued or newest(document, FileKind.FINAL):
        return
    pdf = set_document(document)
    with transaction.atomic():
        keep_file(document, FileKind.FINAL, pdf, made_from=fingerprint(document))
        keep_file(document, FileKind.PICTURE, first_page_png(pdf))


# --- issuing -----------------------------------------------------------------------------------------------------


def sign(document: ReportDocument, user: User, *, expected_version: int | None = None) -> None:
    """Sign the numbered file and take the step, both or none. Raises what ``fire`` raises, and ``NotAllowed`` with a
    sentence when the certificate cannot be used or the disk is full."""
    final = newest(document, FileKind.FINAL)
    try:
        used = signing.certificate()
        if final is None or used is None:
            fire(document, "sign", user, expected_version=expected_version)  # says what is missing
            return
        reason, place = f"Ký {document.number_text}", place_of(document.issuer)
        signed = signing.sign_pdf(read_file(final), used, reason=reason, location=place)
        with transaction.atomic(), effects.handing_over(used):
            fire(document, "sign", user, expected_version=expected_version)
            keep_file(document, FileKind.SIGNED, signed, made_from=final.made_from)
    except signing.SigningError as error:
        logger.error("a report could not be signed: %s", error)
        raise NotAllowed(_("The certificate of the portal cannot be used; the operator has to look at it.")) from error
    except OSError as error:
        raise NotAllowed(_("The signed file could not be stored; nothing was changed.")) from error


def choose_recipients(document: ReportDocument, user: User, recipients: list[User]) -> None:
    """Who gets the report when it is sent. Raises ``NotAllowed`` once it has its number: they are printed on it."""
    with transaction.atomic():
        locked = ReportDocument.objects.select_for_update().get(pk=document.pk)
        require(user_can_issue(user, locked))
        if locked.is_issued:
            raise NotAllowed(_("The recipients are printed on the report, which has its number already."))
        locked.recipients.set(recipients)
        if locked.state in ("draft", "approved"):  # they are printed on it
            enqueue("reports.set_draft", {"document": locked.pk})


@transaction.atomic
def correct(document: ReportDocument, user: User) -> ReportDocument:
    """A new report of the same kind, period and scope that names this one; it is built at once. The old one is replaced
    when the new one is signed or sent. Raises ``NotAllowed``."""
    require(user_can_issue(user, document))
    if not document.is_issued or document.state == "superseded":
        raise NotAllowed(_("Only an issued report that still holds is corrected."))
    if document.corrections.exclude(state="cancelled").exists():
        raise NotAllowed(_("A correction of this report is under way already."))
    scope = ask_of(document, timezone.now()).scope
    new = NewReport(
        kind=document.kind,
        period=document.period,
        scope=scope,
        subject=document.subject,
        issuer=document.issuer,
        corrects=document,
        is_demo=document.is_demo,
    )
    correction = plan_report(new, user)
    correction.recipients.set(document.recipients.all())
    fire(correction, "start", user)
    return correction
