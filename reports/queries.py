"""What the screens of reports read; one function a screen, a constant number of queries each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Prefetch, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ioc_site.common.folding import fold
from ioc_site.common.jobs.enums import ACTIVE_STATES
from ioc_site.common.jobs.models import Job
from ioc_site.common.pagination import KeysetPage, paginate
from reports.content import Content, from_json
from reports.enums import PDF_KINDS, FileKind
from reports.kinds import offered_kinds
from reports.models import ISSUED, ReportDocument, ReportFile, ReportPlan
from reports.periods import PeriodKind
from reports.permissions import user_can_comment, user_can_issue, user_can_prepare
from reports.planning import current_period, due_day
from reports.sets import SetProgress, progress_of
from reports.workflow import REPORT_DOCUMENT
from subsystems.agencies.models import User
from workflows.engine.models import Event
from workflows.engine.queries import Button, available

PAGE_SIZE = 20
LINES = 3
_MARKS = {"draft": "info", "approved": "info", "failed": "danger", "superseded": "warning", "cancelled": "warning"}


@dataclass(frozen=True, slots=True)
class Row:
    """One report in a list: the first lines of its summary, and which files there are to get."""

    document: ReportDocument
    kind_label: Any
    state: Any
    mark: str
    lines: list[str]
    has_picture: bool
    has_pdf: bool
    has_data: bool

    @property
    def is_signed(self) -> bool:
        return bool(self.document.signed_by)


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter above a list."""

    parameter: str
    label: Any
    options: list[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True, slots=True)
class LeadersPage:
    """``/bao-cao/``: the newest of each kind, and the list with its filters."""

    newest: list[Row]
    filters: list[Choice]
    query: str
    page: KeysetPage
    rows: list[Row]
    unknown: bool

    @property
    def is_filtered(self) -> bool:
        return bool(self.query) or any(choice.chosen for choice in self.filters)


def _with_files() -> Prefetch:
    return Prefetch("files", ReportFile.objects.only("id", "document_id", "kind").order_by("pk"))


def kind_labels() -> dict[str, Any]:
    """What people call each kind."""
    return {kind.code: kind.label for kind in offered_kinds()}


def row_of(document: ReportDocument, labels: dict[str, Any]) -> Row:
    kinds = {file.kind for file in document.files.all()}
    state = REPORT_DOCUMENT.state(document.state)
    return Row(
        document=document,
        kind_label=labels.get(document.kind, document.kind),
        state=state.label,
        mark=_MARKS.get(document.state, "success" if document.state in ISSUED else ""),
        lines=document.summary_lines[:LINES],
        has_picture=FileKind.PICTURE in kinds,
        has_pdf=bool(kinds & set(PDF_KINDS)),
        has_data=FileKind.DATA in kinds,
    )


def leaders_page(user: User, query: QueryDict) -> LeadersPage:
    """Issued reports that the user may read, and drafts of people who work on them. Filters ``loai``, ``ky``, ``nam``,
    ``trang-thai`` and words ``q``; six queries."""
    labels = kind_labels()
    visible = ReportDocument.objects.visible_to(user)
    issued = visible.issued().exclude(state="superseded")
    newest_keys = [row["newest"] for row in issued.order_by().values("kind").annotate(newest=Max("pk"))]
    newest = listed(ReportDocument.objects.filter(pk__in=newest_keys).order_by("kind"))
    filters = _filters(query, labels)
    found = _filtered(visible, filters, query.get("q", "")[:200])
    page = paginate(listed(found), query, order=("-created_at",), size=PAGE_SIZE)
    asked = [choice for choice in filters if choice.chosen]
    return LeadersPage(
        newest=[row_of(document, labels) for document in newest],
        filters=filters,
        query=query.get("q", "")[:200],
        page=page,
        rows=[row_of(document, labels) for document in page.rows],
        unknown=any(not _is_known(choice) for choice in asked),
    )


def listed(documents: Any) -> Any:
    return documents.select_related("issuer", "agency", "area").prefetch_related(_with_files())


READER_STATES = {
    "da-phat-hanh": (_("Issued"), ISSUED),
    "dang-soan": (_("Being prepared"), ("building", "failed", "draft", "approved")),
}


def _filters(query: QueryDict, labels: dict[str, Any]) -> list[Choice]:
    years = [(str(year), str(year)) for year in range(timezone.localdate().year, 2023, -1)]
    states = [(code, label) for code, (label, _states) in READER_STATES.items()]
    return [
        Choice(
            "loai", _("Kind of report"), sorted(labels.items(), key=lambda item: str(item[1])), query.get("loai", "")
        ),
        Choice("ky", pgettext_lazy("report", "Period"), list(PeriodKind.choices), query.get("ky", "")),
        Choice("nam", _("Year of the period"), years, query.get("nam", "")),
        Choice("trang-thai", _("State"), states, query.get("trang-thai", "")),
    ]


def _is_known(choice: Choice) -> bool:
    return choice.chosen in {value for value, _label in choice.options}


def _filtered(documents: Any, filters: list[Choice], words: str) -> Any:
    kind, period, year, state = (choice.chosen if _is_known(choice) else "" for choice in filters)
    if kind:
        documents = documents.filter(kind=kind)
    if period:
        documents = documents.filter(period_kind=period)
    if year:
        documents = documents.filter(period_end__year=int(year))
    documents = documents.filter(state__in=READER_STATES[state][1]) if state else documents.exclude(state__in=_HIDDEN)
    for word in fold(words).split():
        documents = documents.filter(Q(folded__contains=word) | Q(reference=words.strip().upper()[:30]))
    return documents


_HIDDEN = ("planned", "cancelled")


@dataclass(frozen=True, slots=True)
class Step:
    """One step as a timeline shows it (see ``components/timeline.html``)."""

    time: Any
    title: Any
    text: str
    actor: str
    current: bool


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One report as its reader sees it: its content, what it replaces or was replaced by, and how far building is."""

    row: Row
    content: Content | None
    summary: list[str]
    correction: ReportDocument | None
    job: Job | None
    file: ReportFile | None

    @property
    def document(self) -> ReportDocument:
        return self.row.document


def document_page(user: User, reference: str) -> DocumentPage | None:
    """A report that the user may read, or ``None``. Five queries at most."""
    document = _visible(user, reference)
    if document is None:
        return None
    corrections = document.corrections.visible_to(user).issued().order_by("-pk")
    return DocumentPage(
        row=row_of(document, kind_labels()),
        content=from_json(document.content) if document.content else None,
        summary=document.summary_lines,
        correction=corrections.first() if document.state == "superseded" else None,
        job=_job_of(document) if document.state == "building" else None,
        file=_best_of(document.files.all()),
    )


def _visible(user: User, reference: str) -> ReportDocument | None:
    documents = ReportDocument.objects.visible_to(user)
    related = documents.select_related("issuer__parent", "agency", "area", "corrects", "created_by", "plan")
    return related.prefetch_related("files").filter(reference=reference).first()


def _best_of(files: Any) -> ReportFile | None:
    found = {file.kind: file for file in files}
    return next((found[kind] for kind in (FileKind.SIGNED, FileKind.FINAL, FileKind.DRAFT) if kind in found), None)


def _job_of(document: ReportDocument) -> Job | None:
    jobs = Job.objects.filter(kind="reports.build", state__in=ACTIVE_STATES, arguments__document=document.pk)
    return jobs.order_by("-pk").first()


# --- the desk ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeskCase:
    """One report on the desk, with everything that can be done with it."""

    row: Row
    buttons: list[Button]
    steps: list[Step]
    files: list[ReportFile]
    recipients: list[User]
    job: Job | None
    can_edit: bool
    can_issue: bool

    @property
    def document(self) -> ReportDocument:
        return self.row.document


def desk_case(user: User, reference: str) -> DeskCase | None:
    """A report that the user works on, or ``None``: readers who only may look see it at ``/bao-cao/``."""
    document = _visible(user, reference)
    if document is None:
        return None
    buttons = [b for b in available(document, user) if b.is_allowed or _is_open(b, user, document)]
    return DeskCase(
        row=row_of(document, kind_labels()),
        buttons=buttons,
        steps=_steps(document),
        files=list(document.files.order_by("-pk")),
        recipients=list(document.recipients.order_by("last_name", "first_name")),
        job=_job_of(document) if document.state == "building" else None,
        can_edit=bool(user_can_prepare(user, document)),
        can_issue=bool(user_can_issue(user, document)),
    )


def _is_open(button: Button, user: User, document: ReportDocument) -> bool:
    """Whether somebody may make the step in principle, and only a condition is missing: then the reason is shown."""
    return bool(button.transition.who(user, document))


def may_work(case: DeskCase, user: User) -> bool:
    """Whether the desk has anything for this person but reading."""
    return case.can_edit or case.can_issue or bool(user_can_comment(user, case.document))


def _steps(document: ReportDocument) -> list[Step]:
    events = Event.objects.filter(workflow=REPORT_DOCUMENT.code, case_id=document.pk).order_by("-seq")
    steps: list[Step] = []
    for event in events.select_related("actor", "detail"):
        transition = REPORT_DOCUMENT.transition(event.transition)
        detail = getattr(event, "detail", None)
        actor = str(event.actor or REPORT_DOCUMENT.party(event.party).label)
        title = transition.done_label if transition else event.transition
        steps.append(Step(event.at, title, detail.comment if detail else "", actor, current=not steps))
    return steps


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan with the day of its next report."""

    plan: ReportPlan
    kind_label: Any
    period: str
    due: date
    last_set: SetProgress | None


def plan_list(user: User) -> list[PlanRow]:
    """The plans that the user may see, with what comes next and how far the last set is. Three queries."""
    labels, today = kind_labels(), timezone.localdate()
    found = ReportPlan.objects.visible_to(user).select_related("issuer", "agency", "area")
    plans = list(found.prefetch_related("recipients"))
    sets = progress_of(plans)
    rows = []
    for plan in plans:
        period = current_period(plan, today)
        rows.append(
            PlanRow(plan, labels.get(plan.kind, plan.kind), period.label, due_day(plan, period), sets.get(plan.pk))
        )
    return sorted(rows, key=lambda row: (not row.plan.is_active, row.due, row.plan.pk))


# --- verification ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """What anybody may learn of a report: never its content, of a restricted one not even its title."""

    document: ReportDocument
    verdict: str
    by_file: bool
    replaced_by: str
    sha256: str

    @property
    def shows_title(self) -> bool:
        return not self.document.is_restricted


def verify_code(code: str) -> Verified | None:
    """The issued report with a verification code as people type it, or ``None``. Three queries."""
    plain = "".join(char for char in code.upper() if char.isalnum())[:40]
    document = ReportDocument.objects.issued().select_related("issuer").filter(code=plain).first()
    return _verified(document, by_file=False) if document else None


def verify_digest(sha256: str) -> Verified | None:
    """The report that a file with this digest belongs to, or ``None``; a draft is named as one. Three queries."""
    files = ReportFile.objects.filter(sha256=sha256.lower()[:64], kind__in=PDF_KINDS)
    file = files.select_related("document__issuer").order_by("-pk").first()
    if file is None:
        return None
    return _verified(file.document, by_file=True, is_draft=file.kind == FileKind.DRAFT)


def _verified(document: ReportDocument, *, by_file: bool, is_draft: bool = False) -> Verified:
    replaced_by = ""
    if document.state == "superseded":
        newer = document.corrections.issued().order_by("-pk").first()
        replaced_by = f"{newer.number_text} ({newer.issued_on:%d/%m/%Y})" if newer and newer.issued_on else ""
    verdict = "draft" if is_draft else "superseded" if document.state == "superseded" else "genuine"
    best = document.files.filter(kind__in=[FileKind.SIGNED, FileKind.FINAL]).order_by("kind", "-pk").last()
    return Verified(document, verdict, by_file, replaced_by, best.sha256 if best else "")
