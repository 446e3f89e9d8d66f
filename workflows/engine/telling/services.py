"""Writing down who is told of a step, in the transaction of the step, and every other write of this package."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ioc_site.common.jobs import enqueue
from ioc_site.common.rows import insert
from subsystems.agencies.models import User
from workflows.engine import deputies
from workflows.engine.definitions import Step, Workflow
from workflows.engine.models import (
    Event,
    MailMode,
    MailPreference,
    MessageTemplate,
    Notification,
    OutgoingMail,
    Unsubscribed,
)
from workflows.engine.parties import Audience, External, Party
from workflows.engine.telling import messages, webhooks

NOTIFICATION_MAIL = "notification"
DELIVER = "engine.deliver"


def tell(step: Step, workflow: Workflow, event: Event) -> None:
    """Write the notifications, mails and webhook calls of a step, and ask for the job that sends them."""
    has_mails = _write_notifications(step, workflow, event)
    has_calls = webhooks.write_calls(workflow, event)
    if has_mails or has_calls:
        enqueue(DELIVER, {"event": event.pk})


def _write_notifications(step: Step, workflow: Workflow, event: Event) -> bool:
    """Returns whether a mail is to be sent."""
    rows = [_notification(step, workflow, event, recipient, audience) for recipient, audience in _recipients(step)]
    mails = [row.mail for row in rows if row.mail]
    if mails:
        insert(mails)
        for row in rows:
            row.mail = row.mail  # now with its key
    insert(rows)
    return bool(mails)


def _recipients(step: Step) -> Iterable[tuple[User | External, Audience]]:
    """Everybody once, as member of the first audience that names him, and who stands in for him; nobody is told what he
    did himself."""
    seen: set[Any] = {None if isinstance(step.actor, Party) else (User, step.actor.pk)}
    for audience in step.transition.tells:
        for recipient in audience.recipients(step.case):
            key = recipient if isinstance(recipient, External) else (User, recipient.pk)
            if key not in seen and (isinstance(recipient, External) or recipient.is_active):
                seen.add(key)
                yield recipient, audience
            if isinstance(recipient, User):
                for deputy in deputies.told_besides(recipient, step.case):
                    if (User, deputy.pk) not in seen:
                        seen.add((User, deputy.pk))
                        yield deputy, audience


def _notification(
    step: Step, workflow: Workflow, event: Event, recipient: User | External, audience: Audience
) -> Notification:
    row = Notification(event=event, audience=audience.code, reference=step.case.reference, created_at=event.at)
    if isinstance(recipient, External):
        row.external_kind, row.external_ref = recipient.kind, recipient.ref
        key = f"e{event.pk}:{recipient.kind}:{recipient.ref}"
    else:
        context = messages.Context(step.case, event, step.transition, audience, {"recipient": str(recipient)})
        row.subject = messages.fill_subject(messages.message_for(workflow, step.transition, audience), context)
        row.recipient = recipient
        key = f"e{event.pk}:u:{recipient.pk}" if audience.mails and recipient.email else ""
    if key:
        row.mail = OutgoingMail(key=key, kind=NOTIFICATION_MAIL, topic=f"e:{event.pk}", due_at=event.at)
    return row


def queue_mail(
    key: str, kind: str, arguments: dict[str, Any], *, now: datetime | None = None, topic: str = ""
) -> OutgoingMail | None:
    """Put a mail of a registered ``kind`` into the outbox, in the caller's transaction; the job or the sweep sends it.

    A key that is there already is left alone and gives ``None``, so that asking twice sends once.
    """
    mail, is_new = OutgoingMail.objects.get_or_create(
        key=key, defaults={"kind": kind, "arguments": arguments, "topic": topic, "due_at": now or timezone.now()}
    )
    return mail if is_new else None


def mark_read(user: User, ids: Iterable[int] | None = None) -> int:
    """Mark a person's own notifications as read: those with these keys, or all."""
    unread = Notification.objects.filter(recipient=user, read_at=None)
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=timezone.now())


def choose_mail_mode(user: User, mode: MailMode) -> None:
    """Remember how an account wants its mails."""
    MailPreference.objects.update_or_create(user=user, defaults={"mode": mode})


def want_mails(recipient: User | External, *, wanted: bool) -> None:
    """Stop the mails to a recipient, or start them again; asking twice is the same."""
    if isinstance(recipient, User):
        choose_mail_mode(recipient, MailMode.EACH if wanted else MailMode.NONE)
    elif wanted:
        Unsubscribed.objects.filter(external_kind=recipient.kind, external_ref=recipient.ref).delete()
    else:
        Unsubscribed.objects.get_or_create(external_kind=recipient.kind, external_ref=recipient.ref)


def change_template(
    user: User, workflow: Workflow, transition_code: str, audience_code: str, *, subject: str, text: str, html: str
) -> MessageTemplate:
    """Put other words in the place of the definition's own. The form has checked them (see ``forms``)."""
    row, _created = MessageTemplate.objects.update_or_create(
        workflow=workflow.code,
        transition=transition_code,
        audience=audience_code,
        defaults={"subject": subject, "text": text, "html": html, "updated_by": user},
    )
    transaction.on_commit(messages.forget)
    return row


def reset_template(workflow: Workflow, transition_code: str, audience_code: str) -> None:
    """Go back to the words of the definition."""
    MessageTemplate.objects.filter(workflow=workflow.code, transition=transition_code, audience=audience_code).delete()
    transaction.on_commit(messages.forget)
