"""The daily summary for accounts: what they were told of since the last one and have not read or been mailed."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext

from subsystems.agencies.models import User
from workflows.engine.calendars import calendar_for
from workflows.engine.models import DeliveryState, MailMode, Notification, OutgoingMail
from workflows.engine.telling import unsubscribing
from workflows.engine.telling.mail import Mail, NotWanted, mail_kind, send_due
from workflows.engine.telling.messages import Filled
from workflows.engine.telling.recipients import Address
from workflows.engine.telling.services import queue_mail
from workflows.engine.working_time import VIETNAM

DIGEST_MAIL = "digest"
# After a long leave the list holds the newest; the page holds all.
LONGEST_LIST = 50
LOOK_BACK_DAYS = 14
# A summary holds everything up to this hour of its day.
MORNING = time(7)


def send_digests(day: date) -> dict[str, int]:
    """Queue and send the summaries of ``day``: one an account, none without news, none on a day off.

    Asking again on the same day sends nothing twice.
    """
    if not calendar_for().is_working_day(day):
        return {"mails": 0}
    end = datetime.combine(day, MORNING, VIETNAM)
    users = User.objects.filter(is_active=True).exclude(email="").exclude(mail_preference__mode=MailMode.NONE)
    queued = [_queue(user, day, end) for user in users.filter(Exists(_news(OuterRef("pk"), end)))]
    return {"mails": send_due(mail for mail in queued if mail).mails}


def _news(user: Any, end: datetime) -> QuerySet[Notification]:
    """Unread notifications that no mail of their own carries and no earlier summary has held."""
    is_unmailed = Q(mail=None) | Q(mail__state=DeliveryState.DROPPED)
    start = end - timedelta(days=LOOK_BACK_DAYS)
    unread = Notification.objects.filter(recipient=user, read_at=None, digest=None)
    return unread.filter(is_unmailed, created_at__gte=start, created_at__lt=end)


@transaction.atomic
def _queue(user: User, day: date, end: datetime) -> OutgoingMail | None:
    """Put the summary of an account into the outbox and the news into it, unless today's is there already."""
    mail = queue_mail(f"digest:{user.pk}:{day.isoformat()}", DIGEST_MAIL, {"user": user.pk, "day": day.isoformat()})
    if mail:
        Notification.objects.filter(pk__in=_news(user.pk, end).values("pk")).update(digest=mail)
    return mail


@mail_kind(DIGEST_MAIL)
def digest_mail(mail: OutgoingMail) -> Mail:
    """The summary of an account as it is to go out now; what was read meanwhile is left out."""
    user = User.objects.filter(pk=mail.arguments["user"], is_active=True).first()
    if user is None or not user.email:
        raise NotWanted("no address")
    news = list(mail.digested.filter(read_at=None).order_by("-pk")[: LONGEST_LIST + 1])
    if not news:
        raise NotWanted("nothing new")
    count = mail.digested.filter(read_at=None).count()
    context = {
        "user": user,
        "count": count,
        "lines": [_line(row) for row in news[:LONGEST_LIST]],
        "more": max(0, count - LONGEST_LIST),
        "list_url": settings.WAGTAILADMIN_BASE_URL + reverse("engine_notifications"),
    }
    day = date_format(date.fromisoformat(mail.arguments["day"]), "d/m/Y")
    subject = ngettext("%(count)s notification – %(day)s", "%(count)s notifications – %(day)s", count)
    filled = Filled(
        subject % {"count": count, "day": day},
        render_to_string("engine/digest.txt", context),
        mark_safe(render_to_string("engine/digest.html", context)),
    )
    return Mail(Address(user.email, str(user)), filled, unsubscribing.url_for(user))


def _line(row: Notification) -> tuple[str, str, datetime]:
    url = settings.WAGTAILADMIN_BASE_URL + reverse("engine_notification", args=[row.pk])
    return row.subject or row.reference, url, row.created_at
