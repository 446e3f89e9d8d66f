"""What else an event says of how it came about (that an automatic rule took the step), and who is called after steps.

Codes and keys only: they become part of the event and of its hash.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workflows.engine.definitions import Step, Workflow
    from workflows.engine.models import Event

# The name in ``Event.data`` under which the key of the automatic rule stands that took the step.
BY_RULE = "by_rule"
MARKS = frozenset({BY_RULE})

Listener = Callable[["Step", "Workflow", "Event"], None]

_marks: ContextVar[Mapping[str, Any] | None] = ContextVar("engine_marks", default=None)
_listeners: list[Listener] = []


@contextmanager
def marked(**marks: Any) -> Iterator[None]:
    """Every event written within this block says so; ``ValueError`` for a mark that is not one of ``MARKS``."""
    if unknown := sorted(set(marks) - MARKS):
        raise ValueError(f"no such marks: {', '.join(unknown)}")
    token = _marks.set({**(_marks.get() or {}), **marks})
    try:
        yield
    finally:
        _marks.reset(token)


def marks() -> Mapping[str, Any]:
    """The marks of the events that are written now."""
    return _marks.get() or {}


def listen(listener: Listener) -> None:
    """Call ``listener(step, workflow, event)`` after each single step, in its transaction; for ``ready()``."""
    if listener not in _listeners:
        _listeners.append(listener)


def heard(step: "Step", workflow: "Workflow", event: "Event") -> None:
    """Tell the listeners of a step."""
    for listener in _listeners:
        listener(step, workflow, event)
