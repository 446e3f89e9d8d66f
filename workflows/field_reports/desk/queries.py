"""What the queue and the screens around it read; one function a screen, a constant number of queries each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from ioc_site.common.fulltext import LAST_KEY
from ioc_site.common.pagination import KeysetPage, paginate, paginate_found
from subsystems.agencies.models import User
from workflows.engine.saved_views import Desk as SavedDesk
from workflows.engine.saved_views import Views, register_desk, views_of
from workflows.field_reports.desk.filters import VIEWS, DeskFilter, sees_originals
from workflows.field_reports.models import DataRequest, FieldReport, Photo, Presence, ReadMark
from workflows.field_reports.permissions import user_can_moderate
from workflows.field_reports.personal import mask_personal_data
from workflows.field_reports.workflow import FIELD_REPORT

PAGE_SIZE = 50
# The name of this desk among those whose filters can be kept.
SAVED = "field_reports"
# Beyond this a badge says "99+": counting on would be a scan that nobody reads.
COUNTED = 100
SHOWN_OF_TEXT = 140
PRESENT_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One report in the queue, as this person may read it: texts and addresses ready to be put down, since the
    template would take longer over fifty of them than the database does."""

    report: FieldReport
    url: str
    state: str
    text: str
    meta: str
    deadline: str
    photo_url: str
    photo_count: int
    is_unread: bool
    is_overdue: bool
    is_due_soon: bool
    present: list[str]


@dataclass(frozen=True, slots=True)
class View:
    """One of the tabs, with how many reports lie there (``None``: not counted)."""

    code: str
    label: Any
    count: int | None
    is_more: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The staff's queue."""

    filter: DeskFilter
    views: list[View]
    choices: list[Any]
    saved: Views
    page: KeysetPage
    rows: list[DeskRow]
    has_demo: bool
    requests: "Requests | None"


@dataclass(frozen=True, slots=True)
class Requests:
    """How many requests about personal data wait to be acknowledged, and how many of them too long."""

    waiting: int
    late: int


def photos_of() -> Prefetch:
    return Prefetch("photos", queryset=Photo.objects.order_by("pk"))


def desk(user: User, query: QueryDict, now: datetime) -> Desk:
    """The reports that the user may see, by view and filters. Sixteen queries at most, whatever is shown, and
    one for each pinned view that is counted."""
    chosen = DeskFilter(user, query)
    page = _page(chosen, query, now)
    return Desk(
        filter=chosen,
        views=_views(user, now),
        choices=chosen.choices(),
        saved=views_of(user, SAVED, query),
        page=page,
        rows=_rows(chosen, page.rows, now),
        has_demo=any(report.is_demo for report in page.rows),
        requests=_requests(now) if user_can_moderate(user) else None,
    )


def _page(chosen: DeskFilter, query: QueryDict, now: datetime) -> KeysetPage:
    """The page of the queue: its keys first, so that nothing is joined to rows that are not shown."""
    whole = FieldReport.objects.select_related("category", "area", "agency", "handler").prefetch_related(photos_of())
    if found := chosen.found(now):
        return paginate_found(found, whole, query, size=PAGE_SIZE)
    names = ("id", *(name.removeprefix("-") for name in chosen.order_by))
    page = paginate(chosen.reports(now).only(*names), query, order=chosen.order_by, size=PAGE_SIZE)
    rows = whole.in_bulk([report.pk for report in page.rows])
    return replace(page, rows=[rows[report.pk] for report in page.rows if report.pk in rows])


def _requests(now: datetime) -> Requests | None:
    """``None`` when none waits. One query on a partial index."""
    due = list(DataRequest.objects.filter(acknowledged_at__isnull=True).values_list("acknowledge_by", flat=True)[:500])
    return Requests(len(due), sum(moment < now for moment in due)) if due else None


def _views(user: User, now: datetime) -> list[View]:
    views = []
    for code, (label, states) in VIEWS.items():
        if code == "da-dong":
            views.append(View(code, label, None, False))
            continue
        inside = FieldReport.objects.visible_to(user).filter(finished_at__isnull=True, state__in=states)
        count = inside.order_by()[:COUNTED].count()
        views.append(View(code, label, min(count, COUNTED - 1), count >= COUNTED))
    return views


def _rows(chosen: DeskFilter, reports: list[FieldReport], now: datetime) -> list[DeskRow]:
    read = dict(ReadMark.objects.filter(user=chosen.user, report__in=reports).values_list("report", "version"))
    present = present_at(reports, chosen.user, now)
    originals = sees_originals(chosen.user)
    states = {state.code: str(state.label) for state in FIELD_REPORT.states}
    desk_url, back = reverse("report_desk"), chosen.query_string()
    rows = []
    for report in reports:
        photos = list(report.photos.all())
        url, due = f"{desk_url}{report.reference}/", report.clock_due_at
        rows.append(
            DeskRow(
                report=report,
                url=f"{url}?{back}",
                state=states[report.state],
                text=Truncator(text_for(report, originals=originals)).chars(SHOWN_OF_TEXT),
                meta=_meta(report),
                deadline=f"{timezone.localtime(report.deadline_at):%H:%M %d/%m}" if report.deadline_at else "",
                photo_url=f"{url}{photos[0].pk}/nho/" if photos else "",
                photo_count=len(photos),
                is_unread=read.get(report.pk, -1) < report.version,
                is_overdue=bool(due and due < now),
                is_due_soon=bool(due and now <= due < now + timedelta(days=1)),
                present=present[report.pk],
            )
        )
    return rows


def _meta(report: FieldReport) -> str:
    """Which one it is, since when and where."""
    parts = [str(report), f"{timezone.localtime(report.created_at):%H:%M %d/%m/%Y}"]
    return " · ".join([*parts, str(report.area)] if report.area else parts)


def text_for(report: FieldReport, *, originals: bool) -> str:
    """What somebody of the staff reads as the description: the original, or the edited copy with what looks like
    personal data masked."""
    if originals:
        return report.description
    return mask_personal_data(report.public_description or report.description)


def address_for(report: FieldReport, *, originals: bool) -> str:
    if originals:
        return report.address
    return mask_personal_data(report.public_address or report.address)


def present_at(reports: Iterable[FieldReport], user: User, now: datetime) -> dict[int, list[str]]:
    """Who else has these reports open just now, by key of the report. One query."""
    rows = Presence.objects.filter(report__in=list(reports), seen_at__gte=now - PRESENT_FOR).exclude(user=user)
    present: dict[int, list[str]] = defaultdict(list)
    for row in rows.select_related("user").order_by("user"):
        present[row.report_id].append(str(row.user))
    return present


@dataclass(frozen=True, slots=True)
class Way:
    """From one report to the next in the queue that it was opened from."""

    previous: str
    next: str


def way_through(chosen: DeskFilter, report: FieldReport, now: datetime) -> Way:
    """The neighbours of a report in the order of the queue, also once it has left it. Two queries."""
    reports = chosen.reports(now).exclude(pk=report.pk)
    if chosen.order == "han":
        return _by_deadline(reports, report)
    at, pk = report.created_at, report.pk
    if found := chosen.found(now):
        above = found.keys(pk + 1, LAST_KEY, 1, oldest_first=True)
        return Way(_reference(above), _reference(found.keys(0, pk, 1)))
    older = reports.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk)).filter(created_at__lte=at)
    newer = reports.filter(Q(created_at__gt=at) | Q(created_at=at, pk__gt=pk)).filter(created_at__gte=at)
    return Way(_first(newer.order_by("created_at", "pk")), _first(older.order_by("-created_at", "-pk")))


def _by_deadline(reports: QuerySet[FieldReport], report: FieldReport) -> Way:
    due = report.clock_due_at
    if due is None:
        return Way("", _first(reports.order_by("clock_due_at", "pk")))
    later = reports.filter(Q(clock_due_at__gt=due) | Q(clock_due_at=due, pk__gt=report.pk))
    sooner = reports.filter(Q(clock_due_at__lt=due) | Q(clock_due_at=due, pk__lt=report.pk))
    return Way(_first(sooner.order_by("-clock_due_at", "-pk")), _first(later.order_by("clock_due_at", "pk")))


def _reference(keys: list[int]) -> str:
    return _first(FieldReport.objects.filter(pk__in=keys)) if keys else ""


def _first(reports: QuerySet[FieldReport]) -> str:
    return reports.values_list("reference", flat=True).first() or ""


def chosen_reports(user: User, references: Iterable[str], limit: int) -> list[FieldReport]:
    """The visible ones among the references that somebody ticked, oldest first, at most ``limit``."""
    visible = FieldReport.objects.visible_to(user).filter(reference__in=list(references)[:limit])
    return list(visible.select_related("category", "area", "agency").order_by("created_at", "pk"))


@dataclass(frozen=True, slots=True)
class BulkAction:
    """Something that can be done with many reports at once."""

    code: str
    label: Any


def bulk_actions(user: User, *codes: str) -> list[BulkAction]:
    """What this person may do with many reports: moderators screen, heads hand out."""
    allowed = ("accept", "assign", "reject") if user_can_moderate(user) else ("hand_to",)
    found = [FIELD_REPORT.transition(code) for code in (codes or allowed) if code in allowed]
    return [BulkAction(step.code, step.label) for step in found if step]


# --- saved views -----------------------------------------------------------------------------------------------------


def _count(user: User, query: QueryDict, limit: int) -> int:
    """How many reports a kept filter finds, up to ``limit``. One query."""
    chosen, now = DeskFilter(user, query), timezone.now()
    if found := chosen.found(now):
        return len(found.keys(0, LAST_KEY, limit))
    return chosen.reports(now)[:limit].count()


def register_saved_views() -> None:
    register_desk(SavedDesk(SAVED, "report_desk", lambda user, query: DeskFilter(user, query).query_string(), _count))
