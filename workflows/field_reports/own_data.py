"""What a reporter does with his own personal data on the private link (Law 91/2025/QH15, Decree 356/2025): see, correct
and erase his contact details at once, and ask the moderators for everything else."""

from django.db import transaction
from django.utils import timezone

from ioc_site.common.access_log import log_access
from workflows.field_reports.enums import RequestKind, RequestWay
from workflows.field_reports.models import DataRequest, FieldReport, Reporter
from workflows.field_reports.services import Contact, email_index, erase_reporter

CONTACT_FIELDS = "contact"
OPEN_AT_ONCE = 5  # requests of one report that wait for an answer; whoever has the link cannot fill the register


@transaction.atomic
def read_own_contact(report: FieldReport) -> Contact:
    """The contact details of a report for the holder of its private link; the reading is logged."""
    reporter = Reporter.objects.filter(report=report, erased_at=None).first()
    if reporter is None:
        return Contact()
    log_access(None, report, CONTACT_FIELDS, "private link")
    return Contact(reporter.name, reporter.phone, reporter.email, reporter.consent_version)


@transaction.atomic
def correct_contact(report: FieldReport, contact: Contact) -> None:
    """Put other contact details in their place; without consent none are kept. After an erasure new ones may come."""
    reporter, _new = Reporter.objects.select_for_update().get_or_create(report=report)
    had_consent = reporter.consent_version
    reporter.name, reporter.phone = contact.name.strip(), contact.phone.strip()
    reporter.email, reporter.email_index = contact.email.strip(), email_index(contact.email)
    reporter.consent_version, reporter.erased_at = contact.consent_version, None
    if contact.consent_version and contact.consent_version != had_consent:
        reporter.consent_at = timezone.now()
    if not contact.consent_version:
        reporter.name = reporter.phone = reporter.email = reporter.email_index = ""
        reporter.consent_at = None
    reporter.save()
    _record(report, RequestKind.CORRECTION, done=True)


@transaction.atomic
def erase_own_contact(report: FieldReport) -> None:
    """Erase the contact details and withdraw the consent at once; the register shows that it was asked and done."""
    erase_reporter(report)
    _record(report, RequestKind.ERASURE, done=True)


@transaction.atomic
def ask_about_data(report: FieldReport, kind: RequestKind, text: str) -> bool:
    """Ask the moderators about personal data in the text or the photos; false when as many requests of this report as
    may wait are waiting already. They are acknowledged within two working days."""
    waiting = DataRequest.objects.filter(report=report, way=RequestWay.LINK, done_at=None)
    if waiting.count() >= OPEN_AT_ONCE:
        return False
    _record(report, kind, text=text)
    return True


def _record(report: FieldReport, kind: RequestKind, *, text: str = "", done: bool = False) -> None:
    now = timezone.now()
    request = DataRequest(report=report, kind=kind, way=RequestWay.LINK, text=text, received_at=now)
    request.set_clock()
    if done:
        request.acknowledged_at = request.done_at = now
    request.save()
