from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ioc_site.operations.setup import run_setup
from ioc_site.operations.sign_ins import write_sign_ins


class Command(BaseCommand):
    help = "Migrate the database and load what the portal needs; safe and quick to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        run_setup(self.stdout.write)
        if settings.IOC_DEMO and settings.IOC_DEMO_PASSWORD:
            write_sign_ins()
