"""A migrated database, made once for each state of the migrations and copied into memory for each run of the tests.

Migrating from nothing costs about half a minute; copying costs a tenth of a second. The copy lies in ``var/test/``
and is named after what it depends on, so that a changed migration makes a new one.
"""

import hashlib
import os
import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOMS = ("home", "subsystems", "workflows", "reports", "ioc_site", "tests")
# Beside migrations: the models and roles that ``post_migrate`` reads (permissions, groups), and the pinned packages.
PATTERNS = ("**/migrations/*.py", "**/models.py", "**/models/*.py", "**/groups*.py", "**/enums.py", "**/apps.py")


def prepared_copy() -> Path:
    """Where the copy for today's code lies, made or not."""
    base = Path(settings.BASE_DIR)
    files = {base / "constraints.txt", base / "ioc_site/settings/base.py", base / "ioc_site/settings/test.py"}
    for room in ROOMS:
        for pattern in PATTERNS:
            files.update((base / room).glob(pattern))
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(base)).encode())
        digest.update(file.read_bytes())
    return base / "var/test" / f"{digest.hexdigest()[:16]}.sqlite3"


def keep(copy: Path) -> None:
    """Write the freshly migrated database of the tests to ``copy``; the older copies go."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    for old in copy.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished = copy.with_suffix(f".{os.getpid()}")
    target = sqlite3.connect(unfinished)
    with target:
        connection.connection.backup(target)
    target.close()
    unfinished.replace(copy)


def fill(copy: Path) -> None:
    """Put the tests' database in memory in place and copy the prepared one into it."""
    name = connection.creation._get_test_db_name()
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    source = sqlite3.connect(copy)
    source.backup(connection.connection)
    source.close()
