"""``manage.py load_regulation data/1089-QD-UBND.yaml``"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from home.regulation.loading.schema import read_cited_documents, read_document
from home.regulation.loading.yaml_source import MAX_BYTES, SourceError
from home.regulation.services import LoadReport, load_document
from home.regulation.services.sourced import Outcome

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
            document = read_document(_read(file))
        except SourceError as error:
            raise CommandError(_refusal(file, error)) from None
        try:
            cited_documents = read_cited_documents(_read(cited))
        except SourceError as error:
            raise CommandError(_refusal(cited, error)) from None
        self._tell(load_document(document, cited_documents))

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


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CommandError(_("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": reason}) from None


def _refusal(file: Path, error: SourceError) -> str:
    heading = _("%(file)s was not loaded, nothing was changed:") % {"file": file}
    return "\n".join([heading, *(f"  {problem}" for problem in error.problems)])
