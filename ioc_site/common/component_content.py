"""The register of what a component's system shows on the component's page, below the words of the staff.

The room behind a component registers a template and what it needs when its app is ready; the page of a component
without one shows its words alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from ioc_site.common.subsystems import Subsystem


@dataclass(frozen=True, slots=True)
class ComponentContent:
    """``template`` is included with ``system`` set to what ``read(request)`` returns; it begins with headings of the
    second level. ``styles`` and ``scripts`` are static files that it needs (``dist/….css``).

    ``compose(request, blocks)`` is asked instead of ``read`` where staff arrange the content with blocks; ``wall`` is
    the template of the screen in the operations room (``?che-do=man-hinh``), empty for none."""

    template: str
    read: Callable[[HttpRequest], Any]
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    compose: Callable[[HttpRequest, Any], Any] | None = None
    wall: str = ""


_contents: dict[Subsystem, ComponentContent] = {}


def register_component_content(subsystem: Subsystem, content: ComponentContent) -> None:
    """Show this on the page of a component; the last registration counts."""
    _contents[subsystem] = content


def component_content(subsystem: Subsystem) -> ComponentContent | None:
    """What the system of a component shows, or ``None``."""
    return _contents.get(subsystem)


def walls() -> list[Subsystem]:
    """The components with a screen for the operations room, in the order of Article 5."""
    return [subsystem for subsystem in Subsystem if subsystem in _contents and _contents[subsystem].wall]
