"""The only ways to make a case and to change its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.jobs import enqueue
from ioc_site.common.rows import insert
from workflows.engine import registry
from workflows.engine.definitions import Step, Transition, Workflow
from workflows.engine.deputies import Principal, on_behalf_of
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.forms import bind
from workflows.engine.models import Case, Event, EventDetail, Notification
from workflows.engine.models.case import GUARDED, StateChangedOutside
from workflows.engine.origin import heard
from workflows.engine.permissions import behalf_of, user_can_fire
from workflows.engine.recording import move, target_of
from workflows.engine.telling.services import tell


@dataclass(frozen=True, slots=True)
class Fired:
    """What a transition did: the case as it is now and the event. ``is_repeat`` when the same sending was received
    before: then nothing new was done."""

    case: Any
    event: Event
    is_repeat: bool = False


def open_case(
    case: Case,
    actor: Any,
    data: Mapping[str, Any] | None = None,
    comment: str = "",
    *,
    now: datetime | None = None,
) -> Fired:
    """Save a new case, unsaved so far, in the initial state of its workflow and append its first event.

    Permission, guards and answers of the workflow's ``opening`` are checked as in :func:`fire`, and raise the same.
    """
    workflow = registry.workflow_of(type(case))
    at = now or timezone.now()
    with transaction.atomic():
        case.created_at = case.state_since = at
        case.state = workflow.initial.code
        behalf = _admit(workflow.opening, actor, case)
        step = _step(workflow.opening, case, actor, data or {}, comment, at)
        step.behalf = behalf
        case.write_new()
        case.reference = workflow.reference_of(case.pk, at)
        event = _advance(step, workflow)
    return Fired(case, event)


def fire(
    case: Case,
    code: str,
    actor: Any,
    data: Mapping[str, Any] | None = None,
    comment: str = "",
    *,
    expected_version: int | None = None,
    idempotency_key: str | None = None,
    now: datetime | None = None,
) -> Fired:
    """Make the transition ``code`` of ``case`` as ``actor`` (a user or a ``Party``).

    ``data`` answers the transition's fields by name, as Python values or as a form sends them (uploads in lists).
    ``expected_version`` is the version that the person saw. ``idempotency_key`` marks one sending: the same key again
    returns the first result and does nothing. One transaction holds the lock on the row, the checks, the effects, the
    new state, the event, the notifications and the jobs; ``case`` is brought up to date after it.

    Raises :class:`Conflict` when somebody else acted in between, :class:`NotAllowed` when table, permission or a guard
    refuses (superusers are no exception) and :class:`InvalidData` for wrong answers. Then nothing has changed.
    """
    model = type(case)
    workflow = registry.workflow_of(model)
    with transaction.atomic():
        locked = model.locked(case.pk)
        if idempotency_key and (earlier := _earlier(workflow, locked, code, idempotency_key)):
            return Fired(_bring_up_to_date(case, locked), earlier, is_repeat=True)
        if expected_version is not None and expected_version != locked.version:
            raise Conflict(_last_event(workflow, locked))
        transition = workflow.transition(code)
        if transition is None or locked.current_state not in transition.sources:
            if case.version != locked.version:
                raise Conflict(_last_event(workflow, locked))
            raise NotAllowed(_not_from_here(transition, locked))
        behalf = _admit(transition, actor, locked)
        step = _step(transition, locked, actor, data or {}, comment, now or timezone.now())
        step.behalf = behalf
        event = _advance(step, workflow, idempotency_key)
    return Fired(_bring_up_to_date(case, locked), event)


def erase_details(case: Case) -> int:
    """Erase comments and free-text answers of all events of a case and the subjects of its notifications, because a
    person asked for it or their time is over. The events and their chain stay. Returns how many texts were erased."""
    workflow = registry.workflow_of(type(case))
    Notification.objects.filter(event__workflow=workflow.code, event__case_id=case.pk).update(subject="")
    details = EventDetail.objects.filter(event__workflow=workflow.code, event__case_id=case.pk, erased_at=None)
    return details.update(comment="", answers={}, salt="", erased_at=timezone.now())


def _earlier(workflow: Workflow, case: Any, code: str, key: str) -> Event | None:
    event = Event.objects.filter(workflow=workflow.code, case_id=case.pk, idempotency_key=key).first()
    if event and event.transition != code:
        raise NotAllowed(_("This form was used for another step already; open it anew."))
    return event


def _last_event(workflow: Workflow, case: Any) -> Event:
    return Event.objects.select_related("actor").get(workflow=workflow.code, case_id=case.pk, seq=case.version)


def _not_from_here(transition: Transition | None, case: Any) -> str:
    if transition is None:
        return _("There is no such step.")
    return _("“%(step)s” is not possible while the case is “%(state)s”.") % {
        "step": transition.label,
        "state": case.current_state.label,
    }


def _admit(transition: Transition, actor: Any, case: Any) -> Principal | None:
    """For whom the actor makes the step, if not in his own right."""
    decision = user_can_fire(actor, transition, case)
    if not decision:
        raise NotAllowed(decision.reason)
    return behalf_of(transition, actor, case)


def _step(transition: Transition, case: Any, actor: Any, data: Mapping[str, Any], comment: str, at: datetime) -> Step:
    """Check the answers and put together what the rest of the transition works on."""
    source = case.current_state
    answers: dict[str, Any] = {}
    form = None
    if transition.fields or data or comment or transition.comment.value == "required":
        form = bind(transition, case, actor, data, comment)
        if form.errors:
            raise InvalidData(form)
        answers, comment = form.answers, form.cleaned_data.get("comment", "")
    step = Step(case, transition, actor, source, source, answers, comment, at)
    if transition.validate:
        _validate(transition, step, form or bind(transition, case, actor, {}, ""))
    step.target = target_of(step)
    return step


def _validate(transition: Transition, step: Step, form: Any) -> None:
    try:
        transition.validate(step)  # type: ignore[misc]
    except ValidationError as error:
        form.add_error(None, error)
        raise InvalidData(form) from error


def _advance(step: Step, workflow: Workflow, idempotency_key: str | None = None) -> Event:
    """Run the effects, move and save the case, append the event, and ask for what follows from it."""
    case = step.case
    before = {f.attname: getattr(case, f.attname) for f in case._meta.concrete_fields}
    with on_behalf_of(step.behalf):
        for effect in step.transition.effects:
            effect(step)
    meddled = sorted(name for name in GUARDED - {"reference"} if getattr(case, name) != before[name])
    if meddled:
        raise StateChangedOutside(f"an effect of {step.transition.code} changed {', '.join(meddled)}")
    event, detail = move(step, workflow, idempotency_key)
    _append(event, detail)
    changed = [f.name for f in case._meta.concrete_fields if getattr(case, f.attname) != before[f.attname]]
    if before["version"] == 0:
        changed.append("reference")
    case.write_moved(changed)
    for follow in workflow.follows:
        follow(step, before)
    tell(step, workflow, event)
    for queued in step.transition.queues:
        enqueue(queued.kind, queued.arguments(step))
    heard(step, workflow, event)
    return event


def _append(event: Event, detail: EventDetail | None) -> None:
    insert([event])
    if detail:
        detail.event = event
        insert([detail])
    else:
        # Whoever reads the comment of this event further on need not ask the database.
        Event._meta.get_field("detail").set_cached_value(event, None)


def _bring_up_to_date(case: Any, locked: Any) -> Any:
    for field in case._meta.concrete_fields:
        setattr(case, field.attname, getattr(locked, field.attname))
    case._remember()
    return case
