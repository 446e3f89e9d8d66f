"""The full-text index of mentions, as an operation for the migrations, and the asking of it.

One index answers words and filters together: beside the folded words a mention carries ``facets`` (``s_12`` its source,
``t_3`` a topic, ``tone_negative`` …), which hold an underscore, as no folded word does. Any combination of filters is
thus an intersection of posting lists, and since keys are in the order of time its newest rows come first without
sorting. On SQLite it is an FTS5 table with triggers, on PostgreSQL a generated ``tsvector`` column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "monitoring_mention"
INDEX = "monitoring_fts"
LAST_KEY = (1 << 62) - 1
_NAMES = "folded, facets"

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
_POSTGRESQL_FORWARDS = (
    f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS "
    "(to_tsvector('simple', folded) || array_to_tsvector(string_to_array(nullif(facets, ''), ' '))) STORED",
    f"CREATE INDEX {INDEX} ON {TABLE} USING gin (vector)",
    f"ALTER TABLE {TABLE} ALTER COLUMN vector SET STATISTICS 500",
)
_POSTGRESQL_BACKWARDS = (f"ALTER TABLE {TABLE} DROP COLUMN vector",)
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
    """The keys of the newest mentions that fit (or of the oldest ones); one query that runs along the keys and stops
    after ``limit``."""
    column, table, condition, parameters = _query(asked)
    order = "ASC" if oldest_first else "DESC"
    sql = f"SELECT {column} FROM {table} WHERE {condition} ORDER BY {column} {order} LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, limit])
        return [row[0] for row in cursor.fetchall()]


def count(asked: Asked, most: int) -> int:
    """How many mentions fit; counting stops at ``most``."""
    column, table, condition, parameters = _query(asked)
    sql = f"SELECT COUNT(*) FROM (SELECT {column} FROM {table} WHERE {condition} LIMIT %s) counted"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, most])
        return cursor.fetchone()[0]


def _query(asked: Asked) -> tuple[str, str, str, list[Any]]:
    """Column of the key, table, condition and parameters."""
    bounds: list[Any] = [asked.low, asked.high]
    if not asked.is_narrowed:
        return "id", TABLE, "id >= %s AND id < %s", bounds
    if connection.vendor == "postgresql":
        words = [_quoted(words, " <-> ") for words in asked.phrases]
        query = " & ".join([*(f"'{facet}'" for facet in asked.facets), *words])
        return "id", TABLE, "vector @@ %s::tsquery AND id >= %s AND id < %s", [query, *bounds]
    words = [f'folded : "{" ".join(words)}"' for words in asked.phrases]
    query = " AND ".join([*(f'facets : "{facet}"' for facet in asked.facets), *words])
    return "rowid", INDEX, f"{INDEX} MATCH %s AND rowid >= %s AND rowid < %s", [query, *bounds]


def _quoted(words: Sequence[str], operator: str) -> str:
    return "(" + operator.join(f"'{word}'" for word in words) + ")"
