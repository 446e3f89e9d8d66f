"""Lists paginated by key: a page costs the same at row 20 and at row 400,000, and rows are never skipped or doubled
when others are added meanwhile.

::

    page = paginate(FieldReport.objects.visible_to(user), request.GET, order=("-created_at",), size=20)
    # in the template: {% include "components/pagination.html" with newer_url=page.newer_url older_url=page.older_url %}
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, Q, QuerySet
from django.http import QueryDict

AFTER, BEFORE = "sau", "truoc"
_LONGEST_CURSOR = 500


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """The rows of one page, and the addresses (``?...``) of its neighbours, empty where there is none.

    ``newer_url`` leads towards the start of the list, ``older_url`` towards its end.
    """

    rows: list[Any]
    newer_url: str
    older_url: str


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    descending: bool

    def towards(self, backwards: bool) -> Any:
        return F(self.name).desc() if self.descending != backwards else F(self.name).asc()

    def beyond(self, value: Any, backwards: bool) -> Q:
        return Q(**{f"{self.name}__{'lt' if self.descending != backwards else 'gt'}": value})

    def up_to(self, value: Any, backwards: bool) -> Q:
        return Q(**{f"{self.name}__{'lte' if self.descending != backwards else 'gte'}": value})


def paginate(queryset: QuerySet[Any], query: QueryDict, *, order: Sequence[str] = (), size: int = 20) -> KeysetPage:
    """One page of a queryset in the given order; one query, whatever the page.

    ``order`` names columns of the model itself that are never null (``-`` for descending); the primary key is added
    as last one, descending like the column before it, so that the order is total. ``query`` is the request's GET: its
    ``sau`` or ``truoc`` says where the page begins, and its other parameters stay in the addresses of the neighbours.
    A cursor that cannot be read shows the first page.
    """
    columns = _columns(queryset.model, order)
    backwards = BEFORE in query
    start = _read_cursor(queryset.model, columns, query.get(BEFORE if backwards else AFTER, ""))
    backwards = backwards and start is not None
    rows = queryset.order_by(*(column.towards(backwards) for column in columns))
    if start is not None:
        rows = rows.filter(_beyond(columns, start, backwards))
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_newer, has_older = (more, True) if backwards else (start is not None, more)
    return KeysetPage(
        rows=found,
        newer_url=_url(query, BEFORE, columns, found[0]) if found and has_newer else "",
        older_url=_url(query, AFTER, columns, found[-1]) if found and has_older else "",
    )


class Finder(Protocol):
    """What finds rows by key, newest or oldest first, from ``low`` up to, not with, ``high``."""

    def keys(self, low: int, high: int, limit: int, *, oldest_first: bool = False) -> list[int]: ...


def paginate_found(finder: Finder, rows: QuerySet[Any], query: QueryDict, *, size: int = 20) -> KeysetPage:
    """One page of what ``finder`` finds, by primary key, newest first; ``rows`` reads the rows of a page. Parameters of
    the address are those of :func:`paginate`."""
    columns = [_Column(rows.model._meta.pk.name, True)]
    backwards = BEFORE in query
    start = _read_cursor(rows.model, columns, query.get(BEFORE if backwards else AFTER, ""))
    backwards = backwards and start is not None
    low, high = 0, (1 << 62) - 1
    if start is not None:
        low, high = (start[0] + 1, high) if backwards else (low, start[0])
    keys = finder.keys(low, high, size + 1, oldest_first=backwards)
    more, keys = len(keys) > size, keys[:size]
    found = sorted(rows.filter(pk__in=keys), key=lambda row: row.pk, reverse=True)
    has_newer, has_older = (more, True) if backwards else (start is not None, more)
    return KeysetPage(
        rows=found,
        newer_url=_url(query, BEFORE, columns, found[0]) if found and has_newer else "",
        older_url=_url(query, AFTER, columns, found[-1]) if found and has_older else "",
    )


def _columns(model: type[Model], order: Sequence[str]) -> list[_Column]:
    columns = [_Column(name.removeprefix("-"), name.startswith("-")) for name in order]
    key = model._meta.pk.name
    if key not in [column.name for column in columns]:
        columns.append(_Column(key, columns[-1].descending if columns else True))
    return columns


def _beyond(columns: Sequence[_Column], start: Sequence[Any], backwards: bool) -> Q:
    """Rows that come after ``start``; the bound on the first column lets the database use its index."""
    condition, equal = Q(), Q()
    for column, value in zip(columns, start, strict=True):
        condition |= equal & column.beyond(value, backwards)
        equal &= Q(**{column.name: value})
    return columns[0].up_to(start[0], backwards) & condition


def _url(query: QueryDict, parameter: str, columns: Sequence[_Column], row: Model) -> str:
    values = json.dumps([getattr(row, column.name) for column in columns], cls=_Encoder)
    kept = query.copy()
    for name in (AFTER, BEFORE):
        kept.pop(name, None)
    kept[parameter] = base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")
    return f"?{kept.urlencode()}"


class _Encoder(DjangoJSONEncoder):
    """Keeps the microseconds, which Django's own cuts off: a cursor must meet its row exactly."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _read_cursor(model: type[Model], columns: Sequence[_Column], text: str) -> list[Any] | None:
    if not text or len(text) > _LONGEST_CURSOR:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(values, list) or len(values) != len(columns):
            return None
        return [_value(model, column, value) for column, value in zip(columns, values, strict=True)]
    except (TypeError, ValueError, binascii.Error, ValidationError, OverflowError, RecursionError):
        return None


def _value(model: type[Model], column: _Column, raw: Any) -> Any:
    """The value in the column's own type; raises ``ValueError`` or ``ValidationError`` for what cannot be one."""
    if not isinstance(raw, (str, int, float)) or (isinstance(raw, str) and "\x00" in raw):
        raise ValueError("not a value of a column")
    if isinstance(raw, int) and abs(raw) >= 2**63:
        raise ValueError("beyond every number of a database")
    field: Any = model._meta.get_field(column.name)
    value = field.to_python(raw)
    if isinstance(value, datetime):
        value.astimezone(UTC)  # databases keep it so; at the ends of the calendar it cannot be
    return value
