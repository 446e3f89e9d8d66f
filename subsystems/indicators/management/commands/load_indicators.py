from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ioc_site.common.datafiles import DataFileError
from subsystems.indicators.loading import load_catalogue


class Command(BaseCommand):
    help = "Load dimensions, indicators, sets and obligations that are not there yet; what staff changed stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="data/indicators")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            made = load_catalogue(folder)
        except DataFileError as error:
            raise CommandError(str(error)) from error
        message = _(
            "Made: %(indicators)s indicators, %(versions)s versions, %(sets)s sets, %(obligations)s obligations."
        )
        self.stdout.write(message % {name: made[name] for name in ("indicators", "versions", "sets", "obligations")})
