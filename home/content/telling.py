"""Mails at each editorial step: who is told that a page was submitted, approved, sent back, published, scheduled, …

Wagtail writes every step into its log, whichever screen, schedule or command it came from; so the log is what this
room listens to, and each mail is made from one entry of it. The mails go through the outbox of ``workflows.engine``:
each exactly once, later when the mail server is away. Wagtail's own mails of these steps are switched off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Task, TaskState, WorkflowMixin
from wagtail.users.models import UserProfile

from home.content.permissions import user_can_approve
from ioc_site.common.jobs import enqueue
from subsystems.agencies.models import User
from workflows.engine.models import MailMode, MailPreference, OutgoingMail
from workflows.engine.parties import Message
from workflows.engine.telling import messages, unsubscribing
from workflows.engine.telling.mail import Mail, NotWanted, mail_kind
from workflows.engine.telling.recipients import Address
from workflows.engine.telling.services import queue_mail

EDITORIAL_MAIL = "editorial"
SEND_DUE = "engine.deliver_due"
LOGS: dict[str, Any] = {"page": PageLogEntry, "model": ModelLogEntry}
# What counts as the same action: approving publishes at once, publishing takes a page out of its workflow.
SAME_ACTION = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StepMail:
    """The words of a step and who gets them: those who may approve, those who wrote it, or both.

    ``preference`` is the switch on Wagtail's account page that turns the mail off.
    """

    message: Message
    preference: str
    to_approvers: bool = False
    to_writers: bool = False


def _message(subject: Any, first: Any, ask: Any = "") -> Message:
    greeting, link = _("Dear {{ recipient }},"), _("Open the page: {{ link }}")
    return Message(subject, format_lazy("{}\n\n{}\n\n{}\n\n{}\n\n{}", greeting, first, "{{ comment }}", ask, link))


_SUBMITTED = StepMail(
    _message(
        _("Waiting for approval: {{ page }}"),
        _("{{ actor }} has submitted “{{ page }}” for approval."),
        _("Please read it, then approve it or send it back. Who wrote a version cannot approve it."),
    ),
    "submitted",
    to_approvers=True,
)
_PUBLISHED = StepMail(
    _message(_("Published: {{ page }}"), _("“{{ page }}” went live at {{ time }}.")), "approved", to_writers=True
)
STEPS: dict[str, StepMail] = {
    "wagtail.workflow.start": _SUBMITTED,
    "wagtail.workflow.resume": _SUBMITTED,
    "wagtail.workflow.approve": StepMail(
        _message(_("Approved: {{ page }}"), _("{{ actor }} has approved “{{ page }}”. {{ outcome }}")),
        "approved",
        to_writers=True,
    ),
    "wagtail.workflow.reject": StepMail(
        _message(
            _("Sent back: {{ page }}"),
            _("{{ actor }} has sent “{{ page }}” back to be changed."),
            _("Please correct the page and submit it again."),
        ),
        "rejected",
        to_writers=True,
    ),
    "wagtail.workflow.cancel": StepMail(
        _message(_("No longer waiting for approval: {{ page }}"), _("{{ actor }} has withdrawn “{{ page }}”.")),
        "rejected",
        to_approvers=True,
        to_writers=True,
    ),
    "wagtail.publish": _PUBLISHED,
    "wagtail.publish.scheduled": _PUBLISHED,
    "wagtail.publish.schedule": StepMail(
        _message(_("Scheduled: {{ page }}"), _("{{ actor }} has scheduled “{{ page }}”. {{ outcome }}")),
        "approved",
        to_writers=True,
    ),
    "wagtail.schedule.cancel": StepMail(
        _message(_("Schedule cancelled: {{ page }}"), _("{{ actor }} has cancelled the schedule of “{{ page }}”.")),
        "rejected",
        to_writers=True,
    ),
    "wagtail.unpublish": StepMail(
        _message(_("Taken down: {{ page }}"), _("{{ actor }} has taken “{{ page }}” down.")),
        "rejected",
        to_writers=True,
    ),
    "wagtail.unpublish.scheduled": StepMail(
        _message(_("Expired: {{ page }}"), _("“{{ page }}” reached its last day and was taken down at {{ time }}.")),
        "rejected",
        to_writers=True,
    ),
}
_LIVE = ("wagtail.publish", "wagtail.publish.scheduled")
_LET_LIVE = (*_LIVE, "wagtail.publish.schedule")


def tell_of_step(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    """After an entry of Wagtail's log: queue the mails of its step, in the transaction of the step."""
    step = STEPS.get(instance.action)
    if step is None or not created or not issubclass(_model(instance), WorkflowMixin):
        return
    if instance.action in _LET_LIVE and _same_action(instance, "wagtail.workflow.approve"):
        return  # the mail of the approval says what became of it
    log = "page" if isinstance(instance, PageLogEntry) else "model"
    queued = [
        queue_mail(f"editorial:{log}:{instance.pk}:{user.pk}", EDITORIAL_MAIL, {log: instance.pk, "user": user.pk})
        for user in _recipients(instance, step)
    ]
    if any(queued):
        transaction.on_commit(send_soon)


def send_soon() -> None:
    """Have the outbox sent now rather than within the minute."""
    enqueue(SEND_DUE, unique_key=f"beat:{SEND_DUE}")


def _model(entry: Any) -> type:
    return entry.content_type.model_class() or object


def _same_object(entry: Any) -> Any:
    """The entries of the same page or object."""
    if isinstance(entry, PageLogEntry):
        return PageLogEntry.objects.filter(page=entry.page_id)
    return ModelLogEntry.objects.filter(content_type=entry.content_type_id, object_id=entry.object_id)


def _same_action(entry: Any, *actions: str) -> bool:
    """Whether the same person did one of these to the same page or object in the same go."""
    span = (entry.timestamp - SAME_ACTION, entry.timestamp + SAME_ACTION)
    around = _same_object(entry).filter(action__in=actions, timestamp__range=span)
    return bool(around.filter(user=entry.user_id).exists())


def _recipients(entry: Any, step: StepMail) -> Iterable[User]:
    """Active people with an address, each once; never the one who did it."""
    people: dict[int, User] = {}
    if step.to_approvers:
        people |= {user.pk: user for user in _approvers(entry)}
    if step.to_writers:
        people |= {user.pk: user for user in _writers(entry)}
    people.pop(entry.user_id, None)
    return [user for user in people.values() if user.is_active and user.email]


def _approvers(entry: Any) -> list[User]:
    """The members of the task's groups who did not write it themselves."""
    state = TaskState.objects.filter(pk=(entry.data.get("workflow") or {}).get("task_state_id")).first()
    task = Task.objects.get(pk=state.task_id).specific if state else None
    groups = getattr(task, "groups", None)
    if groups is None:
        return []
    content = state.workflow_state.content_object
    page = getattr(content, "specific", content)
    members = User.objects.filter(groups__in=groups.all(), is_active=True).distinct()
    return [user for user in members if user_can_approve(user, page)]


def _writers(entry: Any) -> list[User]:
    """Who wrote what the step is about: since it last went live, the one who asked for approval included."""
    entries = _same_object(entry).filter(pk__lt=entry.pk)
    went_live = list(entries.filter(action__in=_LIVE).order_by("-pk").values_list("pk", flat=True)[:2])
    taken_down = entry.action.startswith("wagtail.unpublish")  # what is taken down was written before it went live
    start = went_live[taken_down:]
    since = entries.filter(pk__gt=start[0]) if start else entries
    wrote = Q(action="wagtail.create") | Q(action="wagtail.edit", content_changed=True)
    asked = Q(action__in=("wagtail.workflow.start", "wagtail.workflow.resume", "wagtail.publish.schedule"))
    ids = set(since.filter(wrote | asked).values_list("user_id", flat=True)) - {None}
    return list(User.objects.filter(pk__in=ids))


@mail_kind(EDITORIAL_MAIL)
def editorial_mail(mail: OutgoingMail) -> Mail:
    """The mail of one entry of the log to one person, as it is to go out now."""
    log = next(name for name in LOGS if name in mail.arguments)
    entry = LOGS[log].objects.select_related("user", "content_type").filter(pk=mail.arguments[log]).first()
    user = User.objects.filter(pk=mail.arguments["user"], is_active=True).first()
    content = _object_of(entry) if entry else None
    if user is None or not user.email or content is None:
        raise NotWanted("account or page deleted")
    step = STEPS[entry.action]
    if entry.action == "wagtail.workflow.cancel" and _same_action(entry, *_LET_LIVE):
        raise NotWanted("published instead")
    _check_wanted(user, step)
    context = {
        "recipient": str(user),
        "page": entry.label,
        "actor": str(entry.user) if entry.user else str(_("The portal")),
        "time": _moment(entry.timestamp),
        "comment": entry.data.get("comment") or "",
        "outcome": _outcome(content),
        "link": settings.WAGTAILADMIN_BASE_URL + (AdminURLFinder(user).get_edit_url(content) or ""),
    }
    return Mail(Address(user.email, str(user)), messages.fill(step.message, context), unsubscribing.url_for(user))


def _check_wanted(user: User, step: StepMail) -> None:
    mode = MailPreference.objects.filter(user=user).values_list("mode", flat=True).first()
    if mode not in (None, MailMode.EACH):
        raise NotWanted("mails not wanted")
    if not getattr(UserProfile.get_for_user(user), f"{step.preference}_notifications"):
        raise NotWanted("mails of this step not wanted")


def _object_of(entry: Any) -> Any:
    if isinstance(entry, PageLogEntry):
        page = Page.objects.filter(pk=entry.page_id).first()
        return page.specific if page else None
    model: Any = _model(entry)
    return model._default_manager.filter(pk=entry.object_id).first()


def _outcome(content: Any) -> str:
    """Whether it is live now or from when on."""
    revision = getattr(content, "scheduled_revision", None)
    if revision:
        return str(_("It goes live at %(time)s.") % {"time": _moment(revision.approved_go_live_at)})
    return str(_("It is live now.")) if getattr(content, "live", False) else ""


def _moment(value: Any) -> str:
    moment = parse_datetime(value) if isinstance(value, str) else value
    return date_format(timezone.localtime(moment), "H:i d/m/Y") if moment else "–"
