"""The Open311 interface (GeoReport v2) at ``/open311/v2/``, in JSON and XML."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from ioc_site.common.uploads import UploadRefused
from subsystems.agencies.api_keys import SUBMIT_REPORTS, UPDATE_REPORTS, key_for
from subsystems.agencies.models import ApiKey
from workflows.engine.definitions import Kind
from workflows.engine.errors import InvalidData, NotAllowed
from workflows.engine.models import Event
from workflows.engine.services import fire
from workflows.field_reports.models import Category, FieldReport
from workflows.field_reports.open311 import reading, rows
from workflows.field_reports.open311.answers import Refusal, answer, format_of, refuse
from workflows.field_reports.permissions import CLIENT
from workflows.field_reports.services import submit_report
from workflows.field_reports.tokens import private_token, token_hash
from workflows.field_reports.workflow import FIELD_REPORT

View = Callable[..., HttpResponse]
FINAL_STATES = FIELD_REPORT.group(Kind.FINAL.value)
SHOWN_STEPS = tuple(t.code for t in (FIELD_REPORT.opening, *FIELD_REPORT.transitions) if t.public_label)


def endpoint(*methods: str) -> Callable[[View], View]:
    """An Open311 view: gets the form of the answer as ``form``, and every refusal comes in Open311's own form."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def wrapper(request: HttpRequest, suffix: str | None = None, **kwargs: Any) -> HttpResponse:
            form = format_of(request, suffix)
            with override("vi"):
                try:
                    if request.method not in (*methods, "HEAD"):
                        raise Refusal(405, f"{request.method} is not possible here")
                    _parse(request)
                    return view(request, form=form, **kwargs)
                except Refusal as refusal:
                    return refuse(refusal, form)

        return wrapper

    return decorate


def _parse(request: HttpRequest) -> None:
    """Read the body here, where a refusal still comes in the right form."""
    try:
        request.POST  # noqa: B018 - the property parses
    except RequestDataTooBig:
        raise Refusal(413, "the text of this request is too long") from None
    except (SuspiciousOperation, MultiPartParserError):
        raise Refusal(400, "the body of this request cannot be read") from None


@endpoint("GET", "POST")
def unknown(request: HttpRequest, form: str) -> HttpResponse:
    """Whatever else is asked for below ``/open311/v2/``."""
    raise Refusal(404, "there is nothing at this address; see discovery")


def _require_key(request: HttpRequest, scope: str) -> ApiKey:
    given = request.POST.get("api_key") or request.GET.get("api_key") or request.headers.get("X-Api-Key", "")
    if not given:
        raise Refusal(403, "api_key is missing")
    key = key_for(given, scope)
    if key is None:
        raise Refusal(403, "api_key is not valid for this")
    return key


@endpoint("GET")
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    base = request.build_absolute_uri(reverse("open311_discovery")).removesuffix("/discovery")
    return answer(rows.discovery(base), form, "discovery", "")


@endpoint("GET")
def services(request: HttpRequest, form: str) -> HttpResponse:
    kinds = Category.objects.filter(is_active=True, parent__isnull=False)
    kinds = kinds.select_related("parent").prefetch_related("questions")
    return answer([rows.service(kind) for kind in kinds], form, "services", "service")


@endpoint("GET")
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    kind = Category.objects.filter(code=code, is_active=True, parent__isnull=False).first()
    if kind is None:
        raise Refusal(404, "service_code is not known")
    return answer(rows.service_definition(kind), form, "service_definition", "")


@endpoint("GET", "POST")
def requests(request: HttpRequest, form: str) -> HttpResponse:
    if request.method == "POST":
        return _post_request(request, form)
    return answer(rows.requests_of(_wanted(request)), form, "service_requests", "request")


def _post_request(request: HttpRequest, form: str) -> HttpResponse:
    key = _require_key(request, SUBMIT_REPORTS)
    try:
        report = submit_report(reading.new_report(request, key), CLIENT)
    except UploadRefused as error:
        raise Refusal(400, f"media: {' '.join(error.messages)}") from None
    except (NotAllowed, InvalidData) as error:
        raise Refusal(400, str(error)) from None
    row = {
        "service_request_id": report.reference,
        "token": private_token(report),
        "service_notice": str(FIELD_REPORT.initial.shown_to_public),
        "account_id": "",
    }
    return answer([row], form, "service_requests", "request", status=201)


def _wanted(request: HttpRequest) -> QuerySet:
    """Public reports by the filters of the specification; named ids override the others."""
    query = request.GET
    reports = FieldReport.objects.public()
    if ids := reading.several(query, "service_request_id"):
        return reports.filter(reference__in=ids).order_by("-created_at", "-id")
    start, end = reading.window(query)
    reports = reports.filter(created_at__gte=start, created_at__lte=end)
    if codes := reading.several(query, "service_code"):
        reports = reports.filter(category__code__in=codes)
    if statuses := set(reading.several(query, "status")):
        if statuses - {rows.OPEN, rows.CLOSED}:
            raise Refusal(400, "status: open or closed")
        if statuses == {rows.OPEN}:
            reports = reports.exclude(state__in=FINAL_STATES)
        elif statuses == {rows.CLOSED}:
            reports = reports.filter(state__in=FINAL_STATES)
    offset, size = reading.page_of(query)
    return reports.order_by("-created_at", "-id")[offset : offset + size]


@endpoint("GET")
def request_by_id(request: HttpRequest, form: str, reference: str) -> HttpResponse:
    """One report: whole when it is public; before screening only that it exists; hidden ones do not."""
    report = rows.with_parts(FieldReport.objects.filter(reference=reference)).first()
    if report is None or (not report.is_public and report.accepted_at is not None):
        raise Refusal(404, "service_request_id is not known")
    return answer([rows.service_request(report)], form, "service_requests", "request")


@endpoint("GET")
def token(request: HttpRequest, form: str, value: str) -> HttpResponse:
    """The id of the report with this token, as given in the answer to its POST."""
    report = FieldReport.objects.filter(private_hash=token_hash(value)).first()
    if report is None:
        raise Refusal(404, "token is not known")
    row = {"service_request_id": report.reference, "token": value}
    return answer([row], form, "service_requests", "request")


@endpoint("GET", "POST")
def updates(request: HttpRequest, form: str) -> HttpResponse:
    """Steps of public reports (GET), and news from the system of the agency in charge (POST)."""
    if request.method == "POST":
        return _post_update(request, form)
    start, end = reading.window(request.GET)
    offset, size = reading.page_of(request.GET)
    shown = FieldReport.objects.public()
    # Hidden reports are left out before the page is cut: else a client takes a short page for the last one.
    events = Event.objects.filter(
        Exists(shown.filter(pk=OuterRef("case_id"))),
        workflow=FIELD_REPORT.code,
        transition__in=SHOWN_STEPS,
        at__gte=start,
        at__lte=end,
    ).order_by("at", "id")
    if ids := reading.several(request.GET, "service_request_id"):
        events = events.filter(case_id__in=shown.filter(reference__in=ids).values("pk"))
    found = list(events[offset : offset + size])
    reports = shown.in_bulk({event.case_id for event in found})
    data = [_update(event, reports[event.case_id]) for event in found if event.case_id in reports]
    return answer(data, form, "service_request_updates", "request_update")


def _update(event: Event, report: FieldReport) -> dict[str, Any]:
    transition = FIELD_REPORT.transition(event.transition)
    closed = event.target in FINAL_STATES
    return {
        "update_id": str(event.pk),
        "service_request_id": report.reference,
        "status": rows.CLOSED if closed else rows.OPEN,
        "updated_datetime": rows.moment(event.at),
        "description": str(transition.public_label) if transition else "",
        "media_url": "",
    }


def _post_update(request: HttpRequest, form: str) -> HttpResponse:
    """``closed`` hands the result in for approval; ``open`` is news that a moderator and the agency read."""
    key = _require_key(request, UPDATE_REPORTS)
    reference = reading.text(request.POST, "service_request_id", 30)
    report = FieldReport.objects.filter(reference=reference, agency=key.agency).first()
    if report is None:
        raise Refusal(404, "service_request_id is not known, or its agency is another one")
    status = reading.text(request.POST, "status", 20).lower()
    if status not in (rows.OPEN, rows.CLOSED):
        raise Refusal(400, "status: open or closed")
    description = reading.text(request.POST, "description", reading.MAX_DESCRIPTION)
    if not description:
        raise Refusal(400, "description is missing")
    update_id = reading.text(request.POST, "update_id", 40)
    try:
        fired = fire(
            report,
            "client_resolve" if status == rows.CLOSED else "client_note",
            CLIENT,
            {"client": key.pk, "result": description} if status == rows.CLOSED else {"client": key.pk},
            "" if status == rows.CLOSED else description,
            idempotency_key=f"o311-{key.pk}-{update_id}" if update_id else None,
        )
    except (NotAllowed, InvalidData) as error:
        raise Refusal(400, str(error)) from None
    row = {"update_id": str(fired.event.pk)}
    return answer([row], form, "service_request_updates", "request_update", status=201)
