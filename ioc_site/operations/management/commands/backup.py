from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ioc_site.operations.backup import BackupError, make_backup


class Command(BaseCommand):
    help = "Back up the database and all uploads into a new folder. The portal may go on working meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            manifest = make_backup(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{folder}: {sum(manifest.rows.values())} rows and {len(manifest.files) - 1} uploads")
