"""Writing very many figures at once, past the ORM: 2,000,000 rows in well under a minute."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection

COLUMNS = ("indicator_id", "version_id", "area_id", "period", "breakdown_id", "value", "delivery_id", "row")
_TABLE = "indicators_observation"
_CHUNK = 20_000

Row = tuple[int, int, int, int, int, float, int, int]


def insert_new(rows: Iterable[Row]) -> int:
    """Insert the figures that are not there yet (in the order of ``COLUMNS``); returns how many were inserted.

    Runs in the caller's transaction. Rows in the order indicator, period, area, breakdown are written fastest.
    """
    if connection.vendor == "postgresql":
        return _copy(rows)
    return _insert(rows)


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    stream = iter(rows)
    while chunk := list(islice(stream, _CHUNK)):
        yield chunk


def _insert(rows: Iterable[Row]) -> int:
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    marks = ", ".join("?" for _column in COLUMNS)
    names = ", ".join(f'"{column}"' for column in COLUMNS)
    statement = f"INSERT OR IGNORE INTO {_TABLE} ({names}) VALUES ({marks})"  # noqa: S608 - constants
    before = raw.total_changes
    for chunk in _chunks(rows):
        raw.executemany(statement, chunk)
    return raw.total_changes - before


def _copy(rows: Iterable[Row]) -> int:
    names = ", ".join(f'"{column}"' for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {names} FROM {_TABLE} LIMIT 0"  # noqa: S608
        )
        copied: Any = cursor.copy(f"COPY incoming ({names}) FROM STDIN")
        with copied as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {_TABLE} ({names}) SELECT {names} FROM incoming ON CONFLICT DO NOTHING"  # noqa: S608
        )
        inserted = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
    return inserted
