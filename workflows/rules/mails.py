"""The mail that a rule sends, made when it goes out: to an account that may see the case, or to a fixed address."""

from django.core.exceptions import ObjectDoesNotExist

from subsystems.agencies.models import User
from workflows.engine import registry
from workflows.engine.models import Event, MailMode, MailPreference, OutgoingMail
from workflows.engine.parties import Message
from workflows.engine.telling import messages, unsubscribing
from workflows.engine.telling.mail import Mail, NotWanted, mail_kind
from workflows.engine.telling.recipients import Address
from workflows.rules.actions import MAIL
from workflows.rules.facts import Subject
from workflows.rules.kinds import kind_of
from workflows.rules.models import ContentRule
from workflows.rules.words import case_link, values_of


@mail_kind(MAIL)
def rule_mail(mail: OutgoingMail) -> Mail:
    """Its words are the rule's; it names the case by reference, kind, state and step, and nothing else of it."""
    rule = ContentRule.objects.filter(pk=mail.arguments["rule"]).first()
    event = Event.objects.filter(pk=mail.arguments["event"]).first()
    kind = kind_of(rule.workflow) if rule else None
    if rule is None or event is None or kind is None:
        raise NotWanted("rule no longer exists")
    user = _user(mail)
    if user and not kind.cases(user).filter(pk=event.case_id).exists():
        raise NotWanted("case not visible")
    try:
        case = registry.model_of(kind.table)._default_manager.get(pk=event.case_id)
    except ObjectDoesNotExist:
        raise NotWanted("case no longer exists") from None
    subject = Subject(kind.table, event, case)
    text = f"{rule.settings['text']}\n\n{case_link(subject)}"
    filled = messages.fill(Message(rule.settings["subject"], text), values_of(subject))
    if user:
        return Mail(Address(user.email, str(user)), filled, unsubscribing.url_for(user))
    if not rule.settings.get("address"):
        raise NotWanted("no address")
    return Mail(Address(rule.settings["address"]), filled)


def _user(mail: OutgoingMail) -> User | None:
    """The account it goes to, if mails are still wanted there; ``None`` for a mail to the rule's fixed address."""
    if "user" not in mail.arguments:
        return None
    user = User.objects.filter(pk=mail.arguments["user"], is_active=True).first()
    if user is None or not user.email:
        raise NotWanted("no address")
    if MailPreference.objects.filter(user=user, mode=MailMode.NONE).exists():
        raise NotWanted("mails not wanted")
    return user
