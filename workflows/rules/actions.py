"""What rules do. Each action says beforehand what it would do (the dry run) and does it, in the caller's transaction.

Mails and calls go through the engine's outbox; steps are taken by ``fire``, as the rule's owner, so that the table and
the owner's roles decide. What cannot be done raises ``CannotDo`` or one of the engine's ``TransitionError``s.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ioc_site.common.folding import fold
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from workflows.engine.models import Notification, WebhookCall, WebhookEndpoint
from workflows.engine.parties import SYSTEM
from workflows.engine.services import fire, open_case
from workflows.engine.telling.services import queue_mail
from workflows.rules.enums import ActionKind, Whose
from workflows.rules.facts import Subject
from workflows.rules.kinds import RuleKind
from workflows.rules.models import CaseTag, ContentRule, FollowUp
from workflows.rules.recipients import recipients_of
from workflows.rules.words import filled

MAIL = "rules.mail"


class CannotDo(Exception):
    """The action cannot be carried out; the text says why and stands in the log."""


@dataclass(frozen=True, slots=True)
class Action:
    """``plan`` says for each subject what would be done, by key of the event; ``do`` does it for one and says what."""

    plan: Callable[[RuleKind, ContentRule, list[Subject]], dict[int, str]]
    do: Callable[[RuleKind, ContentRule, Subject], str]


def _names(people: Iterable[Any]) -> str:
    return ", ".join(str(person) for person in people)


# --- telling people ------------------------------------------------------------------------------------------------


def _plan_telling(kind: RuleKind, rule: ContentRule, subjects: list[Subject]) -> dict[int, str]:
    if address := rule.settings.get("address"):
        return {s.event.pk: _("an e-mail to %(names)s") % {"names": address} for s in subjects}
    people = recipients_of(kind, rule.settings, {s.case.pk: s.case for s in subjects}.values())
    words = _("notify: %(names)s") if rule.action == ActionKind.NOTIFY else _("an e-mail to %(names)s")
    nobody = _("nobody who may see this case holds the role")
    return {s.event.pk: words % {"names": _names(people[s.case.pk])} if people[s.case.pk] else nobody for s in subjects}


def _notify(kind: RuleKind, rule: ContentRule, subject: Subject) -> str:
    people = recipients_of(kind, rule.settings, [subject.case])[subject.case.pk]
    if not people:
        return _("nobody who may see this case holds the role")
    told = set(Notification.objects.filter(event=subject.event).values_list("recipient_id", flat=True))
    line = filled(rule.settings["text"], subject)
    new = [person for person in people if person.pk not in told]
    Notification.objects.bulk_create(
        [
            Notification(
                event=subject.event,
                recipient=person,
                audience="",
                reference=subject.case.reference,
                subject=line[:200],
                created_at=timezone.now(),
            )
            for person in new
        ]
    )
    if not new:
        return _("all of them had been told of this step already")
    return _("notified: %(names)s") % {"names": _names(new)}


def _mail(kind: RuleKind, rule: ContentRule, subject: Subject) -> str:
    arguments = {"rule": rule.pk, "event": subject.event.pk}
    key = f"rule:{rule.pk}:{subject.event.pk}"
    if address := rule.settings.get("address"):
        queue_mail(key, MAIL, arguments)
        return _("an e-mail to %(names)s") % {"names": address}
    people = [p for p in recipients_of(kind, rule.settings, [subject.case])[subject.case.pk] if p.email]
    if not people:
        return _("nobody with an e-mail address who may see this case holds the role")
    for person in people:
        queue_mail(f"{key}:{person.pk}", MAIL, arguments | {"user": person.pk})
    return _("an e-mail to %(names)s") % {"names": _names(people)}


# --- the case ------------------------------------------------------------------------------------------------------


def _plan_assigning(kind: RuleKind, rule: ContentRule, subjects: list[Subject]) -> dict[int, str]:
    row = _assigned(kind, rule)
    text = _("assign to %(name)s, as %(owner)s") % {"name": row or "–", "owner": rule.owner}
    return {s.event.pk: text for s in subjects}


def _assigned(kind: RuleKind, rule: ContentRule) -> Any:
    return kind.assignment and kind.assignment.rows(rule.owner).filter(pk=rule.settings["value"]).first()


def _assign(kind: RuleKind, rule: ContentRule, subject: Subject) -> str:
    row = _assigned(kind, rule)
    if kind.assignment is None or row is None:
        raise CannotDo(_("Whom the rule names can no longer be given a case."))
    key = f"rule:{rule.pk}:{subject.event.pk}"
    fire(subject.case, kind.assignment.transition, rule.owner, {kind.assignment.field: row}, idempotency_key=key)
    return _("assigned to %(name)s") % {"name": row}


def _plan_tag(kind: RuleKind, rule: ContentRule, subjects: list[Subject]) -> dict[int, str]:
    text = _("the tag “%(name)s”") % {"name": rule.settings["name"]}
    return {s.event.pk: text for s in subjects}


def _tag(kind: RuleKind, rule: ContentRule, subject: Subject) -> str:
    name = rule.settings["name"]
    _row, is_new = CaseTag.objects.get_or_create(
        workflow=subject.workflow.code,
        case_id=subject.case.pk,
        folded=fold(name),
        defaults={"name": name, "rule": rule},
    )
    text = _("the tag “%(name)s”") if is_new else _("the tag “%(name)s” was there already")
    return text % {"name": name}


# --- follow-ups ----------------------------------------------------------------------------------------------------


def _agency_for(kind: RuleKind, settings: Mapping[str, Any], case: Any) -> Agency | None:
    key = settings["agency"] if settings["whose"] == Whose.AGENCY else kind.agency_of(case)
    return Agency.objects.valid_on().filter(pk=key).first() if key else None


def _plan_follow_up(kind: RuleKind, rule: ContentRule, subjects: list[Subject]) -> dict[int, str]:
    by_case = rule.settings["whose"] != Whose.AGENCY
    keys = {s.event.pk: kind.agency_of(s.case) if by_case else rule.settings["agency"] for s in subjects}
    agencies = Agency.objects.valid_on().in_bulk({key for key in keys.values() if key})
    found = {}
    for subject in subjects:
        agency = agencies.get(keys[subject.event.pk] or 0)
        found[subject.event.pk] = _follow_up_words(rule, agency) if agency else _("the case belongs to no agency")
    return found


def _follow_up_words(rule: ContentRule, agency: Agency) -> str:
    days = rule.settings["days"]
    text = ngettext(
        "a follow-up for %(role)s – %(agency)s, within %(days)s working day: %(title)s",
        "a follow-up for %(role)s – %(agency)s, within %(days)s working days: %(title)s",
        days,
    )
    role = Role(rule.settings["role"]).label
    return text % {"role": role, "agency": agency.label, "days": days, "title": rule.settings["title"]}


def _follow_up(kind: RuleKind, rule: ContentRule, subject: Subject) -> str:
    agency = _agency_for(kind, rule.settings, subject.case)
    if agency is None:
        raise CannotDo(_("the case belongs to no agency"))
    follow_up = FollowUp(
        title=filled(rule.settings["title"], subject)[:200],
        agency=agency,
        role=rule.settings["role"],
        days=rule.settings["days"],
        rule=rule,
        about_workflow=subject.workflow.code,
        about_id=subject.case.pk,
        about_reference=subject.case.reference,
        is_demo=rule.is_demo,
    )
    opened = open_case(follow_up, SYSTEM).case
    return f"{opened.reference}: {_follow_up_words(rule, agency)}"


# --- webhooks ------------------------------------------------------------------------------------------------------


def _plan_webhook(kind: RuleKind, rule: ContentRule, subjects: list[Subject]) -> dict[int, str]:
    endpoint = WebhookEndpoint.objects.filter(pk=rule.settings["endpoint"]).first()
    text = _("call the webhook “%(name)s”") % {"name": endpoint or "–"}
    return {s.event.pk: text for s in subjects}


def _webhook(kind: RuleKind, rule: ContentRule, subject: Subject) -> str:
    """An endpoint hears of an event once, however many rules name it and though it may be told of every step."""
    endpoint = WebhookEndpoint.objects.filter(pk=rule.settings["endpoint"], is_active=True).first()
    if endpoint is None:
        raise CannotDo(_("The webhook was switched off or deleted."))
    if not endpoint.url.startswith("https://"):
        raise CannotDo(_("Rules call addresses that begin with https:// only."))
    WebhookCall.objects.get_or_create(endpoint=endpoint, event=subject.event, defaults={"due_at": timezone.now()})
    return _("call the webhook “%(name)s”") % {"name": endpoint}


ACTIONS: Mapping[str, Action] = {
    ActionKind.NOTIFY: Action(_plan_telling, _notify),
    ActionKind.MAIL: Action(_plan_telling, _mail),
    ActionKind.ASSIGN: Action(_plan_assigning, _assign),
    ActionKind.TAG: Action(_plan_tag, _tag),
    ActionKind.FOLLOW_UP: Action(_plan_follow_up, _follow_up),
    ActionKind.WEBHOOK: Action(_plan_webhook, _webhook),
}
