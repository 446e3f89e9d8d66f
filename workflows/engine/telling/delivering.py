"""Sending what is due: right after a step, and by the clock for what could not be sent then."""

from collections.abc import Callable

from django.utils import timezone

from workflows.engine.models import OutgoingMail, WebhookCall
from workflows.engine.telling.mail import send_due
from workflows.engine.telling.webhooks import call_due

BATCH = 100


def deliver_event(event_id: int) -> dict[str, int]:
    """Send the mails and make the calls of one event."""
    now = timezone.now()
    mails = OutgoingMail.objects.filter(notification__event=event_id).due(now)
    calls = WebhookCall.objects.filter(event_id=event_id).due(now)
    return {"mails": send_due(mails).mails, "calls": call_due(calls)}


def deliver_due(check: Callable[[], None] = lambda: None) -> dict[str, int]:
    """Send everything that is due, oldest first, until nothing is or the mail server is away."""
    mails = calls = 0
    while waiting := list(OutgoingMail.objects.due(timezone.now())[:BATCH]):
        check()
        sent = send_due(waiting)
        mails += sent.mails
        if sent.is_server_away:
            break
    while due := list(WebhookCall.objects.due(timezone.now())[:BATCH]):
        check()
        calls += call_due(due)
    return {"mails": mails, "calls": calls}
