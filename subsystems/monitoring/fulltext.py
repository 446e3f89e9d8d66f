"""The full-text index of mentions, as an operation for the migrations, and the asking of it.

One index answers words and filters together: beside the folded words a mention carries ``facets`` (``s_12`` its source,
``t_3`` a topic, ``tone_negative`` …), which hold an underscore, as no folded word does. Any combination of filters is
thus an intersection of posting lists, and since keys are in the order of time its newest rows come first without
sorting. On SQLite it is an FTS5 table with triggers, on PostgreSQL a generated ``tsvector`` column.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "monitoring_mention"
INDEX = "monitoring_fts"
LAST_KEY = (1 << 62) - 1
_NAMES = "folded, facets"
SECOND_BITS = 20  # below the seconds of a key, see ``models.mention``
DAY = 86_400
WEEK = 7 * DAY
LONGEST_WORD = 60

_ADD = f"INSERT INTO {INDEX} (rowid, {_NAMES}) VALUES (new.id, new.folded, new.facets);"  # noqa: S608
_REMOVE = f"INSERT INTO {INDEX} ({INDEX}, rowid, {_NAMES}) VALUES ('delete', old.id, old.folded, old.facets);"  # noqa: S608

_SQLITE_FORWARDS = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5({_NAMES}, content='{TABLE}', content_rowid='id', "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
    f"CREATE TRIGGER IF NOT EXISTS {INDEX}_insert AFTER INSERT ON {TABLE} BEGIN {_ADD} END",
    f"CREATE TRIGGER IF NOT EXISTS {INDEX}_delete AFTER DELETE ON {TABLE} BEGIN {_REMOVE} END",
    f"CREATE TRIGGER IF NOT EXISTS {INDEX}_update AFTER UPDATE OF {_NAMES} ON {TABLE} BEGIN {_REMOVE}{_ADD} END",
    f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')",  # noqa: S608
)
_SQLITE_BACKWARDS = (
    *(f"DROP TRIGGER IF EXISTS {INDEX}_{event}" for event in ("insert", "delete", "update")),
    f"DROP TABLE IF EXISTS {INDEX}",
)
# On PostgreSQL pairs of neighbouring words are tokens too (``mui+ne``), so that a phrase is found without reading the
# positions in each text that has all its words; and so is the week of publication (``w_2953``), see ``_spans``.
_TOKENS = f"""
CREATE FUNCTION {INDEX}_vector(key bigint, folded text, facets text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT to_tsvector('simple', folded) || array_to_tsvector(
    coalesce(string_to_array(nullif(facets, ''), ' '), ARRAY[]::text[])
    || ('w_' || (key >> {SECOND_BITS}) / {WEEK})
    || ARRAY(
        SELECT word || '+' || next FROM (
            SELECT word, lead(word) OVER (ORDER BY place) AS next
            FROM unnest(string_to_array(folded, ' ')) WITH ORDINALITY AS words (word, place)
        ) AS pairs WHERE length(word) <= {LONGEST_WORD} AND length(next) <= {LONGEST_WORD}
    )
) $$"""  # noqa: S608 - numbers and names of ours
_POSTGRESQL_FORWARDS = (
    _TOKENS,
    f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS ({INDEX}_vector(id, folded, facets)) STORED",
    f"CREATE INDEX {INDEX} ON {TABLE} USING gin (vector)",
    f"ALTER TABLE {TABLE} ALTER COLUMN vector SET STATISTICS 500",
)
_POSTGRESQL_BACKWARDS = (
    f"ALTER TABLE {TABLE} DROP COLUMN vector",
    f"DROP FUNCTION {INDEX}_vector(bigint, text, text)",
)
_STATEMENTS = {
    "sqlite": (_SQLITE_FORWARDS, _SQLITE_BACKWARDS),
    "postgresql": (_POSTGRESQL_FORWARDS, _POSTGRESQL_BACKWARDS),
}


def full_text_index() -> migrations.RunPython:
    """The migration operation that makes the index, filled with the rows that are there. SQLite forgets triggers when a
    later migration makes the table anew: such a migration ends with this again."""

    def run(direction: int) -> Any:
        def execute(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
            for statement in _STATEMENTS[schema_editor.connection.vendor][direction]:
                schema_editor.execute(statement, params=None)

        return execute

    return migrations.RunPython(run(0), run(1))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the index: all of ``facets`` and all of ``phrases`` (lists of folded words in a row), with keys
    from ``low`` up to, not with, ``high``. Words hold letters and digits only (see ``words``), facets an underscore
    too, so no operator of either database can be typed in."""

    facets: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    low: int = 0
    high: int = LAST_KEY

    @property
    def is_narrowed(self) -> bool:
        return bool(self.facets or self.phrases)

    def between(self, low: int, high: int) -> "Asked":
        """The same, within these keys too."""
        return replace(self, low=max(self.low, low), high=min(self.high, high))


def keys(asked: Asked, limit: int, *, oldest_first: bool = False) -> list[int]:
    """The keys of the newest mentions that fit (or of the oldest ones), at most ``limit``; one query that runs along
    the keys, on PostgreSQL one for each of a few spans of time until there are enough."""
    found: list[int] = []
    for span in _spans(asked, oldest_first=oldest_first):
        column, table, condition, parameters = _query(*span)
        order = "ASC" if oldest_first else "DESC"
        sql = f"SELECT {column} FROM {table} WHERE {condition} ORDER BY {column} {order} LIMIT %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [*parameters, limit - len(found)])
            found += [row[0] for row in cursor.fetchall()]
        if len(found) >= limit:
            break
    return found


def count(asked: Asked, most: int) -> int:
    """How many mentions fit; counting stops at ``most``."""
    counted = 0
    for span in _spans(asked):
        column, table, condition, parameters = _query(*span)
        sql = f"SELECT COUNT(*) FROM (SELECT {column} FROM {table} WHERE {condition} LIMIT %s) counted"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [*parameters, most - counted])
            counted += cursor.fetchone()[0]
        if counted >= most:
            break
    return counted


# The spans in weeks, from the end that is shown first; what is left is one more.
_SPANS = (2, 4, 16)


def _spans(asked: Asked, *, oldest_first: bool = False) -> Iterator[tuple[Asked, str]]:
    """The question, cut into spans of time with the weeks of each as a question to the index of PostgreSQL.

    Its index knows no order: without the weeks it would gather all rows of a year that fit, to show the newest
    twenty-five. FTS5 keeps its lists in the order of the keys, and takes the question as it is.
    """
    if connection.vendor != "postgresql" or not asked.is_narrowed:
        yield asked, ""
        return
    size = WEEK << SECOND_BITS
    low, high = asked.low, min(asked.high, (int(time.time()) + DAY) << SECOND_BITS)
    for weeks in _SPANS:
        if low >= high:
            break
        if oldest_first:
            low = low or _first_key()
            middle = min(high, (low // size + weeks) * size)
            part, low = asked.between(low, middle), middle
        else:
            middle = max(low, ((high - 1) // size + 1 - weeks) * size)
            part, high = asked.between(middle, high), middle
        yield part, " | ".join(f"'w_{week}'" for week in range(part.low // size, (part.high - 1) // size + 1))
    yield replace(asked, low=low, high=asked.high if oldest_first else high), ""


def _first_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id) FROM {TABLE}")  # noqa: S608
        return cursor.fetchone()[0] or 0


def _query(asked: Asked, weeks: str) -> tuple[str, str, str, list[Any]]:
    """Column of the key, table, condition and parameters."""
    bounds: list[Any] = [asked.low, asked.high]
    if not asked.is_narrowed:
        return "id", TABLE, "id >= %s AND id < %s", bounds
    if connection.vendor == "postgresql":
        parts = [*(f"'{facet}'" for facet in asked.facets), *map(_phrase, asked.phrases)]
        query = " & ".join([*parts, f"({weeks})"] if weeks else parts)
        return "id", TABLE, "vector @@ %s::tsquery AND id >= %s AND id < %s", [query, *bounds]
    words = [f'folded : "{" ".join(words)}"' for words in asked.phrases]
    query = " AND ".join([*(f'facets : "{facet}"' for facet in asked.facets), *words])
    return "rowid", INDEX, f"{INDEX} MATCH %s AND rowid >= %s AND rowid < %s", [query, *bounds]


def _phrase(words: Sequence[str]) -> str:
    """Two words are one token; of more, all pairs are, and then the whole must stand in a row."""
    pairs = [f"'{a}+{b}'" for a, b in pairwise(words) if max(len(a), len(b)) <= LONGEST_WORD]
    in_a_row = " <-> ".join(f"'{word}'" for word in words)
    is_told_by_pairs = len(words) == 2 and pairs
    return "(" + " & ".join(pairs if is_told_by_pairs else [*pairs, f"({in_a_row})"]) + ")"
