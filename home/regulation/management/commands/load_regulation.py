"""``manage.py load_regulation data/1089-QD-UBND.yaml``"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from home.regulation.services import LoadReport, load_document, put_law_text_under_workflow
from home.regulation.services.sourced import Outcome
from home.regulation.source import read_cited_documents, read_document
from ioc_site.common.datafiles import DataFileError

CITED = Path(settings.BASE_DIR) / "data" / "grounds.yaml"


class Command(BaseCommand):
    help = (
        "Load a decision and its regulation from a YAML file, all of it or nothing. Loading it again changes nothing; "
        "what staff corrected or amended since is kept and named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--cited", type=Path, default=CITED, help="the register of cited documents (YAML)")

    def handle(self, *args: Any, file: Path, cited: Path, **options: Any) -> None:
        try:
            document = read_document(file)
            cited_documents = read_cited_documents(cited)
        except DataFileError as error:
            heading = _("Nothing was loaded and nothing was changed:")
            raise CommandError("\n".join([heading, *error.faults])) from None
        report = load_document(document, cited_documents)
        put_law_text_under_workflow()
        self._tell(report)

    def _tell(self, report: LoadReport) -> None:
        counts = {outcome.value: report.counts[outcome] for outcome in Outcome}
        self.stdout.write(
            _("%(number)s: %(created)d created, %(updated)d updated, %(unchanged)d unchanged, %(kept)d kept.")
            % {"number": report.document and report.document.number, **counts}
        )
        for label in report.kept:
            self.stdout.write(_("Kept as corrected by staff: %(label)s") % {"label": label})
        for label in report.conflicts:
            message = _("Both the file and staff changed it; kept as staff left it: %(label)s")
            self.stdout.write(self.style.WARNING(message % {"label": label}))
        for label in report.left_over:
            message = _("No longer in the file, kept all the same: %(label)s")
            self.stdout.write(self.style.WARNING(message % {"label": label}))
