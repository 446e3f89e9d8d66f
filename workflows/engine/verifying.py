"""Proving the timeline: that no event was changed, removed, added or reordered, and every case stands where its last
event left it. Streams, so that a million events need no more memory than a thousand."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db import transaction

from workflows.engine import registry
from workflows.engine.chain import detail_digest, event_hash
from workflows.engine.definitions import Workflow
from workflows.engine.models import Event

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the case, the event (its key and place, if there is one) and what is wrong with it."""

    workflow: str
    case_id: int
    event_id: int | None
    seq: int | None
    problem: str

    def __str__(self) -> str:
        place = f"event {self.event_id} (#{self.seq})" if self.event_id else "no event"
        return f"{self.workflow} case {self.case_id}, {place}: {self.problem}"


class _Row(NamedTuple):
    """An event as the database gives it; the first thirteen columns after the key are what the hash covers."""

    id: int
    workflow: str
    case_id: int
    seq: int
    at: Any
    actor_id: int | None
    party: str
    transition: str
    source: str
    target: str
    data: dict[str, Any]
    detail_digest: str
    idempotency_key: str | None
    on_behalf_of_id: int | None
    hash: str
    comment: str | None
    answers: dict[str, Any] | None
    salt: str | None
    erased_at: Any


_COLUMNS = (*_Row._fields[:15], *(f"detail__{name}" for name in _Row._fields[15:]))


class _Head(NamedTuple):
    """Where a case says that it is."""

    pk: int
    version: int
    chain_head: str
    state: str


@dataclass(slots=True)
class Proof:
    """The running count of a verification; findings are yielded as they come."""

    events: int = 0
    cases: int = 0

    def findings(self, workflow: Workflow) -> Iterator[Finding]:
        """Everything that is wrong with the timeline of a workflow, in order of cases."""
        with transaction.atomic():
            rows = Event.objects.filter(workflow=workflow.code).order_by("case_id", "seq").values_list(*_COLUMNS)
            groups = groupby((_Row(*row) for row in rows.iterator(CHUNK)), key=lambda row: row.case_id)
            heads = registry.model_of(workflow)._default_manager.order_by("pk")
            stream = (_Head(*row) for row in heads.values_list(*_Head._fields).iterator(CHUNK))
            yield from self._merged(workflow, groups, stream)

    def _merged(self, workflow: Workflow, groups: Any, heads: Iterator[_Head]) -> Iterator[Finding]:
        """Both streams come in order of the case's key: walk them side by side."""
        head = next(heads, None)
        for case_id, events in groups:
            while head is not None and head.pk < case_id:
                yield Finding(workflow.code, head.pk, None, None, "the case has no events")
                head = next(heads, None)
            yield from self._case(workflow, case_id, events, head if head and head.pk == case_id else None)
            if head is not None and head.pk == case_id:
                head = next(heads, None)
        while head is not None:
            yield Finding(workflow.code, head.pk, None, None, "the case has no events")
            head = next(heads, None)

    def _case(self, workflow: Workflow, case_id: int, events: Iterator[_Row], head: _Head | None) -> Iterator[Finding]:
        self.cases += 1
        last: _Row | None = None
        for row in events:
            self.events += 1
            for problem in _problems(row, last):
                yield Finding(workflow.code, case_id, row.id, row.seq, problem)
            last = row
        if last is None:
            return
        if head is None:
            yield Finding(workflow.code, case_id, last.id, last.seq, "the case itself is gone")
        elif (head.version, head.chain_head) != (last.seq, last.hash):
            problem = f"the case names event #{head.version} as its last one, or another hash of it"
            yield Finding(workflow.code, case_id, last.id, last.seq, problem)
        elif head.state != last.target:
            problem = f"the case is {head.state}, its last event led to {last.target}"
            yield Finding(workflow.code, case_id, last.id, last.seq, problem)


def _problems(row: _Row, before: _Row | None) -> Iterator[str]:
    expected = before.seq + 1 if before else 1
    if row.seq != expected:
        yield f"event #{expected} is missing before it"
    elif event_hash(before.hash if before else "", row[1:14]) != row.hash:
        yield "its content or the event before it is not what was written"
    elif before and row.source != before.target:
        yield f"it starts from {row.source}, the event before it led to {before.target}"
    if row.detail_digest and row.salt is None:
        yield "its text was removed without a trace"
    elif row.detail_digest and not row.erased_at:
        if detail_digest(row.salt or "", row.comment or "", row.answers or {}) != row.detail_digest:
            yield "its text is not what was written"
    elif row.salt and not row.detail_digest:
        yield "a text was added to it afterwards"
