"""What can be made out of a matter in rooms above this one: a news page, a field report.

Such a room registers itself when its app is ready; what it makes is linked to the matter, and the room finds the matter
again by ``services.matters.matters_of(kind, key)``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ioc_site.common.permissions import Decision, require
from subsystems.monitoring.models import Matter, MatterLink
from subsystems.monitoring.permissions import user_can_make_from


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: its key in the other room and its title."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Output:
    """Something to make. ``who(user, matter)`` says whether that room lets the user do it, ``make(matter, user)`` does
    it, ``url(key)`` is where staff find it."""

    kind: str
    label: Any
    who: Callable[[Any, Matter], Decision]
    make: Callable[[Matter, Any], Made]
    url: Callable[[str], str]


_outputs: dict[str, Output] = {}


def register_output(output: Output) -> None:
    """Make a kind known; the last registration of a kind counts."""
    _outputs[output.kind] = output


def output_of(kind: str) -> Output | None:
    return _outputs.get(kind)


def outputs_for(user: Any, matter: Matter) -> list[Output]:
    """What this user can make out of this matter: when it has an answer or evidence to tell."""
    if not (matter.answer or matter.evidence) or not user_can_make_from(user, matter):
        return []
    return [output for _kind, output in sorted(_outputs.items()) if output.who(user, matter)]


def make(output: Output, matter: Matter, user: Any) -> MatterLink:
    """Make it and link it, in one transaction; raises ``PermissionDenied``."""
    from django.db import transaction

    from subsystems.monitoring.services.matters import link

    require(user_can_make_from(user, matter))
    require(output.who(user, matter))
    with transaction.atomic():
        made = output.make(matter, user)
        return link(matter, output.kind, made.key, made.title, user)


def link_url(link: MatterLink) -> str:
    """Where staff find what was made; empty when the room that made it is gone."""
    output = _outputs.get(link.kind)
    return output.url(link.key) if output else ""
