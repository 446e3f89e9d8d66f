"""The register of live figures: one figure a component of the IOC, shown on the home page and the component's page.

The room behind a component registers a function when its app is ready; a component without one shows that its system
is not connected yet rather than an invented number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ioc_site.common.subsystems import Subsystem


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as people read it: ``value`` is already in Vietnamese form, ``label`` says what it counts.

    ``is_demo`` marks generated data; the screen then says "dữ liệu minh họa".
    """

    value: str
    label: Any
    computed_at: datetime
    is_demo: bool = False


_figures: dict[Subsystem, Callable[[], Figure | None]] = {}


def register_figure(subsystem: Subsystem, compute: Callable[[], Figure | None]) -> None:
    """Make ``compute`` the live figure of a component; the last registration counts."""
    _figures[subsystem] = compute


def figure_of(subsystem: Subsystem) -> Figure | None:
    """The component's live figure, or ``None`` when no system is registered or it has nothing to show yet."""
    compute = _figures.get(subsystem)
    return compute() if compute else None
