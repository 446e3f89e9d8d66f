"""The kinds of cases that rules can be about. A room registers its own when its app is ready.

A secret kind cannot be registered, so that no rule, dry run or log can tell that one of its cases exists.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from workflows.engine import registry
from workflows.engine.definitions import Workflow
from workflows.engine.texts import Text
from workflows.rules.facts import Fact, common_facts


@dataclass(frozen=True, slots=True)
class Assignment:
    """How a case of a kind is given to somebody: the step that does it, its field, and ``rows(owner)`` to choose from.

    The step is taken as the rule's owner, so the table and the owner's roles decide as always.
    """

    transition: str
    field: str
    label: Text
    rows: Callable[[Any], QuerySet[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKind:
    """A kind of case for rules: the facts of its own, whose it is (``agency_of`` gives the key of an agency or
    ``None``), relations to read along."""

    workflow: str
    agency_of: Callable[[Any], int | None]
    facts: tuple[Fact, ...] = ()
    read_with: tuple[str, ...] = ()
    assignment: Assignment | None = None

    @property
    def table(self) -> Workflow:
        return registry.workflow(self.workflow)

    @property
    def label(self) -> Text:
        return self.table.label

    def all_facts(self) -> Mapping[str, Fact]:
        """Common and own facts by name."""
        return {fact.name: fact for fact in (*common_facts(self.table), *self.facts)}

    def cases(self, user: Any) -> QuerySet[Any]:
        """The cases of this kind that a person may see, with what the facts read."""
        rows: Any = registry.model_of(self.table)._default_manager.all()
        found: QuerySet[Any] = rows.visible_to(user).select_related(*self.read_with)
        return found


_kinds: dict[str, RuleKind] = {}


def register_kind(kind: RuleKind) -> None:
    """Make a kind known; raises ``ValueError`` for a secret one."""
    if kind.table.is_secret:
        raise ValueError(f"cases of {kind.workflow} are secret: no rule may be about them")
    _kinds[kind.workflow] = kind


def kinds() -> list[RuleKind]:
    """All kinds, by their label."""
    return sorted(_kinds.values(), key=lambda kind: str(kind.label))


def kind_of(workflow: str) -> RuleKind | None:
    """The kind of a workflow; ``None`` when no rule can be about it."""
    kind = _kinds.get(workflow)
    return None if kind is None or kind.table.is_secret else kind
