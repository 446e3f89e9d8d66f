"""What conditions can ask about an event and its case: facts with a kind, and the operators that go with it.

A condition is data: ``{"fact": "category", "op": "in", "value": ["duong-sa"]}``. All of a rule's conditions must hold.
Facts of the event (the states before and after it, who took the step) are as they were; facts of the case are as they
are when the rule is asked.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ioc_site.common.folding import fold
from subsystems.agencies.models import Agency
from workflows.engine.definitions import Workflow
from workflows.engine.models import Event
from workflows.engine.texts import Text
from workflows.rules.enums import Operator

STAFF = "staff"
Choices = Iterable[tuple[str, Text]]


class FactKind(Enum):
    """What kind of value a fact has: one or several codes, text, a number, yes or no."""

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"


OPERATORS: Mapping[FactKind, tuple[Operator, ...]] = {
    FactKind.CHOICE: (Operator.IN, Operator.NOT_IN),
    FactKind.TEXT: (Operator.HAS, Operator.LACKS),
    FactKind.NUMBER: (Operator.AT_LEAST, Operator.AT_MOST),
    FactKind.BOOLEAN: (Operator.YES, Operator.NO),
}


@dataclass(frozen=True)
class Subject:
    """What a rule is asked about: an event, its case as it is now, and the case's tags."""

    workflow: Workflow
    event: Event
    case: Any
    tags: tuple[str, ...] = ()

    @cached_property
    def transition(self) -> Any:
        return self.workflow.transition(self.event.transition)

    @property
    def step(self) -> Text:
        return self.transition.done_label if self.transition else self.event.transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that a condition can ask about. ``value(subject)`` gives a code or several, a text, a number or a
    truth, ``None`` when there is none; ``choices()`` the codes with their labels."""

    name: str
    label: Text
    kind: FactKind
    value: Callable[[Subject], Any]
    choices: Callable[[], Choices] | None = field(default=None)


def agency_fact(name: str, label: Text) -> Fact:
    """Which of the agencies of today the case names in its field ``name``; its codes are those of agencies."""

    def value(subject: Subject) -> str | None:
        agency = getattr(subject.case, name)
        return agency.code if agency else None

    def choices() -> Choices:
        return list(Agency.objects.valid_on().order_by("name").values_list("code", "name"))

    return Fact(name=name, label=label, kind=FactKind.CHOICE, value=value, choices=choices)


def common_facts(workflow: Workflow) -> tuple[Fact, ...]:
    """What every kind of case can be asked."""
    states = workflow.state_choices
    parties = [(STAFF, gettext_lazy("Staff")), *((party.code, party.label) for party in workflow.parties)]
    return (
        Fact(
            name="from",
            label=gettext_lazy("State before the step"),
            kind=FactKind.CHOICE,
            value=lambda subject: subject.event.source,
            choices=lambda: states,
        ),
        Fact(
            name="to",
            label=gettext_lazy("State after the step"),
            kind=FactKind.CHOICE,
            value=lambda subject: subject.event.target,
            choices=lambda: states,
        ),
        Fact(
            name="who",
            label=gettext_lazy("Who took the step"),
            kind=FactKind.CHOICE,
            value=lambda subject: subject.event.party or STAFF,
            choices=lambda: [*parties, ("system", gettext_lazy("The portal"))],
        ),
        Fact(
            name="late",
            label=gettext_lazy("The step came after the deadline"),
            kind=FactKind.BOOLEAN,
            value=lambda subject: bool(subject.case.deadline_at and subject.event.at > subject.case.deadline_at),
        ),
        Fact(
            name="tags",
            label=pgettext_lazy("case", "Tags"),
            kind=FactKind.TEXT,
            value=lambda subject: ", ".join(subject.tags),
        ),
    )


def holds(fact: Fact, condition: Mapping[str, Any], subject: Subject) -> bool:
    """Whether one condition holds. A fact without a value is none of the codes, contains nothing and is no number."""
    found, wanted = fact.value(subject), list(condition["value"])
    match Operator(condition["op"]):
        case Operator.IN:
            return not _codes(found).isdisjoint(wanted)
        case Operator.NOT_IN:
            return _codes(found).isdisjoint(wanted)
        case Operator.HAS:
            return _contains(found, wanted)
        case Operator.LACKS:
            return not _contains(found, wanted)
        case Operator.AT_LEAST:
            return found is not None and float(found) >= float(wanted[0])
        case Operator.AT_MOST:
            return found is not None and float(found) <= float(wanted[0])
        case Operator.YES:
            return bool(found)
    return not found


def _codes(found: Any) -> set[str]:
    if found is None or found == "":
        return set()
    values: Collection[Any] = found if isinstance(found, set | frozenset | list | tuple) else (found,)
    return {str(value) for value in values if value is not None}


def _contains(found: Any, wanted: list[str]) -> bool:
    """One of the words, whatever case and marks."""
    text = fold(str(found or ""))
    return any(fold(word) in text for word in wanted if word)


def unmet(
    facts: Mapping[str, Fact], conditions: Iterable[Mapping[str, Any]], subject: Subject
) -> Mapping[str, Any] | None:
    """The first condition that does not hold, ``None`` when all do. One about a fact that is no longer there does not
    hold: a rule must not become wider because the portal changed."""
    for condition in conditions:
        fact = facts.get(condition["fact"])
        if fact is None or not holds(fact, condition, subject):
            return condition
    return None


def in_words(facts: Mapping[str, Fact], condition: Mapping[str, Any]) -> str:
    """A condition as people read it."""
    fact = facts.get(condition["fact"])
    if fact is None:
        return _("a condition that no longer exists (%(name)s)") % {"name": condition["fact"]}
    operator, values = Operator(condition["op"]), [str(value) for value in condition["value"]]
    if fact.choices:
        labels = {code: str(label) for code, label in fact.choices()}
        values = [labels.get(value, value) for value in values]
    if fact.kind is FactKind.BOOLEAN:
        return f"{fact.label}: {operator.label}"
    return f"{fact.label} {operator.label}: {', '.join(values)}"
