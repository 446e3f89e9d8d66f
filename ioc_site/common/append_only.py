"""Tables that only grow: the database itself refuses to change or delete their rows.

A migration that creates such a table adds ``AppendOnly("app_table")`` after it. The guard is a trigger, on PostgreSQL
and on SQLite, so it also holds for raw SQL, the shell and other programs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.migrations.operations.base import Operation

MESSAGE = "rows of this table are never changed or deleted"

_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '%: {MESSAGE}', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


def _create(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: {MESSAGE}'); END"
            for verb in ("update", "delete")
        ]
    return [
        _FUNCTION,
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


def _drop(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]
    return [f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}"]


class AppendOnly(Operation):
    """Migration operation: from here on rows of ``table`` are neither changed nor deleted (PostgreSQL: nor truncated).
    Reversible."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that a model would know of changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in _create(schema_editor.connection.vendor, self.table):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in _drop(schema_editor.connection.vendor, self.table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Refuse changes to the rows of {self.table}"


def append_only_tables(using: str = "default") -> list[str]:
    """The tables of a database that carry the guard."""
    connection = connections[using]
    names = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_no_delete'"
        if connection.vendor == "sqlite"
        else "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgname = c.relname || '_append_only'"
    )
    with connection.cursor() as cursor:
        cursor.execute(names)
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def guard_lifted(using: str = "default") -> Iterator[None]:
    """Take the guard off every table and put it back: for restoring a backup into a used database and for emptying
    the test database. Whoever may do this owns the database anyway."""
    connection = connections[using]
    tables = append_only_tables(using)
    with connection.cursor() as cursor:
        for table in tables:
            for statement in _drop(connection.vendor, table):
                cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for table in tables:
                for statement in _create(connection.vendor, table):
                    cursor.execute(statement)
