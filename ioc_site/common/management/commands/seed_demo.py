import secrets
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from ioc_site.common.demo import DemoSize, seeders

SEED = 1089


class Command(BaseCommand):
    help = "Fill the portal with marked demonstration data and accounts (in demonstration mode only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reports", type=int, default=400, metavar="N", help="field reports (default 400)")
        parser.add_argument(
            "--observations", type=int, default=20_000, metavar="N", help="observations (default 20000)"
        )

    def handle(self, *args: Any, reports: int, observations: int, **options: Any) -> None:
        if not settings.IOC_DEMO:
            raise CommandError(_("Demonstration data is made in demonstration mode only (IOC_DEMO=1)."))
        if min(reports, observations) < 0:
            raise CommandError(_("--reports and --observations count from 0."))
        password = settings.IOC_DEMO_PASSWORD or secrets.token_urlsafe(12)
        for seeder in seeders():
            size = DemoSize(reports, observations, password, Random(f"{SEED} {seeder.code}"))  # noqa: S311 - made up data
            with transaction.atomic():
                self.stdout.write(f"{seeder.code}: {seeder.run(size)}")
        if not settings.IOC_DEMO_PASSWORD:
            self.stdout.write(_("Password of the demonstration accounts: %(password)s") % {"password": password})
