"""When public pages have to be rendered anew.

Every change of a public page changes one token in the database, in the same transaction. A cached page keeps the token
that it was rendered under and is served only while that is the token still; so it cannot be older than the data,
whichever process changed them, and a transaction that rolls back changes nothing.

Saving and deleting rows changes the token by itself (``ioc_site.pagecache``). Services that write past the models'
signals (``bulk_create``, ``QuerySet.update``, SQL) must call ``purge`` in their transaction.
"""

import uuid
from datetime import datetime

from django.db import connection, models
from django.http import HttpRequest

_TABLE = "common_publicversion"
_FRESH_UNTIL = "_public_page_fresh_until"


class PublicVersion(models.Model):
    """One row: the token of the public pages as they are now."""

    token = models.CharField(max_length=32)

    class Meta:
        db_table = _TABLE

    def __str__(self) -> str:
        return self.token


def purge() -> None:
    """Let no page be served that was rendered before now; takes effect when the current transaction commits."""
    # A random token, not a number: one that a restored backup brings back must not fit pages of today.
    token = uuid.uuid4().hex
    if not PublicVersion.objects.filter(pk=1).update(token=token):
        PublicVersion.objects.update_or_create(pk=1, defaults={"token": token})


def current_token() -> str:
    """The token now; empty before anything was ever changed. Raises ``DatabaseError``."""
    # Read on every request: past the ORM, this takes a fifth of the time.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT token FROM {_TABLE} WHERE id = 1")  # noqa: S608 - a constant
        row = cursor.fetchone()
    return row[0] if row else ""


def fresh_until(request: HttpRequest, moment: datetime) -> None:
    """Say that the page being rendered changes by itself at ``moment`` (a notice that ends, a deadline that passes)."""
    earlier = getattr(request, _FRESH_UNTIL, None)
    setattr(request, _FRESH_UNTIL, min(moment, earlier) if earlier else moment)


def is_fresh_until(request: HttpRequest) -> datetime | None:
    """The earliest of the moments that views named for this request."""
    return getattr(request, _FRESH_UNTIL, None)
