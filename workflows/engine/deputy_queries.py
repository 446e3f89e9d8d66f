"""What the screen of deputies reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, Membership, User
from subsystems.agencies.scoping import agencies_with_role, has_role
from workflows.engine import registry
from workflows.engine.deputies import Principal, principals_of, waiting_instead, work_source
from workflows.engine.models import Deputyship, Event
from workflows.engine.permissions import user_can_end_deputyship
from workflows.engine.texts import Text

SHOWN = 20
STEPS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that a deputy may handle."""

    title: str
    reference: str
    state: Text
    deadline: datetime | None
    is_late: bool
    url: str


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody for whom this person stands in now, with what waits, by kind of case."""

    person: User
    agency: Agency
    until: date
    parts: list[tuple[Text, list[WaitingCase]]]


@dataclass(frozen=True, slots=True)
class DeputyRow:
    """One deputyship, and whether this person may end it."""

    row: Deputyship
    can_end: bool


@dataclass(frozen=True, slots=True)
class StepInstead:
    """A step that a deputy took; ``url`` is empty for a case that is no longer this person's to see."""

    at: datetime
    workflow: Text
    step: Text
    actor: Any
    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class Deputies:
    """Everything about standing in, as it concerns one person."""

    stands_in: list[StandIn]
    rows: list[DeputyRow]
    steps: list[StepInstead]
    is_head: bool


def deputies_of(user: User, now: datetime) -> Deputies:
    """Three queries, one for each kind of case on it, and for each person who is away one a kind of work and two."""
    rows = Deputyship.objects.visible_to(user).select_related("person", "deputy", "agency", "ended_by")
    return Deputies(
        stands_in=[_stand_in(principal, user, now) for principal in principals_of(user)],
        rows=[DeputyRow(row, not row.is_over and bool(user_can_end_deputyship(user, row))) for row in rows[:50]],
        steps=list(_steps(user)),
        is_head=has_role(user, Role.HEAD),
    )


def _stand_in(principal: Principal, user: User, now: datetime) -> StandIn:
    parts = []
    for workflow in registry.workflows():
        source = work_source(workflow)
        waiting = waiting_instead(principal, user, workflow)
        if source is None or waiting is None:
            continue
        cases = [
            WaitingCase(
                title=source.title(case),
                reference=case.reference,
                state=workflow.state(case.state).label,
                deadline=case.deadline_at,
                is_late=case.clock_due_at is not None and case.clock_due_at < now,
                url=workflow.url(case, None),
            )
            for case in waiting.order_by(F("clock_due_at").asc(nulls_last=True), "pk")[:SHOWN]
        ]
        if cases:
            parts.append((source.label, cases))
    return StandIn(principal.user, principal.agency, principal.until, parts)


def _steps(user: User) -> Iterator[StepInstead]:
    """What deputies did for this person, latest first."""
    events = list(Event.objects.filter(on_behalf_of=user).select_related("actor").order_by("-at", "-pk")[:STEPS_SHOWN])
    wanted: dict[str, set[int]] = {}
    for event in events:
        wanted.setdefault(event.workflow, set()).add(event.case_id)
    cases: dict[tuple[str, int], Any] = {}
    for code, keys in wanted.items():
        found: Any = registry.model_of(registry.workflow(code))._default_manager.all()
        if hasattr(found, "visible_to"):
            cases |= {(code, case.pk): case for case in found.visible_to(user).filter(pk__in=keys)}
    for event in events:
        workflow = registry.workflow(event.workflow)
        transition, case = workflow.transition(event.transition), cases.get((event.workflow, event.case_id))
        yield StepInstead(
            at=event.at,
            workflow=workflow.label,
            step=transition.done_label if transition else event.transition,
            actor=event.actor,
            reference=case.reference if case else "",
            url=workflow.url(case, None) if case else "",
        )


def possible_deputies(user: User) -> list[tuple[str, str]]:
    """Colleagues in one's agencies as choices, ``agency:person``. Two queries."""
    agencies = {agency.pk: agency for agency in agencies_with_role(user)}
    members = Membership.objects.valid_on(timezone.localdate()).filter(agency__in=agencies, user__is_active=True)
    members = members.exclude(user=user).select_related("user").order_by("user__last_name", "user__first_name", "pk")
    found: dict[str, str] = {}
    for member in members:
        agency = agencies[member.agency_id]
        name = str(member.user)
        found.setdefault(f"{agency.pk}:{member.user_id}", f"{name} – {agency.label}" if len(agencies) > 1 else name)
    return list(found.items())
