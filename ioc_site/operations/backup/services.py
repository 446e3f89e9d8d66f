from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ioc_site.operations.backup import uploads
from ioc_site.operations.backup.databases import DUMPERS, Dumper, count_rows
from ioc_site.operations.backup.errors import BackupError
from ioc_site.operations.backup.manifest import Manifest, sha256


def make_backup(folder: Path) -> Manifest:
    """Write a backup into a new or empty folder that only this user may read; returns its manifest."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty")
    dumper = _dumper_of(connection.vendor)
    rows = dumper.dump(folder / dumper.name)
    manifest = Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        database=connection.vendor,
        migrations=[f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()],
        rows=rows,
    )
    for name in (dumper.name, *uploads.copy_out(folder)):
        manifest.files[name] = sha256(folder / name)
    manifest.write(folder)  # last: a folder without it is an unfinished backup
    return manifest


def restore_backup(folder: Path) -> Manifest:
    """Replace the database and all uploads by those of a backup; returns its manifest.

    Raises ``BackupError`` before anything is changed when the backup is not whole, comes from another kind of database
    or from a later version of the portal; and after that when the tables do not hold as many rows as they should.
    """
    manifest = Manifest.read(folder)
    manifest.verify(folder)
    dumper = _dumper_of(connection.vendor)
    if manifest.database != connection.vendor:
        raise BackupError(f"The backup is of {manifest.database}, the database is {connection.vendor}")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known - _replaced_migrations()):
        raise BackupError(f"The backup is of a later version of the portal, which has {', '.join(unknown[:5])}")
    dumper.load(folder / dumper.name)
    uploads.copy_back(folder)
    for alias in settings.CACHES:
        caches[alias].clear()
    with connection.cursor() as cursor:
        rows = count_rows(cursor)
    if rows != manifest.rows:
        different = sorted(t for t in rows.keys() | manifest.rows.keys() if rows.get(t) != manifest.rows.get(t))
        raise BackupError(f"These tables do not hold the rows of the backup: {', '.join(different)}")
    return manifest


def _dumper_of(vendor: str) -> Dumper:
    if vendor not in DUMPERS:
        raise BackupError(f"There is no way to back up a database of the kind {vendor}")
    return DUMPERS[vendor]()


def _replaced_migrations() -> set[str]:
    """Migrations that a squashed one stands for: applied once, not on the disk any more."""
    migrations = MigrationLoader(None).disk_migrations.values()
    return {f"{app}.{name}" for migration in migrations for app, name in migration.replaces}
