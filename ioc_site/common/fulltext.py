"""A full-text index beside a table, as an operation for its migrations, and the asking of it.

One index answers words and filters together: beside the folded words a row carries facets (``s_12``, ``tone_negative``
…), which hold an underscore, as no folded word does. Any combination of filters is thus an intersection of posting
lists, and the newest keys come first without sorting. On SQLite it is an FTS5 table with triggers, on PostgreSQL a
generated ``tsvector`` column for each text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LAST_KEY = (1 << 62) - 1
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an index: all of ``facets`` (a tuple among them: any of it) and all of ``phrases`` (folded words
    in a row), with keys from ``low`` up to, not with, ``high``; with ``is_beginning`` the last word may go on.

    Words hold letters and digits only (see ``folding.words_of``), facets an underscore too, so no operator of either
    database can be typed in.
    """

    facets: tuple[str | tuple[str, ...], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    low: int = 0
    high: int = LAST_KEY
    is_beginning: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.facets or self.phrases)

    def between(self, low: int, high: int) -> "Asked":
        """The same, within these keys too."""
        return replace(self, low=max(self.low, low), high=min(self.high, high))


@dataclass(frozen=True, slots=True)
class FullTextIndex:
    """An index over the folded ``texts`` of a table: text column → name of its vector column on PostgreSQL.

    ``facets`` is the SQL of a row's facets by database, ``{row}`` before each column: on SQLite one text with spaces
    between, on PostgreSQL an array of texts. ``columns`` are those that it reads. ``only`` leaves rows out of a vector
    on PostgreSQL: text column → condition.
    """

    table: str
    name: str
    texts: Mapping[str, str]
    facets: Mapping[str, str]
    columns: Sequence[str]
    only: Mapping[str, str] = field(default_factory=dict)

    def operation(self) -> migrations.RunPython:
        """The migration operation that makes the index, filled with the rows that are there. SQLite forgets triggers
        when a later migration makes the table anew: such a migration ends with this again."""

        def run(direction: int) -> Any:
            def execute(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
                vendor = schema_editor.connection.vendor
                both = self._on_postgresql() if vendor == POSTGRESQL else self._on_sqlite()
                for statement in both[direction]:
                    schema_editor.execute(statement, params=None)

            return execute

        return migrations.RunPython(run(0), run(1))

    def _on_sqlite(self) -> tuple[list[str], list[str]]:
        names = ", ".join([*self.texts, "facets"])
        add = f"INSERT INTO {self.name} (rowid, {names}) VALUES ({self._row('new.')});"  # noqa: S608
        remove = f"INSERT INTO {self.name} ({self.name}, rowid, {names}) VALUES ('delete', {self._row('old.')});"  # noqa: S608
        watched = ", ".join([*self.texts, *self.columns])
        forwards = [
            # FTS5 reads the rows again to fill itself: from a view, since the facets are no column of the table.
            f"CREATE VIEW IF NOT EXISTS {self.name}_rows AS SELECT {self._row('', named=True)} FROM {self.table}",  # noqa: S608
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.name} USING fts5({names}, content='{self.name}_rows', "
            "content_rowid='id', tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_insert AFTER INSERT ON {self.table} BEGIN {add} END",
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_delete AFTER DELETE ON {self.table} BEGIN {remove} END",
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_update AFTER UPDATE OF {watched} ON {self.table} "
            f"BEGIN {remove}{add} END",
            f"INSERT INTO {self.name} ({self.name}) VALUES ('rebuild')",  # noqa: S608
        ]
        backwards = [
            *(f"DROP TRIGGER IF EXISTS {self.name}_{event}" for event in ("insert", "delete", "update")),
            f"DROP TABLE IF EXISTS {self.name}",
            f"DROP VIEW IF EXISTS {self.name}_rows",
        ]
        return forwards, backwards

    def _row(self, row: str, *, named: bool = False) -> str:
        facets = self.facets[SQLITE].replace("{row}", row) + (" AS facets" if named else "")
        return ", ".join([f"{row}id", *(f"{row}{text}" for text in self.texts), facets])

    def _on_postgresql(self) -> tuple[list[str], list[str]]:
        facets = self.facets[POSTGRESQL].replace("{row}", "")
        forwards = []
        for text, vector in self.texts.items():
            value = f"to_tsvector('simple', {text}) || array_to_tsvector({facets})"
            if text in self.only:
                value = f"CASE WHEN {self.only[text]} THEN {value} END"
            forwards += [
                f"ALTER TABLE {self.table} ADD COLUMN {vector} tsvector GENERATED ALWAYS AS ({value}) STORED",
                f"CREATE INDEX {self.name}_{vector} ON {self.table} USING gin ({vector})",
                f"ALTER TABLE {self.table} ALTER COLUMN {vector} SET STATISTICS 500",
            ]
        return forwards, [f"ALTER TABLE {self.table} DROP COLUMN {vector}" for vector in self.texts.values()]

    def keys(self, text: str, asked: Asked, limit: int, *, oldest_first: bool = False) -> list[int]:
        """The keys of the newest rows whose ``text`` and facets fit (or of the oldest ones); one query that runs along
        the keys and stops after ``limit``."""
        column, table, condition, parameters = self._query(text, asked)
        order = "ASC" if oldest_first else "DESC"
        sql = f"SELECT {column} FROM {table} WHERE {condition} ORDER BY {column} {order} LIMIT %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [*parameters, limit])
            return [row[0] for row in cursor.fetchall()]

    def count(self, text: str, asked: Asked, most: int) -> int:
        """How many rows fit; counting stops at ``most``."""
        column, table, condition, parameters = self._query(text, asked)
        sql = f"SELECT COUNT(*) FROM (SELECT {column} FROM {table} WHERE {condition} LIMIT %s) counted"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [*parameters, most])
            return cursor.fetchone()[0]

    def _query(self, text: str, asked: Asked) -> tuple[str, str, str, list[Any]]:
        """Column of the key, table, condition and parameters."""
        bounds: list[Any] = [asked.low, asked.high]
        if not asked.is_narrowed:
            return "id", self.table, "id >= %s AND id < %s", bounds
        if connection.vendor == POSTGRESQL:
            query = " & ".join([*map(_any_of, asked.facets), *_phrases(asked, " <-> ", "'", ":*")])
            return "id", self.table, f"{self.texts[text]} @@ %s::tsquery AND id >= %s AND id < %s", [query, *bounds]
        facets = [f"facets : {_any_of(facet, ' OR ', chr(34))}" for facet in asked.facets]
        phrases = [f"{text} : {phrase}" for phrase in _phrases(asked, " + ", '"', " *")]
        query = " AND ".join([*facets, *phrases])
        return "rowid", self.name, f"{self.name} MATCH %s AND rowid >= %s AND rowid < %s", [query, *bounds]


def _any_of(facet: str | Iterable[str], operator: str = " | ", quote: str = "'") -> str:
    facets = [facet] if isinstance(facet, str) else list(facet)
    return "(" + operator.join(f"{quote}{one}{quote}" for one in facets) + ")"


def _phrases(asked: Asked, operator: str, quote: str, going_on: str) -> list[str]:
    """The phrases in the language of a database; the last word of the last one as a beginning, if that was asked."""
    found = [operator.join(f"{quote}{word}{quote}" for word in phrase) for phrase in asked.phrases]
    if found and asked.is_beginning:
        found[-1] += going_on
    return [f"({phrase})" for phrase in found]
