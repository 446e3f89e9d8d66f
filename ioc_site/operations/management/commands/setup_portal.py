from typing import Any

from django.core.management.base import BaseCommand

from ioc_site.operations.setup import run_setup


class Command(BaseCommand):
    help = "Migrate the database and load what the portal needs; safe and quick to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        run_setup(self.stdout.write)
