from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.models import ReportFile
from reports.proving import problems


class Command(BaseCommand):
    help = "Prove that no file of a report was changed or lost and that no register has a gap."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(problems())
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(_("%(count)s things are not as they were.") % {"count": len(found)})
        self.stdout.write(
            _("%(count)s files of reports and all registers are as they were.") % {"count": ReportFile.objects.count()}
        )
