from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from subsystems.agencies.loading import load_areas


class Command(BaseCommand):
    help = "Load the areas of Bình Thuận before and after 1 July 2025 (from the package vietnamadminunits)."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_areas()
        self.stdout.write(
            _("Areas: %(created)s created, %(updated)s updated, %(unchanged)s unchanged.")
            % {key: counts[key] for key in ("created", "updated", "unchanged")}
        )
