"""Writes to what administrators keep: the working calendar and the webhooks."""

from django.db import transaction

from workflows.engine import calendars
from workflows.engine.models import CalendarException, WebhookEndpoint
from workflows.engine.telling import webhooks


def save_calendar_exception(row: CalendarException) -> CalendarException:
    """Enter or change a swapped day; it counts for deadlines that are set from then on."""
    row.full_clean()
    row.save()
    transaction.on_commit(calendars.forget)
    return row


def save_webhook(row: WebhookEndpoint) -> WebhookEndpoint:
    """Connect another system, or change its address; its secret stays what it was made with."""
    row.full_clean()
    row.save()
    transaction.on_commit(webhooks.forget)
    return row
