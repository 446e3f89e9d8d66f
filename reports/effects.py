"""What the steps of a report change besides its state, and what must hold before them. Run in the engine's transaction.

Steps that bring a file or computed figures get them from their service, which hands them over for the time of the step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from reports import signing
from reports.content import Content, to_json
from reports.enums import FileKind
from reports.issuing import signature_problem, symbol_of
from reports.kinds import kind_of
from reports.models import NumberRegister, ReportDocument
from workflows.engine.definitions import Step
from workflows.engine.parties import SYSTEM

_LONGEST_TITLE = 600
_handed: ContextVar[Any] = ContextVar("handed_to_report_step", default=None)


@contextmanager
def handing_over(thing: Any) -> Iterator[None]:
    """What a service gives to the step that it makes within this block."""
    token = _handed.set(thing)
    try:
        yield
    finally:
        _handed.reset(token)


def _taken(expected: type) -> Any:
    thing = _handed.get()
    if not isinstance(thing, expected):
        raise LookupError(f"this step is made by the services of reports, which hand over a {expected.__name__}")
    return thing


def start(step: Step) -> None:
    step.case.failure = ""


def keep_built(step: Step) -> None:
    """The computed content, and the summary that rules made of it."""
    fill(step.case, _taken(Content))


def fill(case: ReportDocument, content: Content) -> None:
    """Put computed content into a report, unsaved."""
    case.content, case.computed_at = to_json(content), content.computed_at
    case.summary = "\n".join(content.summary)
    case.title = content.title[:_LONGEST_TITLE]
    case.is_demo = case.is_demo or content.is_demo
    case.edited_by = None
    case.fold_text()


def keep_failure(step: Step) -> None:
    step.case.failure = step.comment[:500]


def edit_summary(step: Step) -> None:
    step.case.summary = "\n".join(line.strip() for line in step.data["summary"].splitlines() if line.strip())
    step.case.edited_by = step.actor
    step.case.fold_text()


def approve(step: Step) -> None:
    step.case.signature = "\n".join(line.strip() for line in step.data["signature"].splitlines() if line.strip())
    step.case.signer_name = step.data["signer_name"]


def check_signature(step: Step) -> None:
    if len(step.data["signature"].splitlines()) > 4:
        raise ValidationError({"signature": _("A signature block has at most four lines.")})
    problem = signature_problem(step.case.issuer, step.data["signature"])
    if problem:
        raise ValidationError({"signature": problem})


def take_number(step: Step) -> None:
    """The next number of the issuer's register of the year. The register's row is locked until the step is committed,
    so that no number is given twice and none is lost with a step that failed."""
    case = step.case
    day = timezone.localdate(step.at)
    NumberRegister.objects.get_or_create(issuer_id=case.issuer_id, year=day.year)
    register = NumberRegister.objects.select_for_update().get(issuer_id=case.issuer_id, year=day.year)
    register.last += 1
    register.save(update_fields=["last"])
    case.number, case.number_year, case.issued_on = register.last, day.year, day
    case.number_text = f"{case.number}/{symbol_of(case.issuer, kind_of(case.kind).symbol)}"
    case.fold_text()
    step.record["number"] = case.number_text


def keep_signed(step: Step) -> None:
    """Who signed, and with what; the file itself is kept by the service in the same transaction."""
    used: signing.Certificate = _taken(signing.Certificate)
    step.case.signed_by, step.case.is_test_signature = used.holder[:200], used.is_test
    replace_corrected(step)


def send(step: Step) -> None:
    step.case.sent_at = step.at
    step.record["recipients"] = step.case.recipients.count()
    replace_corrected(step)


def replace_corrected(step: Step) -> None:
    """A correction that is signed or sent takes the place of the report that it names."""
    from workflows.engine.services import fire

    old = ReportDocument.objects.filter(pk=step.case.corrects_id, state__in=_REPLACEABLE).first()
    if old is not None:
        fire(old, "supersede", SYSTEM, now=step.at)


_REPLACEABLE = ("numbered", "signed", "sent", "archived")


# --- what must hold ----------------------------------------------------------------------------------------------


def draft_is_set(case: Any) -> Decision:
    """The draft shows the text as it is now."""
    from reports.files import is_current

    if is_current(case, FileKind.DRAFT):
        return ALLOWED
    return Refused(_("The draft is being set anew; try again in a moment."))


def final_is_set(case: Any) -> Decision:
    """The file with the number is there."""
    if case.files.filter(kind=FileKind.FINAL).exists():
        return ALLOWED
    return Refused(_("The file with the number is being set; try again in a moment."))


def certificate_is_there(case: Any) -> Decision:
    if signing.has_certificate():
        return ALLOWED
    return Refused(_("The portal has no certificate, so reports go out without a digital signature."))
