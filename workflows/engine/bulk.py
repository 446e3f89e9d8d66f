"""Writing many cases with their whole histories at once: for imports from older systems and for generated data.

The steps go through the same table, clock and chain as single ones, so that ``verify_timeline`` proves them too.
Permissions, guards and form checks are not asked, effects are not run and nobody is told: the caller vouches for what
it writes and sets the case's own fields itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from ioc_site.common.rows import insert_many
from workflows.engine import registry
from workflows.engine.calendars import calendar_for
from workflows.engine.clock import plan_escalation
from workflows.engine.definitions import Step, Transition, Workflow
from workflows.engine.models import Case, Event, EventDetail
from workflows.engine.parties import SYSTEM
from workflows.engine.recording import move, target_of


@dataclass(frozen=True, slots=True)
class Past:
    """One step that was made: by a user or party, when, with which answers (Python values by field name)."""

    transition: str
    actor: Any
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""


def write_histories(
    model: type[Case],
    histories: Iterable[tuple[Case, Sequence[Past]]],
    batch_size: int = 1000,
    *,
    escalated_until: datetime | None = None,
) -> int:
    """Save unsaved cases of ``model`` with their histories, whose first step is the workflow's opening.

    ``escalated_until`` adds the last of the portal's own escalation steps that were due by then, so that nobody is
    reminded today of what lies far back. Each batch is a transaction. Raises ``ValueError`` for a step that the table
    does not give from where the case is then, or that lies before the step ahead of it. Returns the number of cases.
    """
    workflow = registry.workflow_of(model)
    count, stream = 0, iter(histories)
    while batch := list(islice(stream, batch_size)):
        with transaction.atomic():
            _write(model, workflow, batch, escalated_until)
        count += len(batch)
    return count


def _write(
    model: type[Case],
    workflow: Workflow,
    batch: Sequence[tuple[Case, Sequence[Past]]],
    escalated_until: datetime | None,
) -> None:
    events: list[Event] = []
    details: list[tuple[int, EventDetail]] = []
    for pk, (case, past) in zip(_new_keys(model, len(batch)), batch, strict=True):
        case.pk = pk
        for event, detail in _replay(workflow, case, past, escalated_until):
            if detail:
                details.append((len(events), detail))
            events.append(event)
    insert_many(model, [case for case, _past in batch])
    for key, event in zip(_new_keys(Event, len(events)), events, strict=True):
        event.pk = key
    insert_many(Event, events)
    for index, detail in details:
        detail.event_id = events[index].pk
    insert_many(EventDetail, [detail for _index, detail in details])


def _replay(
    workflow: Workflow, case: Any, past: Sequence[Past], escalated_until: datetime | None
) -> Iterable[tuple[Event, EventDetail | None]]:
    opening = past[0]
    case.created_at = case.state_since = opening.at
    case.state = workflow.initial.code
    case.reference = workflow.reference_of(case.pk, opening.at)
    for number, done in enumerate(past):
        transition = workflow.opening if number == 0 else workflow.transition(done.transition)
        source = workflow.state(case.state)
        misplaced = number > 0 and (transition is None or source not in transition.sources)
        if transition is None or transition.code != done.transition or misplaced:
            raise ValueError(f"{workflow.code}: no step {done.transition} from {source.code}")
        if number and done.at < past[number - 1].at:
            raise ValueError(f"{workflow.code}: {done.transition} lies before the step ahead of it")
        if done.actor is SYSTEM:
            _count_escalation(workflow, case, done.transition)
        yield _moved(workflow, case, transition, done)
    if escalated_until and (code := _missed_escalation(workflow, case, escalated_until)):
        transition = workflow.transition(code)
        if transition and workflow.state(case.state) in transition.sources:
            yield _moved(workflow, case, transition, Past(code, SYSTEM, max(past[-1].at, escalated_until)))


def _moved(workflow: Workflow, case: Any, transition: Transition, done: Past) -> tuple[Event, EventDetail | None]:
    source = workflow.state(case.state)
    step = Step(case, transition, done.actor, source, source, dict(done.data), done.comment, done.at)
    step.target = target_of(step)
    return move(step, workflow)


def _count_escalation(workflow: Workflow, case: Any, code: str) -> None:
    """An escalation step that was made is not due again for the same deadline."""
    codes = [escalation.transition for escalation in workflow.escalations]
    if code in codes:
        case.escalation_step = max(case.escalation_step, codes.index(code) + 1)


def _missed_escalation(workflow: Workflow, case: Any, until: datetime) -> str:
    """The last escalation step that was due by then, empty for none; the case counts those up to it as made."""
    code = ""
    while case.escalate_at and case.escalate_at <= until:
        code = workflow.escalations[case.escalation_step].transition
        case.escalation_step += 1
        plan_escalation(case, workflow, calendar_for(workflow.calendar))
    return code


def _new_keys(model: type[Model], count: int) -> Sequence[int]:
    """Primary keys that nobody else gets: a case's key is part of its chain, so it must be known beforehand."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
            )
            return [row[0] for row in cursor.fetchall()]
        # SQLite has one writer at a time, and this transaction is it.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return range(first, first + count)
