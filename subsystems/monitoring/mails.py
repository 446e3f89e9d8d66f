"""Mails of the component: alerts as they come, digests of a day or a week."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from subsystems.monitoring.enums import AlertKind
from subsystems.monitoring.models import Alert
from subsystems.monitoring.roles import is_leader, is_moderator
from workflows.engine.models import OutgoingMail
from workflows.engine.parties import Message
from workflows.engine.telling.mail import Mail, NotWanted, mail_kind
from workflows.engine.telling.messages import fill
from workflows.engine.telling.recipients import Address
from workflows.engine.telling.services import queue_mail

ALERT_MAIL = "monitoring.alert"


def people_to_alert(kind: AlertKind) -> list[User]:
    """Moderators of the component, and its leaders when it is urgent."""
    people = [user for user in members_with_role(Role.MODERATOR) if is_moderator(user)]
    if kind == AlertKind.URGENT:
        people += [user for user in members_with_role(Role.LEADER) if is_leader(user) and user not in people]
    return [user for user in people if user.email]


def queue_alert(alert: Alert) -> None:
    """Put the mails of an alert into the outbox, in the caller's transaction."""
    for user in people_to_alert(AlertKind(alert.kind)):
        queue_mail(f"{ALERT_MAIL}:{alert.pk}:{user.pk}", ALERT_MAIL, {"alert": alert.pk, "user": user.pk})


@mail_kind(ALERT_MAIL)
def alert_mail(mail: OutgoingMail) -> Mail:
    """The mail of an alert as it is to go out now; one that somebody has seen to meanwhile is not sent any more."""
    user = User.objects.filter(pk=mail.arguments["user"], is_active=True).first()
    alert = Alert.objects.select_related("topic", "source", "story").filter(pk=mail.arguments["alert"]).first()
    if user is None or not user.email:
        raise NotWanted("no address")
    if alert is None or alert.seen_at:
        raise NotWanted("seen")
    words = {
        "kind": str(alert.get_kind_display()),
        "what": str(alert.topic or alert.source or ""),
        "story": alert.story.title if alert.story else "",
        "link": settings.WAGTAILADMIN_BASE_URL + reverse("monitoring_alerts"),
    }
    message = Message(
        _("Online information: {{ kind }} – {{ what }}"),
        _("{{ kind }}: {{ what }}\n{{ story }}\n\nLook at it: {{ link }}"),
    )
    return Mail(Address(user.email, str(user)), fill(message, words))
