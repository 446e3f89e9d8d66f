from typing import Any

from django.core.management.base import BaseCommand

from home.search.services import rebuild


class Command(BaseCommand):
    help = "Write the index of the search anew: pages, the regulation in force today, agencies."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild()
        self.stdout.write(f"{count} entries can be found.")
