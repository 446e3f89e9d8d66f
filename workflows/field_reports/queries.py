"""What the screens of field reports read; one function a screen, a constant number of queries each."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from workflows.engine.definitions import Kind
from workflows.engine.models import Event
from workflows.engine.queries import Button, available
from workflows.field_reports.models import Category, DataRequest, FieldReport, Photo
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.public.deadlines import Deadline, deadline_of
from workflows.field_reports.questions import Answer, answered
from workflows.field_reports.workflow import FIELD_REPORT

FINAL = FIELD_REPORT.group(Kind.FINAL.value)
SIMILAR_METRES = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One report in a list."""

    report: FieldReport
    state: Any
    is_final: bool
    photo: Photo | None = None


def photos_first() -> Prefetch:
    return Prefetch("photos", queryset=Photo.objects.order_by("pk"))


def rows_of(reports: list[FieldReport], *, public: bool) -> list[Row]:
    rows = []
    for report in reports:
        state = FIELD_REPORT.state(report.state)
        photo = next((p for p in report.photos.all() if p.is_public or not public), None)
        rows.append(Row(report, state.shown_to_public if public else state.label, report.state in FINAL, photo))
    return rows


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
    deadline: Deadline

    @property
    def position(self) -> str:
        """Latitude and longitude as a program reads them, whatever the language of the page."""
        return f"{self.latitude},{self.longitude}"

    @property
    def latitude(self) -> str:
        return f"{self.report.latitude or 0:.6f}"

    @property
    def longitude(self) -> str:
        return f"{self.report.longitude or 0:.6f}"


def public_report(reference: str, now: datetime) -> PublicReport | None:
    """A public report, or ``None``. Three queries."""
    reports = FieldReport.objects.public().select_related("category", "area", "agency", "duplicate_of")
    report = reports.prefetch_related(photos_first()).filter(reference=reference).first()
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
        deadline=deadline_of(report, now),
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
    report = reports.prefetch_related(photos_first()).filter(private_hash=token_hash).first()
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
    near = near.exclude(state__in=FINAL).select_related("category", "area").prefetch_related(photos_first())
    return rows_of(list(near.order_by("-created_at")[:3]), public=True)
