"""What screens read: the buttons of a case."""

from dataclasses import dataclass
from typing import Any

from ioc_site.common.permissions import Decision
from workflows.engine.definitions import Text, Transition
from workflows.engine.permissions import user_can_fire


@dataclass(frozen=True, slots=True)
class Button:
    """A transition from where the case is now, and whether this person may make it."""

    transition: Transition
    decision: Decision

    @property
    def is_allowed(self) -> bool:
        return bool(self.decision)

    @property
    def reason(self) -> Text:
        """Why not; empty when allowed."""
        return self.decision.reason


def available(case: Any, actor: Any) -> list[Button]:
    """The transitions from the case's state in the order of the table, refused ones with their reason."""
    transitions = case.workflow.transitions_from(case.current_state)
    return [Button(transition, user_can_fire(actor, transition, case)) for transition in transitions]
