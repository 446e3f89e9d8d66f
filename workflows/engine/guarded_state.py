"""A trigger that refuses a change of state which is not a step of the engine, also by raw SQL."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_CONDITION = "NEW.state <> OLD.state AND NEW.version <> OLD.version + 1"
_MESSAGE = "{table}: a state changes by a step of its workflow only"
_SQLITE = (
    'CREATE TRIGGER IF NOT EXISTS "guarded_state_{table}" BEFORE UPDATE OF state ON "{table}" '
    f"WHEN {_CONDITION} BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
)
_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION refuse_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: a state changes by a step of its workflow only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER IF EXISTS guarded_state ON "{{table}}";
CREATE TRIGGER guarded_state BEFORE UPDATE OF state ON "{{table}}"
    FOR EACH ROW WHEN ({_CONDITION}) EXECUTE FUNCTION refuse_state();
"""


def guarded_state(table: str) -> migrations.RunPython:
    """The migration operation for the table of a case, after it was made: its state moves only together with its
    version. SQLite forgets triggers when a later migration makes the table anew: such a migration ends with this again.
    """

    def close(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        statement = _POSTGRESQL if is_postgresql else _SQLITE
        schema_editor.execute(statement.replace("{table}", table), params=None)

    def open_again(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        trigger = f'guarded_state ON "{table}"' if is_postgresql else f'"guarded_state_{table}"'
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger}", params=None)

    return migrations.RunPython(close, open_again)
