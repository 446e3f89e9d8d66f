from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from home.content.delivery import deliver_pages
from home.content.models import GuidanceIndexPage, GuidancePage, NewsIndexPage, NewsPage
from home.content.page_files import GUIDANCE_FOLDER, NEWS_FOLDER, GuidanceRow, NewsRow, read_page_files
from home.content.services import set_up_workflow
from ioc_site.common.datafiles import DataFileError
from subsystems.agencies.enums import Role
from subsystems.agencies.groups import GROUP_NAMES


class Command(BaseCommand):
    help = "Set up the workflow with four eyes and load data/guidance and data/news; what staff edited stays."

    def handle(self, *args: Any, **options: Any) -> None:
        guidance, news = GuidanceIndexPage.objects.first(), NewsIndexPage.objects.first()
        if guidance is None or news is None:
            raise CommandError("There are no lists for guidance and news yet: run setup_site first.")
        try:
            with transaction.atomic():
                set_up_workflow(Group.objects.get_or_create(name=GROUP_NAMES[Role.PUBLISHER])[0])
                outcomes = deliver_pages(guidance, GuidancePage, read_page_files(GUIDANCE_FOLDER, GuidanceRow))
                outcomes += deliver_pages(news, NewsPage, read_page_files(NEWS_FOLDER, NewsRow))
        except (DataFileError, ValidationError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(f"{outcome}: {count}" for outcome, count in sorted(outcomes.items())))
