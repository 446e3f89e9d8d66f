"""Pages by key: a cursor names the row after which the next page begins, so a page costs the same everywhere in a
list, and rows that come meanwhile are neither skipped nor doubled.

A cursor is opaque to clients. It holds the sort key of a row as whole numbers of six bytes each; so whatever has its
form is a place in the list, and whatever has not is refused.
"""

import base64
from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

MAX_LIMIT, DEFAULT_LIMIT = 1000, 100
_BYTES = 6


def cursor_pattern(keys: int) -> str:
    """The form of a cursor over so many sort keys: whole groups of eight letters, so never padded."""
    return f"^[A-Za-z0-9_-]{{{8 * keys}}}$"


class PageQuery(Schema):
    """What every list reads; a list with more sort keys than one sets ``cursor`` anew."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="Rows a page")
    cursor: str | None = Field(
        None, pattern=cursor_pattern(1), description="Where the page begins: next_cursor of the page before"
    )


class PageOut(Schema):
    """What every list answers around its rows."""

    next_cursor: str | None = Field(description="Give it as cursor to get the next page; null on the last one")
    next: str | None = Field(description="The address of the next page; null on the last one")


def write_cursor(values: Sequence[int]) -> str:
    """The cursor of a row with this sort key."""
    return base64.urlsafe_b64encode(b"".join(value.to_bytes(_BYTES, "big") for value in values)).decode()


def read_cursor(text: str) -> tuple[int, ...]:
    """The sort key in a cursor that has the form of one."""
    data = base64.urlsafe_b64decode(text)
    return tuple(int.from_bytes(data[at : at + _BYTES], "big") for at in range(0, len(data), _BYTES))


def after(queryset: QuerySet[Any], order: Sequence[str], cursor: str | None) -> QuerySet[Any]:
    """The rows behind a cursor, ascending by ``order``: columns of whole numbers that are never null."""
    ordered = queryset.order_by(*order)
    if not cursor:
        return ordered
    values = read_cursor(cursor)
    if len(order) == 1:
        return ordered.filter(**{f"{order[0]}__gt": values[0]})
    return ordered.filter(TupleGreaterThan(Tuple(*(F(name) for name in order)), values))


def page(request: HttpRequest, rows: list[Any], limit: int, key_of: Any) -> tuple[list[Any], dict[str, Any]]:
    """The rows of the page (of ``limit`` + 1 that were read) and the links that stand beside them.

    ``key_of(row)`` is the sort key of a row.
    """
    shown = rows[:limit]
    if len(rows) <= limit:
        return shown, {"next_cursor": None, "next": None}
    cursor = write_cursor(key_of(shown[-1]))
    query = request.GET.copy()
    query["cursor"] = cursor
    return shown, {"next_cursor": cursor, "next": request.build_absolute_uri(f"{request.path}?{query.urlencode()}")}
