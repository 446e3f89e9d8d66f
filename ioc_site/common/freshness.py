"""When public pages have to be rendered anew.

Every change of a public page changes one token in the database, in the same transaction. A cached page keeps the token
that it was rendered under and is served only while that is the token still; so it cannot be older than the data,
whichever process changed them, and a transaction that rolls back changes nothing.

Saving and deleting rows changes the token by itself (``ioc_site.pagecache``). Services that write past the models'
signals (``bulk_create``, ``QuerySet.update``, SQL) must call ``purge`` in their transaction.
"""

import os
import threading
import uuid
from datetime import datetime

from django.db import connection, models, transaction
from django.http import HttpRequest

_TABLE = "common_publicversion"
_FRESH_UNTIL = "_public_page_fresh_until"
_READS = "_public_version_reads"


# Each connection changes a row of its own: with a single one, every transaction that changes something would wait for
# the one before it to end.
_ROWS = 16


class PublicVersion(models.Model):
    """The token of the public pages as they are now is that of all rows together."""

    token = models.CharField(max_length=32)

    class Meta:
        db_table = _TABLE

    def __str__(self) -> str:
        return self.token


def purge() -> None:
    """Let no page be served that was rendered before now; takes effect when the current transaction commits."""
    if _is_purged():
        return
    # A random token, not a number: one that a restored backup brings back must not fit pages of today.
    key, token = 1 + hash((os.getpid(), threading.get_ident())) % _ROWS, uuid.uuid4().hex
    with connection.cursor() as cursor:
        # Every step of a case passes here: the statement is written down, since putting it together takes longer.
        cursor.execute(f"UPDATE {_TABLE} SET token = %s WHERE id = %s", [token, key])  # noqa: S608 - a constant
        is_there = cursor.rowcount == 1
    if not is_there:
        PublicVersion.objects.update_or_create(pk=key, defaults={"token": token})
    if connection.in_atomic_block:
        transaction.on_commit(_Purged(getattr(connection, _READS, 0)))


class _Purged:
    """Waits for the commit as a sign that this transaction has changed the token; Django drops it when the part of the
    transaction that it belongs to is rolled back. ``reads`` is how often the token had been read by then."""

    def __init__(self, reads: int) -> None:
        self.reads = reads

    def __call__(self) -> None:
        """Nothing is left to be done."""


def _is_purged() -> bool:
    """Whether this transaction has changed the token already, and nobody in it has read the new one since."""
    if not connection.in_atomic_block:
        return False
    reads = getattr(connection, _READS, 0)
    waiting = [entry[1] for entry in connection.run_on_commit]
    return any(isinstance(sign, _Purged) and sign.reads == reads for sign in waiting)


def current_token() -> str:
    """The token now; empty before anything was ever changed. Raises ``DatabaseError``."""
    # Read on every request: past the ORM, this takes a fifth of the time.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT token FROM {_TABLE} ORDER BY id")  # noqa: S608 - a constant
        rows = cursor.fetchall()
    setattr(connection, _READS, getattr(connection, _READS, 0) + 1)
    return "".join(row[0] for row in rows)


def fresh_until(request: HttpRequest, moment: datetime) -> None:
    """Say that the page being rendered changes by itself at ``moment`` (a notice that ends, a deadline that passes)."""
    earlier = getattr(request, _FRESH_UNTIL, None)
    setattr(request, _FRESH_UNTIL, min(moment, earlier) if earlier else moment)


def is_fresh_until(request: HttpRequest) -> datetime | None:
    """The earliest of the moments that views named for this request."""
    return getattr(request, _FRESH_UNTIL, None)
