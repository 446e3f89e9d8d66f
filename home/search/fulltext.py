"""The full-text index beside the table of search entries, as an operation for its migrations.

SQLite makes a table anew when a later migration alters it and forgets the triggers, so such a migration must end with
``full_text_index()`` again.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "portal_search_searchentry"
INDEX = "portal_search_fts"
COLUMNS = ("folded_title", "folded_summary", "folded_text", "marked")
_NAMES = ", ".join(COLUMNS)


def _row(which: str) -> str:
    return ", ".join(f"{which}.{column}" for column in COLUMNS)


_ADD = f"INSERT INTO {INDEX} (rowid, {_NAMES}) VALUES (new.id, {_row('new')});"  # noqa: S608
_REMOVE = f"INSERT INTO {INDEX} ({INDEX}, rowid, {_NAMES}) VALUES ('delete', old.id, {_row('old')});"  # noqa: S608
_TRIGGERS = {"insert": _ADD, "delete": _REMOVE, "update": _REMOVE + _ADD}

_SQLITE_FORWARDS = [
    # FTS5 must not strip marks by itself: the folded columns have none, and the last one keeps them.
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5({_NAMES}, content='{TABLE}', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0')",
    *(
        f"CREATE TRIGGER IF NOT EXISTS {INDEX}_{event} AFTER {event.upper()} ON {TABLE} BEGIN {body} END"
        for event, body in _TRIGGERS.items()
    ),
    f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')",  # noqa: S608
]
_SQLITE_BACKWARDS = [*(f"DROP TRIGGER IF EXISTS {INDEX}_{event}" for event in _TRIGGERS), f"DROP TABLE {INDEX}"]

_FOLDED = " || ".join(
    f"setweight(to_tsvector('simple', {column}), '{weight}')" for column, weight in zip(COLUMNS, "ABD", strict=False)
)
_POSTGRESQL_FORWARDS = [
    f"ALTER TABLE {TABLE} ADD COLUMN folded_vector tsvector GENERATED ALWAYS AS ({_FOLDED}) STORED, "
    "ADD COLUMN marked_vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', marked)) STORED",
    f"CREATE INDEX {INDEX}_folded ON {TABLE} USING gin (folded_vector)",
    f"CREATE INDEX {INDEX}_marked ON {TABLE} USING gin (marked_vector)",
]
_POSTGRESQL_BACKWARDS = [f"ALTER TABLE {TABLE} DROP COLUMN folded_vector, DROP COLUMN marked_vector"]

_STATEMENTS = {
    "sqlite": (_SQLITE_FORWARDS, _SQLITE_BACKWARDS),
    "postgresql": (_POSTGRESQL_FORWARDS, _POSTGRESQL_BACKWARDS),
}


def full_text_index() -> migrations.RunPython:
    """The migration operation that makes the index, filled with the rows that are there."""

    def run(direction: int) -> Any:
        def execute(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
            for statement in _STATEMENTS[schema_editor.connection.vendor][direction]:
                schema_editor.execute(statement, params=None)

        return execute

    return migrations.RunPython(run(0), run(1))
