from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.subsystems import Subsystem
from reports.dossiers import read_as_party
from reports.enums import ScopeKind
from reports.kinds import Ask, CannotBuild, Scope, compute, kind_of
from reports.periods import PeriodError, parse_period
from reports.rendering.xlsx import write_report_xlsx
from reports.unsaved import set_unsaved
from subsystems.agencies.models import Agency, Area

_PERIODS = "2026-11-24, 2026-W48, 2026-11, 2026-Q4, 2026-H2, 2026, 2026-2027 or 2026-01-01..2026-03-15"


class Command(BaseCommand):
    help = "Build a report of a kind for a period into a file (PDF, or XLSX by its ending), without keeping it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind")
        parser.add_argument(
            "--period",
            required=True,
            help="2026-11-24, 2026-W48, 2026-11, 2026-Q4, 2026-H2, 2026, 2026-2027 or from..to",
        )
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")
        parser.add_argument("--agency", default="", metavar="CODE")
        parser.add_argument("--area", default="", metavar="SLUG")
        parser.add_argument("--subsystem", default="", metavar="KEY")
        parser.add_argument("--subject", default="", help="the one thing that kinds without a period are about")
        parser.add_argument("--as", dest="user", default="", metavar="USERNAME", help="the party that a secret is for")

    def handle(self, *args: Any, kind: str, period: str, out: Path, **options: Any) -> None:
        try:
            ask = Ask(period=parse_period(period), at=timezone.now(), scope=_scope(options), subject=options["subject"])
            if kind_of(kind).is_secret:
                read_as_party(options["user"], ask.subject)
            content = compute(kind_of(kind), ask)
            data = (
                write_report_xlsx(content, content.summary)
                if out.suffix.lower() == ".xlsx"
                else set_unsaved(kind_of(kind), ask, content)
            )
        except (PeriodError, CannotBuild, LookupError) as error:
            raise CommandError(str(error)) from error
        _write(out, data)
        self.stdout.write(f"{out}: {len(data)} B")


def _write(out: Path, data: bytes) -> None:
    """The whole file or none; what is no ordinary file (``/dev/stdout``, a pipe) is written to and not replaced."""
    unfinished = out.with_name(f".{out.name}.part")
    is_replaced = out.is_file() or not out.exists()
    try:
        if not is_replaced:
            out.write_bytes(data)
            return
        unfinished.write_bytes(data)
        unfinished.replace(out)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise CommandError(_("%(file)s cannot be written: %(why)s") % {"file": out, "why": error.strerror}) from error


def _scope(options: dict[str, Any]) -> Scope:
    given = [name for name in ("agency", "area", "subsystem") if options[name]]
    if len(given) > 1:
        raise CommandError(_("A report has one scope: an agency, an area or a component."))
    if options["agency"]:
        return Scope(kind=ScopeKind.AGENCY, agency=_agency(options["agency"]))
    if options["area"]:
        return Scope(kind=ScopeKind.AREA, area=_area(options["area"]))
    if options["subsystem"]:
        if options["subsystem"] not in Subsystem.values:
            raise CommandError(_("The components are: %(keys)s.") % {"keys": ", ".join(Subsystem.values)})
        return Scope(kind=ScopeKind.SUBSYSTEM, subsystem=options["subsystem"])
    return Scope()


def _agency(code: str) -> Agency:
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise CommandError(_("There is no agency with the code “%(code)s”.") % {"code": code[:60]})
    return found


def _area(slug: str) -> Area:
    found = Area.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(_("There is no area with the key “%(key)s”.") % {"key": slug[:60]})
    return found
