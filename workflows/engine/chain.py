"""The hash chain of a case's events.

The hash of an event is SHA-256 over the hash of the event before and a canonical JSON of the row. Text that may be
personal enters by the digest of its own salted JSON, so that it can be erased without breaking the chain.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces; ``TypeError`` for what two databases could give back differently."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:
    """An answer as JSON that reads back equal from every database: rows become keys, moments UTC texts.

    Raises ``TypeError`` for floats (write a ``Decimal`` or a text) and for anything else without a plain form.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, float) or not hasattr(value, "__iter__"):
        raise TypeError(f"{type(value).__name__} has no place in an event")
    return [plain(item) for item in value]


def moment(at: datetime) -> str:
    """A moment as UTC text with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def event_hash(previous: str, row: tuple[Any, ...]) -> str:
    """The hash of an event. ``row`` is (workflow, case_id, seq, at, actor_id, party, transition, source, target, data,
    detail_digest, idempotency_key, on_behalf_of_id), ``previous`` the hash before it, empty for the first."""
    workflow, case_id, seq, at, *rest = row
    text = canonical([previous, workflow, case_id, seq, moment(at), *rest])
    return hashlib.sha256(text.encode()).hexdigest()


def detail_digest(salt: str, comment: str, answers: Mapping[str, Any]) -> str:
    """The digest by which an event knows its erasable part."""
    return hashlib.sha256(canonical([salt, comment, answers]).encode()).hexdigest()


def new_salt() -> str:
    """128 random bits, so that a short comment cannot be guessed from its digest."""
    return secrets.token_hex(16)


def row_of(event: Any) -> tuple[Any, ...]:
    """The columns of an event that its hash covers, in their fixed order."""
    return (
        event.workflow,
        event.case_id,
        event.seq,
        event.at,
        event.actor_id,
        event.party,
        event.transition,
        event.source,
        event.target,
        event.data,
        event.detail_digest,
        event.idempotency_key,
        event.on_behalf_of_id,
    )
