from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from subsystems.agencies.models import Agency, User
from subsystems.indicators.enums import DeliverySource, RowKind
from subsystems.indicators.intake.findings import Findings
from subsystems.indicators.intake.refusals import FileRefused, Finding, text_of
from subsystems.indicators.models import Delivery, IndicatorSet
from subsystems.indicators.services import act, check_delivery, deliver, preview, publish_delivery
from workflows.engine.errors import TransitionError
from workflows.engine.parties import SYSTEM

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Deliver a CSV, XLSX or ODS file for an agency: it is checked and sent to the head of the agency, who approves "
        "it on the screen, or with --approved-by at once. With --dry-run it is only checked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--indicator-set", required=True, metavar="CODE")
        parser.add_argument("--agency", required=True, metavar="CODE")
        parser.add_argument("--period", default="", help="for files without a column for it: 2026-10, 2026-Q3, 2026")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--approved-by", default="", metavar="USERNAME", help="the head who approves (Article 4.3)")

    def handle(self, *args: Any, file: Path, period: str, dry_run: bool, approved_by: str, **options: Any) -> None:
        indicator_set = self._find(IndicatorSet, options["indicator_set"])
        agency = self._find(Agency, options["agency"])
        head = self._head(approved_by)
        defaults = {"period": period} if period else {}
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(
                _("%(path)s: cannot be read (%(why)s)") % {"path": file, "why": error.strerror}
            ) from error
        if dry_run:
            self._report_check(preview(content, file.name, indicator_set, agency, defaults).findings)
            return
        try:
            delivery = deliver(
                SYSTEM, indicator_set, agency, content, file.name, DeliverySource.COMMAND, defaults=defaults
            )
        except FileRefused as error:
            raise CommandError(self._line(error.finding)) from error
        except PermissionDenied as error:
            raise CommandError(str(error)) from error
        self._finish(check_delivery(delivery.pk), head)

    def _finish(self, delivery: Delivery, head: User | None) -> None:
        delivery.refresh_from_db()
        self._counts(delivery.new_count, delivery.changed_count, delivery.unchanged_count, delivery.warning_count)
        rows = delivery.rows.filter(kind__in=[RowKind.ERROR, RowKind.WARNING]).order_by("kind", "row", "pk")[:SHOWN]
        lines = [self._place(row.sheet, row.row, row.column, row.value, text_of(row.code, row.params)) for row in rows]
        for line in lines:
            self.stdout.write(line)
        if delivery.error_count:
            raise CommandError(
                _("%(reference)s: rejected, %(count)s errors; nothing was written.")
                % {"reference": delivery.reference, "count": delivery.error_count}
            )
        if head is not None:
            try:
                act(delivery, "approve", head, {"acknowledged": True})
            except TransitionError as error:
                raise CommandError(str(error)) from error
            delivery = publish_delivery(delivery.pk)
        self.stdout.write(f"{delivery.reference}: {delivery.current_state.label}")

    def _report_check(self, findings: Findings) -> None:
        counts = findings.counts
        self._counts(counts["new"], counts["changed"], counts["unchanged"], counts[RowKind.WARNING])
        for finding in findings.kept[:SHOWN]:
            self.stdout.write(self._line(finding))
        if findings.has_errors:
            raise CommandError(_("%(count)s errors") % {"count": counts[RowKind.ERROR]})

    def _counts(self, new: int, changed: int, unchanged: int, warnings: int) -> None:
        values = {"new": new, "changed": changed, "unchanged": unchanged, "warnings": warnings}
        self.stdout.write(
            _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(warnings)s unusual values") % values
        )

    def _line(self, finding: Finding) -> str:
        return self._place(finding.sheet, finding.row, finding.column, finding.value, finding.text)

    @staticmethod
    def _place(sheet: str, row: int, column: str, value: str, text: str) -> str:
        place = [sheet, _("row %(row)s") % {"row": row} if row else "", f"“{column}”" if column else ""]
        where = ", ".join(part for part in place if part)
        return f"{where}: {f'“{value}” – ' if value else ''}{text}" if where else text

    @staticmethod
    def _find(model: Any, code: str) -> Any:
        row = model.objects.filter(code=code).first()
        if row is None:
            raise CommandError(_("“%(code)s” is not known") % {"code": code})
        return row

    @staticmethod
    def _head(username: str) -> User | None:
        if not username:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(_("“%(code)s” is not known") % {"code": username})
        return user
