from workflows.engine.models.calendar import CalendarException
from workflows.engine.models.case import Case, CaseQuerySet, StateChangedOutside
from workflows.engine.models.delivery import Delivery, DeliveryState
from workflows.engine.models.deputy import Deputyship
from workflows.engine.models.event import Event, EventDetail
from workflows.engine.models.notification import (
    MailMode,
    MailPreference,
    MessageTemplate,
    Notification,
    OutgoingMail,
    Unsubscribed,
)
from workflows.engine.models.saved_view import SavedView
from workflows.engine.models.webhook import WebhookCall, WebhookEndpoint

__all__ = [
    "CalendarException",
    "Case",
    "CaseQuerySet",
    "Delivery",
    "DeliveryState",
    "Deputyship",
    "Event",
    "EventDetail",
    "MailMode",
    "MailPreference",
    "MessageTemplate",
    "Notification",
    "OutgoingMail",
    "SavedView",
    "StateChangedOutside",
    "Unsubscribed",
    "WebhookCall",
    "WebhookEndpoint",
]
