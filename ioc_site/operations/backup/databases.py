"""Dumping and loading the database, each kind with its own means."""

import contextlib
import os
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, transaction

from ioc_site.operations.backup.errors import BackupError

LOCK_SECONDS = 30


class Dumper(Protocol):
    """``name`` is the file within the backup; ``dump`` returns the number of rows of each table in it."""

    name: str

    def dump(self, target: Path) -> dict[str, int]: ...

    def load(self, source: Path) -> None: ...


def count_rows(cursor: Any) -> dict[str, int]:
    """How many rows each table holds that a cursor on the database, or on a copy of it, sees."""
    counts = {}
    for table in sorted(connection.introspection.table_names(cursor)):
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        counts[table] = cursor.fetchone()[0]
    return counts


class SqliteDumper:
    """SQLite's online backup: a consistent copy under its own locks, whatever other connections do meanwhile."""

    name = "database.sqlite3"

    def dump(self, target: Path) -> dict[str, int]:
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(target)) as copy:
            self._copy(connection.connection, copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            return count_rows(copy.cursor())

    def load(self, source: Path) -> None:
        with contextlib.closing(sqlite3.connect(f"{source.resolve().as_uri()}?immutable=1", uri=True)) as copy:
            if (verdict := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise BackupError(f"The database of the backup is damaged, nothing was changed: {verdict}")
            connection.ensure_connection()
            self._copy(copy, connection.connection)

    def _copy(self, source: sqlite3.Connection, target: sqlite3.Connection) -> None:
        """SQLite would wait for a lock for ever."""
        until = time.monotonic() + LOCK_SECONDS

        def progress(status: int, _remaining: int, _total: int) -> None:
            if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > until:
                raise BackupError("Another process holds the database: stop the portal's processes and try again")

        source.backup(target, progress=progress)


class PostgresqlDumper:
    """``pg_dump`` in its custom format; ``pg_restore`` and ``psql`` in one transaction."""

    name = "database.dump"

    def dump(self, target: Path) -> dict[str, int]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
            return count_rows(cursor)

    def load(self, source: Path) -> None:
        # The schema is made anew: tables of a later version than the backup's would be in the way of its migrations.
        script = source.with_suffix(".sql")
        try:
            self._call(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source)], {})
            connection.close()
            self._run(
                "psql",
                "--no-psqlrc",
                "--single-transaction",
                "--set=ON_ERROR_STOP=1",
                "--command=SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public",
                f"--file={script}",
            )
        finally:
            script.unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs on our database; the password goes by the environment."""
        (_psql, *where), environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
        self._call([program, *arguments, *where], environment or {})

    def _call(self, command: list[str], environment: dict[str, Any]) -> None:
        try:
            done = subprocess.run(  # noqa: S603
                command, env=os.environ | environment, capture_output=True, text=True, check=False
            )
        except FileNotFoundError as error:
            raise BackupError(f"{command[0]} is needed: install the PostgreSQL client") from error
        if done.returncode:
            raise BackupError(f"{command[0]} failed: {done.stderr.strip()}")


DUMPERS: dict[str, type[Dumper]] = {"sqlite": SqliteDumper, "postgresql": PostgresqlDumper}
