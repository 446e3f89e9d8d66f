"""Moving a case in memory and writing down the event; saves nothing. Shared by single steps and bulk imports."""

from typing import Any

from workflows.engine import chain
from workflows.engine.calendars import calendar_for
from workflows.engine.clock import advance_clock
from workflows.engine.definitions import STAY, FieldKind, OneOf, State, Step, Workflow
from workflows.engine.models import Event, EventDetail
from workflows.engine.origin import marks
from workflows.engine.parties import Party


def target_of(step: Step) -> State:
    """Where the step leads; ``ValueError`` when the definition picks a state that its table does not name."""
    target = step.transition.target
    if target is STAY:
        return step.source
    if isinstance(target, OneOf):
        picked = target.pick(step)
        if picked not in target.targets:
            raise ValueError(f"{step.transition.code} picked {picked.code}, which the table does not name")
        return picked
    assert isinstance(target, State)  # noqa: S101 - narrows the type
    return target


def move(step: Step, workflow: Workflow, idempotency_key: str | None = None) -> tuple[Event, EventDetail | None]:
    """Bring the case to how it stands after the step; returns the event and its erasable part, both unsaved."""
    case = step.case
    advance_clock(step, workflow, calendar_for(workflow.calendar))
    if step.target.code != case.state or case.version == 0:
        case.state, case.state_since = step.target.code, step.at
    case.version += 1
    event, detail = _written_down(step, workflow, idempotency_key)
    case.chain_head = event.hash
    step.event = event
    return event, detail


def _written_down(step: Step, workflow: Workflow, key: str | None) -> tuple[Event, EventDetail | None]:
    is_party = isinstance(step.actor, Party)
    data, texts = _answers(step)
    salt = chain.new_salt() if step.comment or texts else ""
    event = Event(
        workflow=workflow.code,
        case_id=step.case.pk,
        seq=step.case.version,
        at=step.at,
        actor=None if is_party else step.actor,
        on_behalf_of=step.behalf.user if step.behalf else None,
        party=step.actor.code if is_party else "",
        transition=step.transition.code,
        source="" if step.case.version == 1 else step.source.code,
        target=step.target.code,
        data=data,
        detail_digest=chain.detail_digest(salt, step.comment, texts) if salt else "",
        idempotency_key=key,
    )
    event.hash = chain.event_hash(step.case.chain_head, chain.row_of(event))
    return event, EventDetail(comment=step.comment, answers=texts, salt=salt) if salt else None


def _answers(step: Step) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers that go into the event, and those that must stay erasable."""
    data: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for spec in step.transition.fields:
        value = step.data.get(spec.name)
        if value in (None, "", []) or spec.kind is FieldKind.FILES:
            continue
        if spec.is_erasable:
            texts[spec.name] = value
        else:
            data[spec.name] = chain.plain(value)
    return data | chain.plain(step.record) | dict(marks()), texts
