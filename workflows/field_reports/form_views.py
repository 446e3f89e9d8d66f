"""The form of a new report and what is asked before it is sent, one thing at a time.

Every page of it is a form over the same fields: what is not shown is carried along hidden, photos wait in a draft. So
the whole way works without JavaScript; with it, the same pages are fetched and shown in place.

Names in the page besides those of the fields: ``da-xem`` the review was seen, ``hoi`` the category whose questions were
shown, ``vi-tri-anh`` whether the place of a photo is taken (1 or 0); buttons ``che`` mask, ``sua`` back to the form,
``them-anh`` read the photos, ``bo-anh`` leave out photo number n, ``dung-vi-tri`` take the place of the photo,
``doi-toa-do`` swap the coordinates. ``?ngoai-tuyen=1`` marks what a phone kept until it was on line again: nobody sits
before it, so nothing is asked.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from subsystems.agencies.models import Area
from workflows.field_reports import drafts, queries
from workflows.field_reports.forms import CONSENT_VERSION, ReportForm
from workflows.field_reports.models import FieldReport
from workflows.field_reports.personal import find_personal_data, mask_personal_data, segments
from workflows.field_reports.places import PlaceRefused, check_position, propose_areas
from workflows.field_reports.questions import PREFIX, QuestionsForm, asked_of
from workflows.field_reports.services import Contact, NewReport, submit_report
from workflows.field_reports.tokens import private_token

# Buttons that lead back to the form, whatever else is wrong in it.
STAYING = ("sua", "them-anh", "bo-anh", "doi-toa-do", "dung-vi-tri")
BUTTONS = ("che", *STAYING)


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """Where and when the first photo that tells it was taken; ``is_outside``: not in the province."""

    latitude: float
    longitude: float
    taken_at: datetime | None
    area: Area | None
    is_outside: bool


@never_cache
@require_http_methods(["GET", "POST"])
def report_form(request: HttpRequest) -> HttpResponse:
    """The form; a POST either makes the report or comes back with the next thing to look at."""
    if request.method == "GET":
        return _form_page(request, ReportForm())
    data = _read(request)
    form = ReportForm(data, request.FILES)
    is_valid = form.is_valid()
    if any(name in data for name in STAYING):
        form.keep_errors_of("photos")
        return _form_page(request, form)
    if not is_valid:
        return _form_page(request, form, status=422)
    answers = _questions(form, data)
    page = _next_page(request, form, data, answers)
    if page is not None:
        return page
    report = _submit(form, answers)
    return redirect(f"{reverse('report_track', args=[private_token(report)])}?moi=1")


def _read(request: HttpRequest) -> QueryDict:
    """What was sent, changed as the pressed button asks for."""
    data = request.POST.copy()
    token = str(data.get("draft", ""))
    if not drafts.is_good(token):
        data["draft"] = token = drafts.new_token()
    if "che" in data:
        for name in ("description", "address"):
            data[name] = mask_personal_data(data.get(name, ""))
    if "doi-toa-do" in data:
        data["latitude"], data["longitude"] = data.get("longitude", ""), data.get("latitude", "")
    number = str(data.get("bo-anh", ""))[:3]
    if number.isdecimal():
        drafts.remove(token, int(number) - 1)
    if ("dung-vi-tri" in data or data.get("vi-tri-anh") == "1") and not data.get("latitude"):
        _use_photo_place(data)
    return data


def _use_photo_place(data: QueryDict) -> None:
    place = photo_place(drafts.kept(str(data["draft"])))
    if place is None or place.is_outside:
        return
    data["latitude"], data["longitude"] = str(place.latitude), str(place.longitude)
    if place.area and not data.get("area"):
        data["area"] = str(place.area.pk)
    if place.taken_at and not data.get("occurred_at"):
        data["occurred_at"] = timezone.localtime(place.taken_at).strftime("%Y-%m-%dT%H:%M")


def photo_place(photos: Any) -> PhotoPlace | None:
    """The place that the photos propose (each a ``Kept`` or a ``CleanImage``): the first one in the province, else the
    first one outside, else none."""
    outside = None
    for photo in photos:
        if photo.latitude is None or photo.longitude is None:
            continue
        try:
            longitude, latitude = check_position(photo.latitude, photo.longitude)
        except PlaceRefused:
            outside = outside or PhotoPlace(photo.latitude, photo.longitude, photo.taken_at, None, is_outside=True)
            continue
        areas = propose_areas(latitude, longitude, 1)
        return PhotoPlace(latitude, longitude, photo.taken_at, areas[0].area if areas else None, is_outside=False)
    return outside


def _form_page(request: HttpRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    """The form itself, with the photos that are kept by now and what they propose."""
    token = str(form["draft"].value() or "")
    drafts.keep(token, form.new_photos)
    kept = drafts.kept(token) if form.is_bound else []
    has_position = bool(form["latitude"].value())
    context = {
        "form": form,
        "kept": kept,
        "proposal": photo_place(kept) if not has_position else None,
        "asked": _asked_on_form(form),
    }
    return render(request, "field_reports/form.html", context, status=status)


def _asked_on_form(form: ReportForm) -> QuestionsForm | None:
    """Answers that were given already come back with the form."""
    kind = form.kinds.get(str(form["category"].value() or "")) if form.is_bound else None
    if kind is None or form.data.get("hoi") != kind.code:
        return None
    asked = QuestionsForm(asked_of(kind), form.data)
    asked.is_valid()
    return asked


def _questions(form: ReportForm, data: QueryDict) -> QuestionsForm | None:
    """The extra questions of the category with the answers, bound once they were shown; none if it asks nothing."""
    category = form.cleaned_data["category"]
    questions = asked_of(category)
    if not questions:
        return None
    return QuestionsForm(questions, data if data.get("hoi") == category.code else None)


def _next_page(
    request: HttpRequest, form: ReportForm, data: QueryDict, asked: QuestionsForm | None
) -> HttpResponse | None:
    """What comes before sending, or nothing: the place of a photo, extra questions, the review."""
    if asked is not None and asked.is_bound and not asked.is_valid():
        return _check_page(request, form, data, "questions", {"asked": asked}, status=422)
    if "ngoai-tuyen" in request.GET:
        return None
    place = photo_place([*drafts.kept(str(data["draft"])), *form.new_photos])
    if place and not place.is_outside and form.cleaned_data["latitude"] is None and "vi-tri-anh" not in data:
        return _check_page(request, form, data, "place", {"place": place})
    if asked is not None and not asked.is_bound:
        return _check_page(request, form, data, "questions", {"asked": asked})
    review = _review(form, data)
    return _check_page(request, form, data, "review", review) if review else None


def _review(form: ReportForm, data: QueryDict) -> dict[str, Any]:
    """What the reporter should look at before it is sent; nothing once it was shown."""
    if "da-xem" in data and "che" not in data:
        return {}
    answers = form.cleaned_data
    text = segments(answers["description"])
    address = segments(answers["address"])
    findings = find_personal_data(f"{answers['description']}\n{answers['address']}")
    similar = queries.similar_reports(answers["category"], answers["latitude"], answers["longitude"])
    if not findings and not similar and "che" not in data:
        return {}
    return {"findings": findings, "similar": similar, "text": text, "address": address, "is_masked": "che" in data}


def _check_page(
    request: HttpRequest, form: ReportForm, data: QueryDict, step: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """One thing to look at; everything else is carried along hidden."""
    token = str(data["draft"])
    drafts.keep(token, form.new_photos)
    shown = {"review": ("da-xem",), "questions": ("hoi",), "place": ("vi-tri-anh",)}[step]
    skipped = {"csrfmiddlewaretoken", *BUTTONS, *shown}
    carried = [
        (name, value)
        for name, values in data.lists()
        for value in values
        if name not in skipped and not (step == "questions" and name.startswith(f"{PREFIX}-"))
    ]
    context |= {"form": form, "step": step, "carried": carried, "kept": drafts.kept(token)}
    context["category"] = form.cleaned_data["category"]
    context["area"] = form.cleaned_data["area"]
    return render(request, "field_reports/check.html", context, status=status)


def _submit(form: ReportForm, asked: QuestionsForm | None) -> FieldReport:
    data = form.cleaned_data
    contact = Contact(data["name"], data["phone"], data["email"], CONSENT_VERSION if data["consent"] else "")
    new = NewReport(
        category=data["category"],
        description=data["description"],
        latitude=data["latitude"],
        longitude=data["longitude"],
        address=data["address"],
        area=data["area"],
        answers=asked.answers if asked is not None and asked.is_bound else {},
        occurred_at=data["occurred_at"],
        contact=contact,
        photos=(*drafts.take(data["draft"]), *form.new_photos),
        sending_key=data["key"] or None,
    )
    report = submit_report(new)
    drafts.discard(data["draft"])
    return report


@never_cache
@require_POST
def report_position(request: HttpRequest) -> JsonResponse:
    """What the portal says of a position while the form is filled in: ``{"area": id, "name": …}``, or ``{"refused":
    why, "swap": whether the other way round would do}``. Sent as a POST, so that it stands in no address."""
    try:
        longitude, latitude = check_position(request.POST.get("latitude", ""), request.POST.get("longitude", ""))
    except PlaceRefused as error:
        return JsonResponse({"refused": str(error), "swap": error.is_swapped})
    proposals = propose_areas(latitude, longitude, 1)
    area = proposals[0].area if proposals else None
    return JsonResponse({"area": area.pk if area else None, "name": area.full_name if area else ""})


@lru_cache(maxsize=1)
def _worker_script() -> bytes:
    return (settings.BASE_DIR / "static" / "dist" / "field_report_worker.js").read_bytes()


@require_GET
def report_worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It stands below ``/phan-anh/`` because that is as far as it may reach."""
    response = HttpResponse(_worker_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
