"""Tables to which rows can only be added: the database itself refuses to change or delete one.

In a migration, after the table was made::

    operations = [..., append_only("common_accesslog")]

SQLite makes a table anew when a later migration alters it and forgets the triggers, so such a migration must end with
``append_only`` again. Application code gets ``django.db.IntegrityError`` for an attempt.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER IF EXISTS append_only_rows ON "{table}";
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON "{table}"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER IF EXISTS append_only_all ON "{table}";
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON "{table}"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
_SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS "append_only_update_{table}" BEFORE UPDATE ON "{table}"
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS "append_only_delete_{table}" BEFORE DELETE ON "{table}"
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
)


def append_only(table: str) -> migrations.RunPython:
    """The migration operation that closes a table for changes; reversing it opens the table again."""

    def close(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _closing(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    def open_again(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _opening(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    return migrations.RunPython(close, open_again)


def append_only_tables(using: str = "default") -> list[str]:
    """The tables of a database that are closed for changes."""
    connection = connections[using]
    names = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = 'append_only_delete_' || tbl_name"
        if connection.vendor == "sqlite"
        else "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgname = 'append_only_rows' AND pg_table_is_visible(c.oid)"
    )
    with connection.cursor() as cursor:
        cursor.execute(names)
        return sorted(row[0] for row in cursor.fetchall())


@contextmanager
def guard_lifted(using: str = "default") -> Iterator[None]:
    """Open all such tables and close them again: for restoring a backup into a used database and for emptying a test
    database. Whoever may do this owns the database anyway."""
    connection = connections[using]
    tables = append_only_tables(using)
    with connection.cursor() as cursor:
        for statement in (s for table in tables for s in _opening(connection.vendor, table)):
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in (s for table in tables for s in _closing(connection.vendor, table)):
                cursor.execute(statement)


def _closing(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        # Executed without parameters: the percent sign is PostgreSQL's own.
        return [_POSTGRESQL.replace("{table}", table)]
    if vendor == "sqlite":
        return [statement.replace("{table}", table) for statement in _SQLITE]
    raise NotImplementedError(f"append-only tables are not known for {vendor}")


def _opening(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [f'DROP TRIGGER IF EXISTS append_only_{what} ON "{table}"' for what in ("rows", "all")]
    return [f'DROP TRIGGER IF EXISTS "append_only_{what}_{table}"' for what in ("update", "delete")]
