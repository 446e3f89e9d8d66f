from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ioc_site.operations.catalogues import ROOMS, compile_catalogues, missing_translations, update_catalogue


class Command(BaseCommand):
    help = "Bring each room's Vietnamese catalogue in line with its code and templates, and compile it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rooms", nargs="*", choices=[*ROOMS, []], help="only these rooms")
        parser.add_argument("--check", action="store_true", help="write nothing, only list what lacks a translation")

    def handle(self, *args: Any, **options: Any) -> None:
        for room in options["rooms"] or ROOMS:
            if not options["check"]:
                added, dropped = update_catalogue(room)
                self.stdout.write(f"{room}: {added} new, {dropped} dropped")
            for use in missing_translations(room):
                self.stdout.write(f"  not translated: {use.msgid!r} ({use.place})")
        compile_catalogues()
