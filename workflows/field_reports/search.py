"""Finding reports by words and by several filters at once, in the full-text index beside their table.

A single filter has an index of its own that is in the order of the list. Words, and filters in combination, are asked
of this one: facets are ``s_<state>``, ``c_<category>``, ``a_<area>``, ``g_<agency>``, ``m_<month of receipt>`` (202611)
and ``p_1`` for what the public sees. The database itself keeps them in step with the row.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from ioc_site.common.folding import words_of
from ioc_site.common.fulltext import POSTGRESQL, SQLITE, Asked, FullTextIndex

STAFF_TEXT, PUBLIC_TEXT = "folded", "public_folded"
MOST_WORDS = 12
# The last word that somebody typed may be the beginning of one, when there is enough of it.
MIN_BEGINNING = 3
_REFERENCE = re.compile(r"[A-Za-z]{2,4}-\d{4}-\d{1,12}")
_KEYS = (("c_", "category_id"), ("a_", "area_id"), ("g_", "agency_id"))

_SQLITE_FACETS = " || ".join(
    [
        "'s_' || {row}state",
        *(f"coalesce(' {prefix}' || {{row}}{column}, '')" for prefix, column in _KEYS),
        "strftime(' m_%Y%m', {row}created_at, '+7 hours')",
        "CASE WHEN {row}is_public THEN ' p_1' ELSE '' END",
    ]
)
_IN_VIETNAM = "({row}created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')"
_POSTGRESQL_FACETS = (
    "array_remove(ARRAY['s_' || {row}state, "
    + ", ".join(f"'{prefix}' || {{row}}{column}::text" for prefix, column in _KEYS)
    + f", 'm_' || (extract(year from {_IN_VIETNAM}) * 100 + extract(month from {_IN_VIETNAM}))::int::text"
    + ", CASE WHEN {row}is_public THEN 'p_1' END], NULL)"
)

INDEX = FullTextIndex(
    table="field_reports_fieldreport",
    name="report_words",
    texts={STAFF_TEXT: "vector", PUBLIC_TEXT: "public_vector"},
    facets={SQLITE: _SQLITE_FACETS, POSTGRESQL: _POSTGRESQL_FACETS},
    columns=("state", "category_id", "area_id", "agency_id", "created_at", "is_public"),
    only={PUBLIC_TEXT: "is_public"},
)


def is_reference(text: str) -> bool:
    """Whether somebody typed a reference number rather than words."""
    return bool(_REFERENCE.fullmatch(text.strip()))


def asked_for(text: str, facets: Iterable[str | tuple[str, ...]]) -> Asked:
    """All words of ``text``, in any order, together with facets."""
    words = list(dict.fromkeys(words_of(text)))[:MOST_WORDS]
    may_go_on = bool(words) and text[-1:].isalnum() and len(words[-1]) >= MIN_BEGINNING
    return Asked(tuple(facets), tuple((word,) for word in words), is_beginning=may_go_on)


class Found:
    """The reports of ``reports`` that the index finds, as ``paginate_found`` reads them: by keys, a part at a time."""

    def __init__(self, text: str, asked: Asked, reports: QuerySet[Any]) -> None:
        self.text, self.asked, self.reports = text, asked, reports

    def keys(self, low: int, high: int, limit: int, *, oldest_first: bool = False) -> list[int]:
        """At most ``limit`` keys from ``low`` up to, not with, ``high``. What the index does not know (a handler, a
        deadline) is asked of the rows, in parts that grow, so that a rare one does not read everything at once."""
        found: list[int] = []
        part = max(200, limit)
        while len(found) < limit:
            keys = INDEX.keys(self.text, self.asked.between(low, high), part, oldest_first=oldest_first)
            fitting = set(self.reports.order_by().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
            found += [key for key in keys if key in fitting]
            if len(keys) < part:
                break
            low, high = (keys[-1] + 1, high) if oldest_first else (low, keys[-1])
            part = min(5000, part * 4)
        return found[:limit]
