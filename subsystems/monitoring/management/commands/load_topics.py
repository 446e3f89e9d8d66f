"""Load the first topics, rules and phrases of online-information monitoring."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ioc_site.common.datafiles import DataFileError
from subsystems.monitoring.loading import load_topics


class Command(BaseCommand):
    help = "Loads topics with rules, and phrases, that are not there yet; what staff changed stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = load_topics(options["file"])
        except DataFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made}")
