"""Reminders before a deadline, and word to the head after it: one mail for a person, an obligation, a period."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, linebreaks
from django.utils.translation import gettext as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from subsystems.indicators.models import Obligation
from subsystems.indicators.obligations import DueItem, due_items
from subsystems.indicators.periods import period_from_key
from workflows.engine.calendars import calendar_for
from workflows.engine.models import OutgoingMail
from workflows.engine.telling.mail import Mail, NotWanted, mail_kind
from workflows.engine.telling.messages import Filled
from workflows.engine.telling.recipients import Address
from workflows.engine.telling.services import queue_mail

OBLIGATION_MAIL = "obligation"
# Whoever was told once of something overdue finds it on the screen; older things are not mailed about any more.
_LOOK_BACK, _LOOK_AHEAD = timedelta(days=21), timedelta(days=45)


def remind(now: datetime) -> dict[str, int]:
    """Remind officers of what is due soon, and tell heads what is overdue; asking again tells nobody twice."""
    counts = {"reminded": 0, "escalated": 0}
    if not calendar_for().is_working_day(timezone.localdate(now)):
        return counts
    for item in open_items(Obligation.objects.all(), now):
        if item.due_at >= now and _days(now, item.due_at) <= item.obligation.remind_before:
            counts["reminded"] += _tell(item, Role.OFFICER, now)
        elif item.due_at < now and _days(item.due_at, now) >= item.obligation.escalate_after:
            counts["escalated"] += _tell(item, Role.HEAD, now)
    return counts


def open_items(obligations: QuerySet[Obligation], now: datetime) -> list[DueItem]:
    """What is due soon or overdue and not published completely."""
    today = timezone.localdate(now)
    items = due_items(obligations.valid_on(today), today - _LOOK_BACK, today + _LOOK_AHEAD, now)  # type: ignore[attr-defined]
    return [item for item in items if not item.is_done]


def _days(start: datetime, end: datetime) -> int:
    return calendar_for().working_days_between(start, end)


def _tell(item: DueItem, role: Role, now: datetime) -> int:
    told = 0
    for user in members_with_role(role, agency=item.obligation.agency_id):
        if not user.email:
            continue
        key = f"obligation:{item.obligation.pk}:{item.period.key}:{role}:{user.pk}"
        arguments = {"obligation": item.obligation.pk, "period": item.period.key, "user": user.pk, "role": str(role)}
        told += queue_mail(key, OBLIGATION_MAIL, arguments, now=now) is not None
    return told


@mail_kind(OBLIGATION_MAIL)
def obligation_mail(mail: OutgoingMail) -> Mail:
    """The reminder as it is to go out now; not wanted any more once the period was delivered."""
    user = User.objects.filter(pk=mail.arguments["user"], is_active=True).first()
    obligations = Obligation.objects.filter(pk=mail.arguments["obligation"])
    row = obligations.select_related("indicator_set").first()
    if user is None or not user.email or row is None:
        raise NotWanted("no address")
    period = period_from_key(row.indicator_set.period_kind, mail.arguments["period"])
    now = timezone.now()
    item = next((item for item in open_items(obligations, now) if item.period == period), None)
    if item is None:
        raise NotWanted("delivered")
    return Mail(Address(user.email, str(user)), _words(item, mail.arguments["role"]))


def _words(item: DueItem, role: str) -> Filled:
    values = {
        "set": item.obligation.indicator_set.name,
        "period": item.period.label,
        "agency": item.obligation.agency.name,
        "due": date_format(timezone.localtime(item.due_at), "H:i d/m/Y"),
        "delivered": item.delivered,
        "expected": item.expected,
        "url": settings.WAGTAILADMIN_BASE_URL + reverse("delivery_desk"),
    }
    if role == Role.HEAD:
        subject = _("Overdue: %(set)s, %(period)s") % values
        text = _(
            "%(agency)s has not delivered “%(set)s” for %(period)s; it was due at %(due)s. "
            "%(delivered)s of %(expected)s values are published (Article 8, clause 5, point a).\n\n%(url)s"
        )
    else:
        subject = _("Due soon: %(set)s, %(period)s") % values
        text = _(
            "Please deliver “%(set)s” for %(period)s by %(due)s. "
            "%(delivered)s of %(expected)s values are published.\n\n%(url)s"
        )
    body = text % values
    return Filled(subject, body, format_html("{}", linebreaks(body, autoescape=True)))
