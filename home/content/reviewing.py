"""The reminder to read a page again: one mail a page and day, to who answers for it."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from home.content.models import GuidancePage, ReviewReminder
from home.content.telling import send_soon
from subsystems.agencies.enums import Role
from subsystems.agencies.groups import GROUP_NAMES
from subsystems.agencies.models import User
from workflows.engine.models import OutgoingMail
from workflows.engine.parties import Message
from workflows.engine.telling import messages
from workflows.engine.telling.mail import Mail, NotWanted, mail_kind
from workflows.engine.telling.recipients import Address
from workflows.engine.telling.services import queue_mail

REVIEW_MAIL = "review"
# How long before the day the reminder goes out, so that there is time to read.
AHEAD = timedelta(days=14)
_MESSAGE = Message(
    _("Read again by {{ day }}: {{ page }}"),
    format_lazy(
        "{}\n\n{}\n\n{}\n\n{}",
        _("Dear {{ recipient }},"),
        _("“{{ page }}” is to be read again by {{ day }}, and you answer for it."),
        _("Please check that it is still right, correct it where it is not, and set the next day for reading it."),
        _("Open the page: {{ link }}"),
    ),
)


def send_reminders(today: date) -> dict[str, int]:
    """Queue the reminders that are due: for live guidance whose day is past or near, once a page and day."""
    reminded = ReviewReminder.objects.filter(page=OuterRef("pk"), review_by=OuterRef("review_by"))
    due = GuidancePage.objects.live().filter(~Exists(reminded), review_by__lte=today + AHEAD)
    pages = list(due.select_related("responsible").defer("body"))
    publishers = list(User.objects.filter(groups__name=GROUP_NAMES[Role.PUBLISHER], is_active=True)) if pages else []
    mails = sum(_remind(page, _owners(page) or publishers) for page in pages)
    if mails:
        send_soon()
    return {"pages": len(pages), "mails": mails}


def _owners(page: GuidancePage) -> list[User]:
    """Who answers for the page, as long as the account is in use."""
    return [page.responsible] if page.responsible and page.responsible.is_active else []


def _remind(page: Any, people: list[User]) -> int:
    try:
        with transaction.atomic():
            ReviewReminder.objects.create(page=page, review_by=page.review_by)
            return sum(
                bool(queue_mail(f"review:{page.pk}:{page.review_by}:{user.pk}", REVIEW_MAIL, _arguments(page, user)))
                for user in people
                if user.email
            )
    except IntegrityError:
        return 0  # another run was faster


def _arguments(page: GuidancePage, user: User) -> dict[str, str | int]:
    return {"page": page.pk, "user": user.pk, "review_by": str(page.review_by)}


@mail_kind(REVIEW_MAIL)
def review_mail(mail: OutgoingMail) -> Mail:
    """The reminder as it is to go out now; none when the day was moved meanwhile."""
    user = User.objects.filter(pk=mail.arguments["user"], is_active=True).first()
    page = GuidancePage.objects.live().filter(pk=mail.arguments["page"]).defer("body").first()
    if user is None or not user.email or page is None or str(page.review_by) != mail.arguments["review_by"]:
        raise NotWanted("nothing to review")
    context = {
        "recipient": str(user),
        "page": page.title,
        "day": date_format(page.review_by, "d/m/Y"),
        "link": settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    return Mail(Address(user.email, str(user)), messages.fill(_MESSAGE, context))
