"""What waits for a person, over all kinds of cases: each room says how its own work is found, one screen shows it.

A room registers a :class:`WorkSource` when its app is ready. Its ``waiting(user)`` gives the cases on which this
person is to act next, a queryset of its model that holds only what this person may see; so that one screen over all
rooms needs to know nothing of them. What waits without being a case yet (figures that fall due) comes as a
:class:`DueSource`, which counts for itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import QueryDict

from ioc_site.common.pagination import KeysetPage, paginate
from workflows.engine import registry
from workflows.engine.models import Event
from workflows.engine.queries import notifications_of
from workflows.engine.texts import Text

SHOWN = 8
NEWS_SHOWN = 8
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class WorkSource:
    """One kind of work. ``list_url(user)`` is the screen where all of it is done; ``title(case)`` says what a case is
    about in one line. ``waiting`` gives each case once."""

    workflow: str
    label: Text
    waiting: Callable[[Any], QuerySet[Any]]
    title: Callable[[Any], str]
    list_url: Callable[[Any], str]
    order: int = 100


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One case that waits."""

    reference: str
    title: str
    state: Text
    deadline: datetime | None
    is_late: bool
    url: str


@dataclass(frozen=True, slots=True)
class WorkPart:
    """One kind of work with what waits of it: the most urgent rows, and how many there are in all. ``code`` is the
    source's own."""

    code: str
    label: Text
    waiting: int
    late: int
    rows: list[WorkRow]
    list_url: str


@dataclass(frozen=True, slots=True)
class DueSource:
    """Work that is no case yet. ``part(user, now)`` gives it, or ``None`` when nothing waits."""

    code: str
    part: Callable[[Any, datetime], WorkPart | None]
    order: int = 100


_sources: dict[str, WorkSource | DueSource] = {}


def register_work(source: WorkSource | DueSource) -> None:
    """Make a kind of work known; the last registration of a workflow counts."""
    _sources[source.workflow if isinstance(source, WorkSource) else source.code] = source


def sources() -> list[WorkSource | DueSource]:
    """All kinds of work in the order of the screen."""
    return [source for _code, source in sorted(_sources.items(), key=lambda pair: (pair[1].order, pair[0]))]


@dataclass(frozen=True, slots=True)
class MyWork:
    """The start screen of a person: what waits, what is late, what changed."""

    parts: list[WorkPart]
    news: list[Any]

    @property
    def waiting(self) -> int:
        return sum(part.waiting for part in self.parts)

    @property
    def late(self) -> int:
        return sum(part.late for part in self.parts)

    @property
    def nearest(self) -> list[WorkRow]:
        """The most urgent rows of all kinds, the nearest deadline first, what has none last."""
        rows = [row for part in self.parts for row in part.rows]
        rows.sort(key=lambda row: (row.deadline is None, row.deadline.timestamp() if row.deadline else 0.0))
        return rows[:SHOWN]


def my_work(user: Any, now: datetime) -> MyWork:
    """Two queries a kind of work: its counts, and the rows with the nearest deadline; one for what changed."""
    found = [
        source.part(user, now) if isinstance(source, DueSource) else _part(source, user, now) for source in sources()
    ]
    parts = [part for part in found if part and part.waiting]
    return MyWork(parts, list(notifications_of(user, only_unread=True)[:NEWS_SHOWN]))


def _part(source: WorkSource, user: Any, now: datetime) -> WorkPart:
    found = source.waiting(user)
    if found.query.is_empty():
        return WorkPart(source.workflow, source.label, 0, 0, [], "")
    counts = found.aggregate(waiting=Count("pk"), late=Count("pk", Q(clock_due_at__lt=now)))
    rows: list[Any] = []
    if counts["waiting"]:
        # Cases without a running clock come last, on every database alike.
        rows = list(found.order_by(F("clock_due_at").asc(nulls_last=True), "pk")[:SHOWN])
    workflow = registry.workflow(source.workflow)
    return WorkPart(
        code=source.workflow,
        label=source.label,
        waiting=counts["waiting"],
        late=counts["late"],
        rows=[_row(source, workflow, case, now) for case in rows],
        list_url=source.list_url(user),
    )


def _row(source: WorkSource, workflow: Any, case: Any, now: datetime) -> WorkRow:
    return WorkRow(
        reference=case.reference,
        title=source.title(case),
        state=workflow.state(case.state).label,
        deadline=case.deadline_at,
        is_late=case.clock_due_at is not None and case.clock_due_at < now,
        url=workflow.url(case, None),
    )


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One step that a person took. ``url`` is empty when the case is no longer theirs to see."""

    at: datetime
    workflow: Text
    step: Text
    reference: str
    url: str


def own_steps(user: Any, query: QueryDict) -> tuple[KeysetPage, list[DoneRow]]:
    """Every step that a person ever took, latest first: one query, and one for each kind of case on the page."""
    page = paginate(Event.objects.filter(actor=user), query, size=PAGE_SIZE)
    cases = _visible_cases(user, page.rows)
    rows = []
    for event in page.rows:
        workflow = registry.workflow(event.workflow)
        transition = workflow.transition(event.transition)
        case = cases.get((event.workflow, event.case_id))
        rows.append(
            DoneRow(
                at=event.at,
                workflow=workflow.label,
                step=transition.done_label if transition else event.transition,
                reference=case.reference if case else "",
                url=workflow.url(case, None) if case else "",
            )
        )
    return page, rows


def _visible_cases(user: Any, events: list[Any]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = {}
    for event in events:
        wanted.setdefault(event.workflow, set()).add(event.case_id)
    found: dict[tuple[str, int], Any] = {}
    for code, keys in wanted.items():
        rows: Any = registry.model_of(registry.workflow(code))._default_manager.all()
        if hasattr(rows, "visible_to"):
            found |= {(code, case.pk): case for case in rows.visible_to(user).filter(pk__in=keys)}
    return found
