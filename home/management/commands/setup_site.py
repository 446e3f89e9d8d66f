from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.services import set_up_site
from home.site_file import read_site_file
from ioc_site.common.datafiles import DataFileError


class Command(BaseCommand):
    help = "Make the pages and the menu that the portal starts with (data/site.yaml); what exists stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = read_site_file()
        except DataFileError as error:
            raise CommandError(str(error)) from error
        for title in set_up_site(content):
            self.stdout.write(f"  + {title}")
