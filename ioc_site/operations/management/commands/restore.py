import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ioc_site.operations.backup import BackupError, restore_backup
from ioc_site.operations.setup import pending_migrations


class Command(BaseCommand):
    help = "Replace the database and all uploads by those of a backup, after it has been verified."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--no-input", action="store_true", help="do not ask at the terminal")

    def handle(self, *args: Any, folder: Path, no_input: bool, **options: Any) -> None:
        if sys.stdin.isatty() and not no_input:
            self.stdout.write("All that the portal holds now is replaced by the backup. Stop its processes first.")
            if input("Type yes to go on: ") != "yes":
                raise CommandError("nothing was changed")
        try:
            manifest = restore_backup(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the backup of {manifest.made_at}: {sum(manifest.rows.values())} rows")
        if pending_migrations():
            self.stdout.write("It is of an earlier version of the portal: run manage.py setup_portal now.")
