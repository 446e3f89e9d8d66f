"""What screens read: the buttons of a case, the notifications of a person."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from ioc_site.common.permissions import Decision
from workflows.engine import registry
from workflows.engine.definitions import Transition
from workflows.engine.models import MailMode, MailPreference, Notification
from workflows.engine.permissions import user_can_fire
from workflows.engine.texts import Text


@dataclass(frozen=True, slots=True)
class Button:
    """A transition from where the case is now, and whether this person may make it."""

    transition: Transition
    decision: Decision

    @property
    def is_allowed(self) -> bool:
        return bool(self.decision)

    @property
    def reason(self) -> Text:
        """Why not; empty when allowed."""
        return self.decision.reason


def available(case: Any, actor: Any) -> list[Button]:
    """The transitions from the case's state in the order of the table, refused ones with their reason."""
    transitions = case.workflow.transitions_from(case.current_state)
    return [Button(transition, user_can_fire(actor, transition, case)) for transition in transitions]


def notifications_of(user: Any, *, only_unread: bool = False) -> QuerySet[Notification]:
    """A person's own notifications, for the list."""
    rows = Notification.objects.filter(recipient=user)
    return rows.filter(read_at=None) if only_unread else rows


def unread_count(user: Any) -> int:
    """How many notifications a person has not read: one query on a partial index, kept for the request."""
    known: int | None = getattr(user, "_unread_notifications", None)
    if known is None:
        known = notifications_of(user, only_unread=True).count()
        user._unread_notifications = known
    return known


def mail_mode_of(user: Any) -> str:
    """How a person wants mails."""
    return MailPreference.objects.filter(user=user).values_list("mode", flat=True).first() or MailMode.EACH


def url_of(notification: Notification) -> str:
    """Where its recipient reads the case that a notification is about."""
    workflow = registry.workflow(notification.event.workflow)
    case = registry.model_of(workflow)._default_manager.get(pk=notification.event.case_id)
    return workflow.url(case, workflow.audience(notification.audience))
