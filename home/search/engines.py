"""Asking the full-text index of the database at hand: SQLite's FTS5 or PostgreSQL's ``tsvector``.

Both answer the same question with one query: which rows have all of the words, and how well does each match? Words
consist of letters and digits only (see ``home.search.words``), so that no operator of either language can be typed in.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from home.search.words import may_be_beginning

# A phrase in the title counts more than one anywhere, and the marks as typed count more than both.
PHRASE, TITLE_PHRASE, MARKS = 2, 4, 5


class Match(NamedTuple):
    """A row of the index that matches, with what the filters ask about."""

    pk: int
    kind: str
    audience: str
    subsystem: str


def find(folded: Sequence[str], marked: Sequence[str], *, with_staff: bool) -> list[Match]:
    """All rows that have every word of ``folded`` (the last one may be the beginning of one), the best first.

    ``marked`` are the same words as typed; where they have marks, rows that have them just so come first.
    """
    if not folded:
        return []
    build = _postgresql if connection.vendor == "postgresql" else _sqlite
    visible = "TRUE" if with_staff else "NOT e.staff_only"
    sql, parameters = build(folded, marked if list(marked) != list(folded) else (), visible)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(map(Match._make, cursor.fetchall()))


def _sqlite(folded: Sequence[str], marked: Sequence[str], visible: str) -> tuple[str, list[str]]:
    def all_of(words: Sequence[str]) -> str:
        return "(" + " AND ".join(f'"{word}"' for word in words) + beginning + ")"

    beginning = "*" if may_be_beginning(folded[-1]) else ""
    plain, phrase = "{folded_title folded_summary folded_text}", f'"{" ".join(folded)}"{beginning}'
    asked = [(PHRASE, f"{plain} : {phrase}"), (TITLE_PHRASE, f"folded_title : {phrase}")]
    if marked:
        asked.append((MARKS, f"marked : {all_of(marked)}"))
    points = " + ".join(
        f"{n} * (f.id IN (SELECT rowid FROM portal_search_fts WHERE portal_search_fts MATCH %s))"  # noqa: S608
        for n, _ in asked
    )
    sql = f"""
        WITH f AS MATERIALIZED (
            SELECT rowid AS id, bm25(portal_search_fts, 10.0, 4.0, 1.0, 0.0) AS distance
            FROM portal_search_fts WHERE portal_search_fts MATCH %s
        )
        SELECT e.id, e.kind, e.audience, e.subsystem
        FROM f JOIN portal_search_searchentry e ON e.id = f.id WHERE {visible}
        ORDER BY {points} DESC, f.distance, e.id
    """  # noqa: S608 - constants only
    return sql, [f"{plain} : {all_of(folded)}", *(expression for _, expression in asked)]


def _postgresql(folded: Sequence[str], marked: Sequence[str], visible: str) -> tuple[str, list[str]]:
    def joined(words: Sequence[str], operator: str, weight: str = "") -> str:
        flags = [weight] * (len(words) - 1) + [beginning + weight]
        return operator.join(
            f"'{word}':{flag}" if flag else f"'{word}'" for word, flag in zip(words, flags, strict=True)
        )

    beginning = "*" if may_be_beginning(folded[-1]) else ""

    asked = [
        (PHRASE, "folded_vector", joined(folded, " <-> ")),
        (TITLE_PHRASE, "folded_vector", joined(folded, " <-> ", "A")),
    ]
    if marked:
        asked.append((MARKS, "marked_vector", joined(marked, " & ")))
    points = " + ".join(
        f"CASE WHEN e.{column} @@ to_tsquery('simple', %s) THEN {n} ELSE 0 END" for n, column, _ in asked
    )
    sql = f"""
        SELECT e.id, e.kind, e.audience, e.subsystem
        FROM portal_search_searchentry e, to_tsquery('simple', %s) asked
        WHERE e.folded_vector @@ asked AND {visible}
        ORDER BY {points} DESC, ts_rank(e.folded_vector, asked) DESC, e.id
    """  # noqa: S608 - constants only
    return sql, [joined(folded, " & "), *(expression for _, _, expression in asked)]
