from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ioc_site.common.datafiles import DataFileError
from subsystems.agencies.loading import load_agencies


class Command(BaseCommand):
    help = (
        "Load the agencies of the decision as working agencies. With --changes, also end those that were merged or "
        "dissolved since and bring in who took over; without it the portal runs with the agencies of the decision."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="data/agencies.yaml")
        parser.add_argument("--changes", type=Path, help="data/agency_changes.yaml")

    def handle(self, *args: Any, file: Path, changes: Path | None, **options: Any) -> None:
        try:
            counts = load_agencies(file, changes)
        except DataFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Agencies: %(created)s created, %(updated)s updated, %(unchanged)s unchanged.")
            % {key: counts[key] for key in ("created", "updated", "unchanged")}
        )
        if counts["to_assign"]:
            message = _("%(count)s people worked in agencies that several others took over from: assign them by hand.")
            self.stdout.write(message % {"count": counts["to_assign"]})
