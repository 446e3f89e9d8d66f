"""What the screens of field reports read; one function a screen, a constant number of queries each."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ioc_site.common.folding import fold
from ioc_site.common.pagination import KeysetPage, paginate
from subsystems.agencies.models import Area
from workflows.engine.definitions import Kind
from workflows.engine.models import Event
from workflows.engine.queries import Button, available
from workflows.field_reports.models import Category, DataRequest, FieldReport, Photo
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.questions import Answer, answered
from workflows.field_reports.workflow import FIELD_REPORT

FINAL = FIELD_REPORT.group(Kind.FINAL.value)
SIMILAR_METRES = 300
PAGE_SIZE = 20
DESK_SIZE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One report in a list."""

    report: FieldReport
    state: Any
    is_final: bool
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above a list."""

    parameter: str
    label: Any
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list with its filters; ``unknown`` when a filter asked for does not exist and was left out."""

    filters: list[Filter]
    page: KeysetPage
    rows: list[Row]
    query: str
    unknown: bool
    has_demo: bool

    @property
    def is_filtered(self) -> bool:
        return bool(self.query) or any(f.chosen for f in self.filters)


def _photos() -> Prefetch:
    return Prefetch("photos", queryset=Photo.objects.order_by("pk"))


def _rows(reports: list[FieldReport], *, public: bool) -> list[Row]:
    rows = []
    for report in reports:
        state = FIELD_REPORT.state(report.state)
        photo = next((p for p in report.photos.all() if p.is_public or not public), None)
        rows.append(Row(report, state.shown_to_public if public else state.label, report.state in FINAL, photo))
    return rows


PUBLIC_STATES = (("dang-xu-ly", _("Being handled")), ("da-dong", _("Closed")))


def public_list(query: QueryDict) -> Listing:
    """Public reports, newest first; filters ``loai``, ``dia-ban``, ``trang-thai`` and words ``q``. Four queries."""
    filters = [
        Filter("loai", _("Category"), _kind_options(), query.get("loai", "")),
        Filter("dia-ban", _("Commune or ward"), _area_options(), query.get("dia-ban", "")),
        Filter("trang-thai", _("State"), [(c, str(n)) for c, n in PUBLIC_STATES], query.get("trang-thai", "")),
    ]
    known = [f.chosen for f in filters if f.chosen in {value for value, _label in f.options}]
    reports = FieldReport.objects.public()
    kind, area, state = (f.chosen if f.chosen in known else "" for f in filters)
    if kind:
        reports = reports.filter(category__code=kind)
    if area:
        reports = reports.filter(area__slug=area)
    if state:
        reports = reports.filter(state__in=FINAL) if state == "da-dong" else reports.exclude(state__in=FINAL)
    words = fold(query.get("q", "")[:200])
    if words:
        reports = reports.filter(_matches(query.get("q", ""), public_folded__contains=words))
    reports = reports.select_related("category", "area", "agency").prefetch_related(_photos())
    page = paginate(reports, query, order=("-created_at",), size=PAGE_SIZE)
    return Listing(
        filters=filters,
        page=page,
        rows=_rows(page.rows, public=True),
        query=query.get("q", "")[:200],
        unknown=len(known) != sum(1 for f in filters if f.chosen),
        has_demo=any(r.is_demo for r in page.rows),
    )


def _matches(text: Any, **words: str) -> Q:
    """The reference as typed, or the words in the folded text."""
    return Q(reference=str(text).strip().upper()[:30]) | Q(**words)


def _kind_options() -> list[tuple[str, str]]:
    return list(Category.objects.filter(parent__isnull=False, is_active=True).values_list("code", "name"))


def _area_options() -> list[tuple[str, str]]:
    return [(area.slug, area.full_name) for area in Area.objects.valid_on().filter(level="commune").order_by("name")]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One step as a timeline shows it (see ``components/timeline.html``)."""

    time: datetime
    title: Any
    text: str
    actor: str
    current: bool


def _timeline(report: FieldReport, *, public: bool) -> list[TimelineRow]:
    """The steps, latest first. The public sees public steps, without who of the staff took them."""
    events = Event.objects.filter(workflow=FIELD_REPORT.code, case_id=report.pk).order_by("-seq")
    events = events.select_related("actor", "detail")
    rows: list[TimelineRow] = []
    for event in events:
        step = FIELD_REPORT.transition(event.transition)
        title = (step.public_label if public else step.done_label) if step else event.transition
        if not title:
            continue
        detail = getattr(event, "detail", None)
        comment = detail.comment if detail and (not public or (step and step.comment_is_public)) else ""
        actor = "" if public else str(event.actor or FIELD_REPORT.party(event.party).label)
        rows.append(TimelineRow(event.at, title, comment, actor, current=not rows))
    return rows


@dataclass(frozen=True, slots=True)
class PublicReport:
    """One report as everybody sees it."""

    report: FieldReport
    state: Any
    photos: list[Photo]
    results: list[Photo]
    timeline: list[TimelineRow]
    is_overdue: bool


def public_report(reference: str, now: datetime) -> PublicReport | None:
    """A public report, or ``None``. Three queries."""
    reports = FieldReport.objects.public().select_related("category", "area", "agency", "duplicate_of")
    report = reports.prefetch_related(_photos()).filter(reference=reference).first()
    return _public_view(report, now) if report else None


def _public_view(report: FieldReport, now: datetime) -> PublicReport:
    shown = [photo for photo in report.photos.all() if photo.is_public]
    return PublicReport(
        report=report,
        state=FIELD_REPORT.state(report.state).shown_to_public,
        photos=[p for p in shown if p.kind == "report"],
        results=[p for p in shown if p.kind == "result"] if report.state in FINAL else [],
        timeline=_timeline(report, public=True),
        is_overdue=bool(report.clock_due_at and report.clock_due_at < now),
    )


@dataclass(frozen=True, slots=True)
class PrivateReport:
    """One report as its reporter sees it on the private link, with what can be done now."""

    public: PublicReport
    photos: list[Photo]
    buttons: list[Button]
    question: str
    has_contact: bool
    has_email: bool
    is_erased: bool
    answers: list[Answer]
    requests: list[DataRequest]

    @property
    def own_photos(self) -> list[Photo]:
        """What the reporter sent, not what the agency shows as its result."""
        return [photo for photo in self.photos if photo.kind == "report"]


def private_report(token_hash: str, now: datetime) -> PrivateReport | None:
    """The report of a private link, or ``None``. Eight queries at most."""
    reports = FieldReport.objects.select_related("category", "area", "agency", "duplicate_of", "reporter")
    report = reports.prefetch_related(_photos()).filter(private_hash=token_hash).first()
    if report is None:
        return None
    reporter = getattr(report, "reporter", None)
    return PrivateReport(
        public=_public_view(report, now),
        photos=list(report.photos.all()),
        buttons=[button for button in available(report, REPORTER) if button.is_allowed],
        question=_question(report),
        has_contact=bool(reporter and (reporter.name or reporter.phone or reporter.email)),
        has_email=bool(reporter and reporter.email),
        is_erased=bool(reporter and reporter.erased_at),
        answers=answered(report),
        requests=list(report.data_requests.all()[:20]),
    )


def _question(report: FieldReport) -> str:
    """What the reporter is being asked, while an answer is awaited."""
    if report.state != "needs_info":
        return ""
    asked = Event.objects.filter(
        workflow=FIELD_REPORT.code, case_id=report.pk, transition__in=["ask_reporter", "ask_by_agency"]
    )
    event = asked.select_related("detail").order_by("-seq").first()
    return event.detail.comment if event and hasattr(event, "detail") else ""


def similar_reports(category: Category, latitude: float | None, longitude: float | None) -> list[Row]:
    """Public reports of the same kind near by that are not closed, at most three. Two queries."""
    if latitude is None or longitude is None:
        return []
    north = SIMILAR_METRES / 111_320
    east = north / max(0.1, math.cos(math.radians(latitude)))
    near = FieldReport.objects.public().filter(
        latitude__range=(latitude - north, latitude + north),
        longitude__range=(longitude - east, longitude + east),
        category=category,
    )
    near = near.exclude(state__in=FINAL).select_related("category", "area").prefetch_related(_photos())
    return _rows(list(near.order_by("-created_at")[:3]), public=True)
