"""What the rooms register: their resources, and how a key is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class Key(Protocol):
    """A key in force, as far as the API asks: the room of agencies keeps them."""

    pk: Any
    scopes: Any
    agency: Any


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: ``router`` is the dotted name of its django-ninja router (``module:attribute``)."""

    name: str
    router: str
    position: int


_resources: dict[str, Resource] = {}
_key_reader: list[Callable[[str], Key | None]] = []


def register_resource(name: str, router: str, position: int) -> None:
    """Serve a router below ``/api/v1/<name>``; it is imported with the addresses, not before."""
    _resources[name] = Resource(name, router, position)


def resources() -> list[Resource]:
    """All resources in the order in which the documentation shows them."""
    return sorted(_resources.values(), key=lambda resource: resource.position)


def register_key_reader(read: Callable[[str], Key | None]) -> None:
    """Say how the plain text of a key is turned into the key, or ``None`` for one that is not in force."""
    _key_reader[:] = [read]


def read_key(plain: str) -> Key | None:
    """The key with this plain text, if it is in force."""
    return _key_reader[0](plain) if _key_reader else None
