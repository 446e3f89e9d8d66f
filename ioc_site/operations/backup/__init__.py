"""Backups: one folder with the database, all uploads and a manifest that proves both.

``make_backup`` may run while the portal works: the database is a consistent snapshot, and uploads are copied after
it, so that each file that a row names is there. ``restore_backup`` verifies everything before it touches anything.
"""

from ioc_site.operations.backup.errors import BackupError
from ioc_site.operations.backup.services import make_backup, restore_backup

__all__ = ["BackupError", "make_backup", "restore_backup"]
