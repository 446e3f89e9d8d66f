"""Load the forms of commendation and discipline with their legal basis and checklists."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ioc_site.common.datafiles import DataFileError
from workflows.conduct.loading import load_forms


class Command(BaseCommand):
    help = "Loads forms of commendation and discipline that are not there yet; what staff changed stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = load_forms(options["file"])
        except DataFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made}")
