"""Addresses of recipients who have no account, found when a message is sent and kept nowhere in this room.

The room that keeps the address (encrypted) registers a resolver for its kind of reference when its app is ready::

    register_resolver("report_contact", resolve)     # resolve(ref) -> Address | None

``None`` means that nobody wants, or may get, this message any more: the address was erased or consent withdrawn.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ioc_site.common.crypto import blind_index


@dataclass(frozen=True, slots=True)
class Address:
    """Where and how to reach somebody: ``url`` is that person's own link to the case (private, if need be)."""

    email: str
    name: str = ""
    url: str = ""


_resolvers: dict[str, Callable[[str], Address | None]] = {}


def register_resolver(kind: str, resolve: Callable[[str], Address | None]) -> None:
    """Make the references of a kind resolvable; raises ``ValueError`` when another function does that already."""
    if _resolvers.get(kind, resolve) is not resolve:
        raise ValueError(f"external recipients of the kind {kind!r} have a resolver already")
    _resolvers[kind] = resolve


def resolve(kind: str, ref: str) -> Address | None:
    """The address behind a reference, or ``None``; ``LookupError`` when nobody resolves this kind."""
    if kind not in _resolvers:
        raise LookupError(f"nobody resolves external recipients of the kind {kind!r}")
    return _resolvers[kind](ref)


def address_digest(email: str) -> str:
    """A keyed digest by which two uses of an address are known to be the same without keeping it."""
    return blind_index(email.strip().lower(), "engine.mail")
