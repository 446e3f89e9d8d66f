"""The kinds of report that the portal can build.

A kind is a function from what was asked (period, scope) to a ``Content``; it asks the query functions that the screens
use and nothing else. The room that has the figures registers the kind when its app is ready: this room those of the
rooms below it, ``home`` those about the regulation. The same content gives the PDF, the web page and the spreadsheet; a
kind with a form of its own (the text of a regulation) brings the function that sets its PDF.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from ioc_site.common.subsystems import Subsystem
from reports.content import Content
from reports.enums import ScopeKind
from reports.periods import PeriodKind, ReportPeriod
from subsystems.agencies.models import Agency, Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The part of the province that a report is about; exactly what ``kind`` names is set."""

    kind: ScopeKind = ScopeKind.PROVINCE
    agency: Agency | None = None
    area: Area | None = None
    subsystem: str = ""

    @property
    def label(self) -> str:
        """As the title of a report says it; empty for the whole province."""
        if self.agency is not None:
            return f"của {self.agency.name}"
        if self.area is not None:
            return f"trên địa bàn {self.area.full_name}"
        if self.subsystem:
            with translation.override("vi"):
                component = str(Subsystem(self.subsystem).label)
            return f"thuộc {component[:1].lower()}{component[1:]}"
        return ""


PROVINCE = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a report is to be about. ``at`` is the time of computing; ``subject`` names the one thing that kinds without
    a period are about (the reference of a field report).
    """

    period: ReportPeriod
    at: datetime
    scope: Scope = PROVINCE
    subject: str = ""


class CannotBuild(Exception):
    """There is no such report: the period has not begun, the agency did not exist in it. The message is for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportKind:
    """``code`` is stable (stored, and typed on the command line); ``label`` and ``help`` may be lazy.

    ``compute`` may raise ``CannotBuild``. ``is_restricted`` keeps a report to its issuer and recipients and logs every
    reading. ``about_thing`` is the label of the one thing asked for instead of a period. ``set_pdf`` sets the file of a
    kind with a form of its own; it gets the ask again. ``subsystems`` limits the components that may be asked for.
    ``symbol`` stands before the issuer's code in the number (``BC-STTTT``). ``may_ask`` says whether a person may know
    of the one thing asked for. A kind that ``is_secret`` is never kept among reports nor offered: its parties make its
    file where they work on the case.
    """

    code: str
    label: Any
    compute: Callable[[Ask], Content]
    help: Any = ""
    scopes: tuple[ScopeKind, ...] = (ScopeKind.PROVINCE,)
    periods: tuple[PeriodKind, ...] = tuple(PeriodKind)
    subsystems: tuple[Subsystem, ...] = ()
    document_type: str = "BÁO CÁO"
    issuer_code: str = "STTTT"
    is_restricted: bool = False
    about_thing: Any = ""
    set_pdf: Callable[[Ask], bytes] | None = None
    symbol: str = "BC"
    may_ask: Callable[[Any, str], bool] | None = None
    is_secret: bool = False


_kinds: dict[str, ReportKind] = {}


def register_kind(kind: ReportKind) -> None:
    """Make a kind known; raises ``ValueError`` when its code is taken by another one."""
    if _kinds.get(kind.code, kind) != kind:
        raise ValueError(f"a kind of report with the code {kind.code!r} is registered already")
    _kinds[kind.code] = kind


def report_kinds() -> list[ReportKind]:
    """All kinds, in order of code."""
    return [kind for _, kind in sorted(_kinds.items())]


def offered_kinds() -> list[ReportKind]:
    """The kinds that people may ask for, plan and filter by."""
    return [kind for kind in report_kinds() if not kind.is_secret]


def kind_of(code: str) -> ReportKind:
    """The kind with this code; raises ``LookupError`` naming those that there are."""
    kind = _kinds.get(code)
    if kind is None:
        raise LookupError(f"there is no kind of report {code!r}; known are: {', '.join(sorted(_kinds))}")
    return kind


def scopes_in_words(kind: ReportKind) -> str:
    """For what there is a report of a kind, as it stands within a sentence."""
    return "; ".join(_lower(ScopeKind(one).label) for one in kind.scopes)


def subsystems_in_words(kind: ReportKind) -> str:
    """The components that a kind is limited to; empty when it is not."""
    return "; ".join(_lower(one.label) for one in kind.subsystems)


def _lower(label: Any) -> str:
    return str(label)[:1].lower() + str(label)[1:]


def scope_problem(kind: ReportKind, scope: Scope) -> str:
    """Why there is no report of a kind for a scope, in a sentence for people; empty when there is one."""
    if scope.kind not in kind.scopes:
        return _("This kind of report is made for: %(scopes)s.") % {"scopes": scopes_in_words(kind)}
    if scope.subsystem and kind.subsystems and scope.subsystem not in kind.subsystems:
        names = subsystems_in_words(kind)
        return _("This kind of report is made for these components only: %(names)s.") % {"names": names}
    return ""


def compute(kind: ReportKind, ask: Ask) -> Content:
    """What a report says. Raises ``CannotBuild`` for a period that has not begun or an agency that did not exist."""
    _check_period(kind, ask)
    _check_scope(kind, ask)
    return kind.compute(ask)


def _check_period(kind: ReportKind, ask: Ask) -> None:
    if kind.about_thing:
        if not ask.subject:
            raise CannotBuild("Chưa nêu đối tượng của báo cáo.")
        return
    if ask.period.kind not in kind.periods:
        raise CannotBuild("Loại báo cáo này không lập cho loại kỳ báo cáo đã chọn.")
    if not ask.period.has_begun(ask.at.astimezone(ask.period.moments[0].tzinfo).date()):
        raise CannotBuild(f"Kỳ báo cáo {ask.period.label} chưa bắt đầu, nên chưa có số liệu để báo cáo.")


def _check_scope(kind: ReportKind, ask: Ask) -> None:
    problem = scope_problem(kind, ask.scope)
    if problem:
        raise CannotBuild(problem)
    for held in (ask.scope.agency, ask.scope.area):
        if held is None:
            continue
        if _has_ended(held, ask.period.start) and not kind.about_thing:
            raise CannotBuild(f"{held} không còn hoạt động trong kỳ báo cáo.")
        if held.valid_from is not None and held.valid_from > ask.period.end and not kind.about_thing:
            raise CannotBuild(f"{held} chưa hoạt động trong kỳ báo cáo.")


def _has_ended(held: Agency | Area, day: date) -> bool:
    """Whether it held no more on a day; an area is still reported on while its own committee works."""
    if held.valid_to is None or held.valid_to >= day:
        return False
    return not (isinstance(held, Area) and held.agencies.valid_on(day).exists())


def changes_within(ask: Ask) -> list[str]:
    """Sentences about an agency or area that ended by the end of the period, or began in the middle of it."""
    said = []
    for held in (ask.scope.agency, ask.scope.area):
        if held is None:
            continue
        if held.valid_to is not None and held.valid_to < ask.period.end:
            after = ", ".join(str(successor) for successor in held.successors.all())
            took_over = f"; nhiệm vụ chuyển sang {after}" if after else ""
            when = "trước" if held.valid_to < ask.period.start else "trong"
            said.append(f"{held} kết thúc hoạt động ngày {held.valid_to:%d/%m/%Y}, {when} kỳ báo cáo{took_over}.")
        if held.valid_from is not None and held.valid_from > ask.period.start:
            said.append(f"{held} bắt đầu hoạt động ngày {held.valid_from:%d/%m/%Y}, trong kỳ báo cáo.")
    return said
