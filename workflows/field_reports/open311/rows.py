"""Categories and reports as Open311 describes them (GeoReport v2)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from workflows.engine.definitions import Kind
from workflows.field_reports.enums import QuestionKind
from workflows.field_reports.models import Category, FieldReport, Question
from workflows.field_reports.workflow import FIELD_REPORT

OPEN, CLOSED = "open", "closed"


def moment(value: datetime | None) -> str:
    """W3C form with the offset of Vietnam; empty for none."""
    return timezone.localtime(value).isoformat(timespec="seconds") if value else ""


def service(category: Category) -> dict[str, Any]:
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": category.description,
        "metadata": bool(category.questions.all()),
        "type": "realtime",
        "keywords": ",".join(line.strip() for line in category.keywords.splitlines() if line.strip()),
        "group": category.parent.name if category.parent else "",
    }


def service_definition(category: Category) -> dict[str, Any]:
    return {
        "service_code": category.code,
        "attributes": [_attribute(question) for question in category.questions.all()],
    }


def _attribute(question: Question) -> dict[str, Any]:
    lists = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
    values = question.choice_list if question.kind in lists else []
    return {
        "variable": True,
        "code": question.code,
        "datatype": question.kind,
        "required": question.is_required,
        "datatype_description": question.help_text,
        "order": question.order,
        "description": question.label,
        "values": [{"key": value, "name": value} for value in values],
    }


def status_of(report: FieldReport) -> str:
    return CLOSED if FIELD_REPORT.state(report.state).kind is Kind.FINAL else OPEN


def service_request(report: FieldReport) -> dict[str, Any]:
    """One report. Until a moderator has let it through, only that it exists: neither text nor place nor photo."""
    shown = report.is_public
    state = FIELD_REPORT.state(report.state)
    return {
        "service_request_id": report.reference,
        "status": status_of(report),
        "status_notes": _notes(report) if shown else str(state.shown_to_public),
        "service_name": report.category.name,
        "service_code": report.category.code,
        "description": report.public_description if shown else "",
        "agency_responsible": report.agency.name if shown and report.agency else "",
        "service_notice": "",
        "requested_datetime": moment(report.created_at),
        "updated_datetime": moment(report.state_since),
        # Until it is accepted, the deadline is that of screening it.
        "expected_datetime": moment(report.deadline_at) if report.accepted_at else "",
        "address": report.public_address if shown else "",
        "address_id": "",
        "zipcode": "",
        "lat": report.latitude if shown else None,
        "long": report.longitude if shown else None,
        "media_url": _media_url(report) if shown else "",
    }


def _notes(report: FieldReport) -> str:
    """The public state, and once closed what came of it."""
    notes = str(FIELD_REPORT.state(report.state).shown_to_public)
    if report.state == "closed" and report.outcome:
        return f"{notes}: {report.get_outcome_display()}. {report.result}".strip()
    if report.state == "duplicate" and report.duplicate_of and report.duplicate_of.is_public:
        return f"{notes}: {report.duplicate_of.reference}"
    return notes


def _media_url(report: FieldReport) -> str:
    """The first public photo; photos come prefetched."""
    photo = next((p for p in report.photos.all() if p.is_public), None)
    if photo is None:
        return ""
    return settings.WAGTAILADMIN_BASE_URL + reverse("report_photo", args=[report.reference, photo.pk, "anh"])


def discovery(base: str) -> dict[str, Any]:
    formats = ["application/json", "text/xml"]
    return {
        "changeset": "2026-11-24T00:00:00+07:00",
        "contact": _("Department of Information and Communications, Bình Thuận province"),
        "key_service": _("Keys are issued by the Department of Information and Communications on request."),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": base,
                "changeset": "2026-11-24T00:00:00+07:00",
                "type": "production" if not settings.IOC_DEMO else "test",
                "formats": formats,
            }
        ],
    }


def with_parts(queryset: Any) -> Any:
    """The reports with all that ``service_request`` reads, in three queries."""
    return queryset.select_related("category", "agency", "duplicate_of").prefetch_related("photos")


def requests_of(queryset: Any) -> Iterable[dict[str, Any]]:
    return [service_request(report) for report in with_parts(queryset)]
