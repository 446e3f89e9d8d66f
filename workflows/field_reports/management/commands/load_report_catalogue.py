"""Load the first catalogue of categories, routing rules and standard texts."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ioc_site.common.datafiles import DataFileError
from workflows.field_reports.loading import load_catalogue


class Command(BaseCommand):
    help = "Loads categories, routing rules and standard texts that are not there yet; what staff changed stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = load_catalogue(options["file"])
        except DataFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made}")
