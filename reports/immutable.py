"""What a report says does not change any more once it has its number: the database refuses it, and its deletion."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "reports_reportdocument"
CLOSED = (
    "kind", "period_kind", "period_start", "period_end", "subject", "title", "scope", "agency_id", "area_id",
    "subsystem", "issuer_id", "corrects_id", "content", "computed_at", "summary", "signature", "signer_name",
    "number", "number_year", "number_text", "issued_on", "code", "is_restricted", "is_demo",
)  # fmt: skip
_MESSAGE = f"{TABLE}: a report with a number does not change"
_SQLITE = (
    f'CREATE TRIGGER IF NOT EXISTS "closed_report_update" BEFORE UPDATE ON "{TABLE}" WHEN OLD.number IS NOT NULL AND ('
    + " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in CLOSED)
    + f") BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
    f'CREATE TRIGGER IF NOT EXISTS "closed_report_delete" BEFORE DELETE ON "{TABLE}" WHEN OLD.number IS NOT NULL '
    f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
)
_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION refuse_closed_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER IF EXISTS closed_report_update ON "{TABLE}";
CREATE TRIGGER closed_report_update BEFORE UPDATE ON "{TABLE}" FOR EACH ROW WHEN (OLD.number IS NOT NULL AND ("""
    + " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in CLOSED)
    + f""")) EXECUTE FUNCTION refuse_closed_report();
DROP TRIGGER IF EXISTS closed_report_delete ON "{TABLE}";
CREATE TRIGGER closed_report_delete BEFORE DELETE ON "{TABLE}" FOR EACH ROW WHEN (OLD.number IS NOT NULL)
    EXECUTE FUNCTION refuse_closed_report();""",
)


def closed_reports() -> migrations.RunPython:
    """The migration operation; SQLite forgets triggers when a later migration makes the table anew, so such a migration
    ends with this again."""

    def close(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
            schema_editor.execute(statement, params=None)

    def open_again(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        on = f' ON "{TABLE}"' if schema_editor.connection.vendor == "postgresql" else ""
        for name in ("closed_report_update", "closed_report_delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}", params=None)

    return migrations.RunPython(close, open_again)
