"""The mails to followers and subscribers, made at the moment when they are sent."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.engine.models import OutgoingMail
from workflows.engine.parties import Message
from workflows.engine.telling import messages
from workflows.engine.telling.mail import Mail, NotWanted, mail_kind
from workflows.engine.telling.recipients import Address
from workflows.field_reports.models import FieldReport, Follower, Subscription
from workflows.field_reports.public.following import ALERT, CONFIRM, Row

CONFIRM_MESSAGE = Message(
    gettext_lazy("Please confirm: {{ about }}"),
    gettext_lazy(
        "Somebody, probably you, has asked for mails from the field reports portal of Bình Thuận:\n{{ about }}.\n\n"
        "Confirm it here: {{ link }}\n\n"
        "If it was not you, you need do nothing: without your confirmation nothing is sent, and the address is deleted "
        "after seven days."
    ),
)
ALERT_MESSAGE = Message(
    gettext_lazy("New report: {{ category }}, {{ place }}"),
    gettext_lazy(
        "{{ mark }}A new field report that you asked to hear of is public.\n\n"
        "{{ reference }} – {{ category }}\n{{ place }}\n\n{{ text }}\n\n"
        "Read and follow it here: {{ link }}\n\nNo more of these mails: {{ stop }}"
    ),
)


def absolute(name: str, *arguments: Any) -> str:
    """The full address of one of the public pages."""
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=arguments)


def what_about(row: Row) -> str:
    """What somebody asked to be told of, in words."""
    if isinstance(row, Follower):
        return _("Following report %(reference)s (%(category)s)") % {
            "reference": row.report.reference,
            "category": row.report.category.name,
        }
    area = row.area.full_name if row.area else _("The whole province")
    category = row.category.name if row.category else _("All categories")
    return _("New field reports: %(area)s, %(category)s") % {"area": area, "category": category}


@mail_kind(CONFIRM)
def confirm_mail(mail: OutgoingMail) -> Mail:
    """The question to the owner of an address."""
    model: Any = Follower if mail.arguments["kind"] == "follower" else Subscription
    row = model.objects.filter(pk=mail.arguments["pk"], confirmed_at=None).first()
    if row is None:
        raise NotWanted("answered")
    link = absolute("report_mail_link", row.token)
    filled = messages.fill(CONFIRM_MESSAGE, {"about": what_about(row), "link": link})
    return Mail(Address(row.email, url=link), filled)


@mail_kind(ALERT)
def alert_mail(mail: OutgoingMail) -> Mail:
    """A new public report; not sent when it was hidden again or the subscription has ended meanwhile."""
    row = Subscription.objects.filter(pk=mail.arguments["subscription"], confirmed_at__isnull=False).first()
    reports = FieldReport.objects.public().select_related("category", "area")
    report = reports.filter(pk=mail.arguments["report"]).first()
    if row is None or report is None:
        raise NotWanted("ended")
    stop = absolute("report_mail_link", row.token)
    place = ", ".join(filter(None, (report.public_address, report.area.full_name if report.area else "")))
    words = {
        "mark": f"[{_('demonstration data')}] " if report.is_demo else "",
        "reference": report.reference,
        "category": report.category.name,
        "place": place or _("place not given"),
        "text": report.public_description,
        "link": absolute("report_page", report.reference),
        "stop": stop,
    }
    return Mail(Address(row.email, url=stop), messages.fill(ALERT_MESSAGE, words), unsubscribe_url=stop)
