from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ioc_site.operations.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile the message catalogues that changed since; needs no GNU gettext."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = compile_catalogues()
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 1:
            for path in written:
                self.stdout.write(str(path))
