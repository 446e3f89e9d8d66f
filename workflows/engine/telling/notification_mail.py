"""The mail that carries one notification."""

from typing import Any

from django.conf import settings

from workflows.engine import registry
from workflows.engine.definitions import Transition, Workflow
from workflows.engine.models import MailMode, MailPreference, Notification, OutgoingMail, Unsubscribed
from workflows.engine.parties import External
from workflows.engine.telling import messages, recipients, unsubscribing
from workflows.engine.telling.mail import Mail, NotWanted, mail_kind
from workflows.engine.telling.recipients import Address
from workflows.engine.telling.services import NOTIFICATION_MAIL


@mail_kind(NOTIFICATION_MAIL)
def notification_mail(mail: OutgoingMail) -> Mail:
    """The mail of a notification as it is to go out now: to where the recipient is reached now, in the words in force
    now."""
    row = Notification.objects.select_related("event__actor", "event__detail", "recipient").filter(mail=mail).first()
    if row is None:
        raise NotWanted("account deleted")
    workflow, transition, case = _what_happened(row)
    audience = workflow.audience(row.audience)
    if audience is None:
        raise NotWanted("audience no longer exists")
    recipient = row.recipient or External(row.external_kind, row.external_ref)
    address = _address(recipient)
    link = address.url or settings.WAGTAILADMIN_BASE_URL + workflow.url(case, audience)
    of_recipient = {"recipient": address.name, "link": link}
    context = messages.Context(case, row.event, transition, audience, of_recipient)
    filled = messages.fill(messages.message_for(workflow, transition, audience), context)
    return Mail(address, filled, unsubscribing.url_for(recipient))


def _what_happened(row: Notification) -> tuple[Workflow, Transition, Any]:
    workflow = registry.workflow(row.event.workflow)
    transition = workflow.transition(row.event.transition)
    if transition is None:
        raise NotWanted("step no longer exists")
    return workflow, transition, registry.model_of(workflow)._default_manager.get(pk=row.event.case_id)


def _address(recipient: Any) -> Address:
    """Where the recipient is reached, if mails are still wanted there."""
    if isinstance(recipient, External):
        if Unsubscribed.objects.filter(external_kind=recipient.kind, external_ref=recipient.ref).exists():
            raise NotWanted("unsubscribed")
        address = recipients.resolve(recipient.kind, recipient.ref)
    else:
        mode = MailPreference.objects.filter(user=recipient).values_list("mode", flat=True).first()
        if mode not in (None, MailMode.EACH):
            raise NotWanted("mails not wanted")
        address = Address(recipient.email, str(recipient)) if recipient.is_active else None
    if address is None or not address.email:
        raise NotWanted("no address")
    return address
