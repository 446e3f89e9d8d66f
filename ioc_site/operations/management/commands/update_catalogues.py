from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ioc_site.operations.catalogues import OVERRIDES, ROOMS, compile_catalogues, missing_translations, update_catalogue
from ioc_site.operations.package_catalogues import DOMAINS, missing_in_packages, update_overrides


class Command(BaseCommand):
    help = "Bring the Vietnamese catalogue of each room, and of the packages, in line with the code, and compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "rooms", nargs="*", choices=[*ROOMS, OVERRIDES, []], help="only these; wagtail stands for the packages"
        )
        parser.add_argument("--check", action="store_true", help="write nothing, only list what lacks a translation")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = options["rooms"] or [*ROOMS, OVERRIDES]
        for room in (room for room in asked if room != OVERRIDES):
            if not options["check"]:
                self._say(room, update_catalogue(room))
            for use in missing_translations(room):
                self.stdout.write(f"  not translated: {use.msgid!r} ({use.place})")
        for domain in DOMAINS if OVERRIDES in asked else ():
            if not options["check"]:
                self._say(f"{OVERRIDES} ({domain})", update_overrides(domain))
            for msgid in missing_in_packages(domain):
                self.stdout.write(f"  not translated: {msgid!r}")
        compile_catalogues()

    def _say(self, name: str, counts: tuple[int, int]) -> None:
        self.stdout.write(f"{name}: {counts[0]} new, {counts[1]} dropped")
