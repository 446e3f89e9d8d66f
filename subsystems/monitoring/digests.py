"""The digest of a day or a week for moderators and leaders; the PDF of the same days is a report (see ``reports``)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ioc_site.common.vietnamese import short_date
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from subsystems.monitoring.models import Alert, Matter, Story
from subsystems.monitoring.models.mention import day_keys
from subsystems.monitoring.queries.figures import EVERYTHING, Dashboard, Extent, figures_between
from subsystems.monitoring.roles import is_leader, is_moderator
from workflows.engine.models import MailMode, OutgoingMail
from workflows.engine.queries import mail_mode_of
from workflows.engine.telling.mail import Mail, NotWanted, mail_kind
from workflows.engine.telling.messages import Filled
from workflows.engine.telling.recipients import Address
from workflows.engine.telling.services import queue_mail

DIGEST_MAIL = "monitoring.digest"
DAY, WEEK = 1, 7
TOP = 10


@dataclass(frozen=True, slots=True)
class Digest:
    """What happened from ``first`` to ``last``, both included."""

    first: date
    last: date
    figures: Dashboard
    stories: list[Story]
    alerts: list[Alert]
    waiting: list[Matter]


def digest(first: date, last: date, extent: Extent = EVERYTHING) -> Digest:
    """The figures of these days, the stories on topics that spread furthest, alerts, and what waits for an answer."""
    low, high = day_keys(first, last)
    on_topic = Story.objects.filter(mentions__id__gte=low, mentions__id__lt=high, mentions__matches__isnull=False)
    if not extent.is_everything:
        on_topic = on_topic.filter(pk__in=extent.stories().values("pk"))
    stories = on_topic.select_related("matter__topic").order_by("-source_count", "-pk").distinct()[:TOP]
    alerts = Alert.objects.filter(at__date__range=(first, last)).select_related("topic", "source", "story")
    waiting = extent.matters().filter(state="assigned").select_related("story", "agency").order_by("clock_due_at")
    figures = figures_between(first, last, extent)
    return Digest(first, last, figures, list(stories), list(alerts[:TOP]), list(waiting[:TOP]))


def readers() -> list[User]:
    """Moderators and leaders of the component who want mails."""
    people = [u for u in members_with_role(Role.MODERATOR, Role.LEADER) if is_moderator(u) or is_leader(u)]
    return [user for user in people if user.email and mail_mode_of(user) != MailMode.NONE]


@transaction.atomic
def queue_digests(today: date, days: int) -> int:
    """Put the digests of the days before ``today`` into the outbox, each once however often this is asked."""
    arguments = {"last": (today - timedelta(days=1)).isoformat(), "days": days}
    queued = 0
    for user in readers():
        key = f"{DIGEST_MAIL}:{days}:{arguments['last']}:{user.pk}"
        queued += queue_mail(key, DIGEST_MAIL, {**arguments, "user": user.pk}) is not None
    return queued


@mail_kind(DIGEST_MAIL)
def digest_mail(mail: OutgoingMail) -> Mail:
    """The mail as it is to go out now."""
    user = User.objects.filter(pk=mail.arguments["user"], is_active=True).first()
    if user is None or not user.email:
        raise NotWanted("no address")
    last = date.fromisoformat(mail.arguments["last"])
    first = last - timedelta(days=mail.arguments["days"] - 1)
    context: dict[str, Any] = {
        "digest": digest(first, last),
        "base": settings.WAGTAILADMIN_BASE_URL,
        "desk_url": settings.WAGTAILADMIN_BASE_URL + reverse("monitoring_desk"),
        "figures_url": settings.WAGTAILADMIN_BASE_URL + reverse("monitoring_figures"),
    }
    days = short_date(last) if first == last else f"{short_date(first)} – {short_date(last)}"
    filled = Filled(
        _("Online information, %(days)s") % {"days": days},
        render_to_string("monitoring/digest.txt", context),
        mark_safe(render_to_string("monitoring/digest.html", context)),
    )
    return Mail(Address(user.email, str(user)), filled)
