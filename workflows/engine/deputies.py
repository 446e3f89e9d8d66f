"""Standing in for somebody who is away: the deputy sees and may do what waits for that person, and nothing else.

Nothing here widens anybody's roles. A case opens to a deputy only while it waits for the person (as the rooms' work
sources say) in the agency that both work for, and a step is judged by what the person might do. Secret workflows are
left out altogether; there are no deputies of deputies, as the person is asked with his own memberships alone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import wraps
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import F, QuerySet
from django.utils import timezone

from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import memberships_of, narrow_to
from workflows.engine import registry
from workflows.engine.definitions import Transition, Workflow
from workflows.engine.models.deputy import Deputyship
from workflows.engine.parties import Party

if TYPE_CHECKING:
    from workflows.engine.work import WorkSource

# Another process learns of a new deputy within this time; that one's time is over, at once.
FRESH_SECONDS = 20
# What waits beyond this many cases comes up as the first ones are done.
MOST = 500
_CACHE, _ANSWERS, _IS_PRINCIPAL = "_engine_principals", "_engine_acts_for", "_engine_is_principal"

# When it was read, who may be a deputy, and who may be away.
_possible: tuple[float, frozenset[int], frozenset[int]] | None = None
# For whom the step is made within which others are made now.
_current: ContextVar["Principal | None"] = ContextVar("engine_behalf", default=None)


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who is away: an account that knows its memberships in ``agency`` only and is no administrator. Never
    saved. ``until`` is the last day."""

    user: User
    agency: Agency
    until: date


def forget() -> None:
    """Read who may be a deputy anew, because this process has just changed it."""
    global _possible
    _possible = None


def _those_possible() -> tuple[frozenset[int], frozenset[int]]:
    """Whom to ask about at all, deputies and people who are away; costs nothing for nearly everybody."""
    global _possible
    if _possible is None or monotonic() - _possible[0] > FRESH_SECONDS:
        open_ones = Deputyship.objects.filter(ended_at=None, last_day__gte=timezone.localdate())
        pairs = list(open_ones.values_list("deputy", "person"))
        _possible = monotonic(), frozenset(deputy for deputy, _p in pairs), frozenset(person for _d, person in pairs)
    return _possible[1], _possible[2]


def principals_of(user: Any) -> tuple[Principal, ...]:
    """For whom this person stands in today; read once for a user object and day. Nobody stands in for somebody for
    whom another stands in."""
    if not isinstance(user, User) or not user.is_active or getattr(user, _IS_PRINCIPAL, False):
        return ()
    day = timezone.localdate()
    known: tuple[date, tuple[Principal, ...]] | None = getattr(user, _CACHE, None)
    if known is None or known[0] != day:
        known = day, tuple(_principals(user, day)) if user.pk in _those_possible()[0] else ()
        setattr(user, _CACHE, known)
    return known[1]


def _principals(user: User, day: date) -> Iterator[Principal]:
    own = {membership.agency_id for membership in memberships_of(user)}
    rows = Deputyship.objects.in_force(day).filter(deputy=user, agency__in=own, person__is_active=True)
    for row in rows.select_related("person", "agency").order_by("first_day", "pk"):
        person = row.person
        person.is_superuser = False
        setattr(person, _IS_PRINCIPAL, True)
        narrow_to(person, row.agency)
        if memberships_of(person):
            yield Principal(person, row.agency, row.last_day)


def work_source(workflow: Workflow) -> "WorkSource | None":
    """How what waits of a workflow is found; ``None`` for a secret one, which deputies know nothing of."""
    from workflows.engine.work import WorkSource, sources  # it reads what this module decides

    if workflow.is_secret:
        return None
    found = (source for source in sources() if isinstance(source, WorkSource) and source.workflow == workflow.code)
    return next(found, None)


def waiting_instead(principal: Principal, deputy: User, workflow: Workflow) -> QuerySet[Any] | None:
    """The cases that wait for a person who is away, as far as the deputy may handle them; ``None`` for none at all."""
    source = work_source(workflow)
    if source is None:
        return None
    rows: Any = source.waiting(principal.user)
    model: Any = registry.model_of(workflow)._default_manager.all()
    if hasattr(model, "without_conflict"):
        rows = rows.filter(pk__in=model.without_conflict(deputy).values("pk"))
    return rows


Method = TypeVar("Method", bound=Callable[..., Any])


def seen_by_deputies(visible_to: Method) -> Method:
    """For the ``visible_to`` of a case's queryset: deputies see besides what waits for those for whom they stand in.

    One query more for each of these; none for everybody else.
    """

    @wraps(visible_to)
    def widened(self: Any, user: Any) -> Any:
        rows = visible_to(self, user)
        if rows is self:
            return rows
        for principal in principals_of(user):
            waiting = waiting_instead(principal, user, registry.workflow_of(self.model))
            if waiting is not None:
                keys = list(
                    waiting.order_by(F("clock_due_at").asc(nulls_last=True), "pk").values_list("pk", flat=True)[:MOST]
                )
                rows = rows | self.filter(pk__in=keys)
        return rows

    return widened  # type: ignore[return-value]


def acted_for(actor: Any, transition: Transition, case: Any) -> Principal | None:
    """For whom a person makes a step that is not his own to make; ``None`` when he may not make it for anybody."""
    if isinstance(actor, Party):
        return None
    current = _current.get()
    if current is not None and not case.workflow.is_secret and transition.who(current.user, case):
        return current
    for principal in principals_of(actor):
        if transition.who(principal.user, case) and _waits(principal, actor, case):
            return principal
    return None


def _waits(principal: Principal, deputy: User, case: Any) -> bool:
    """Whether a case waits for the person; asked once for a version of it."""
    answers: dict[tuple[Any, ...], bool] = deputy.__dict__.setdefault(_ANSWERS, {})
    key = (principal.user.pk, principal.agency.pk, case.workflow.code, case.pk, case.version)
    if key not in answers:
        waiting = waiting_instead(principal, deputy, case.workflow) if case.pk else None
        answers[key] = waiting is not None and waiting.filter(pk=case.pk).exists()
    return answers[key]


def told_besides(person: User, case: Any) -> Iterator[User]:
    """Who is told of a step besides somebody who is away: the deputy, when the case now waits for that person."""
    if case.workflow.is_secret or person.pk not in _those_possible()[1]:
        return
    for row in Deputyship.objects.in_force().filter(person=person).select_related("deputy"):
        of_person = (principal for principal in principals_of(row.deputy) if principal.user.pk == person.pk)
        if any(_waits(principal, row.deputy, case) for principal in of_person):
            yield row.deputy


@contextmanager
def on_behalf_of(principal: Principal | None) -> Iterator[None]:
    """What a step makes happen to other cases (the parts of a divided one) happens on behalf of the same person."""
    token = _current.set(principal)
    try:
        yield
    finally:
        _current.reset(token)
