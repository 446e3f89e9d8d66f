from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from home.duties.services import load_duties
from ioc_site.common.datafiles import DataFileError


class Command(BaseCommand):
    help = "Load the duties of a regulation from a YAML file, all of them or nothing; the regulation comes first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="data/duties-1089.yaml")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            counts = load_duties(file)
        except DataFileError as error:
            raise CommandError(str(error)) from error
        outcomes = ("created", "updated", "unchanged", "kept", "removed")
        self.stdout.write(
            _(
                "Duties: %(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(kept)s kept as staff "
                "left them, %(removed)s removed."
            )
            % {key: counts[key] for key in outcomes}
        )
