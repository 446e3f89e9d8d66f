"""The citizen's screens: list, one report, the form, the private link, photos, feed."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ioc_site.common.uploads import UploadRefused
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.forms import TransitionForm
from workflows.engine.services import fire
from workflows.field_reports import drafts, queries
from workflows.field_reports.forms import CONSENT_VERSION, ReportForm
from workflows.field_reports.models import FieldReport, Photo
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.personal import find_personal_data, mask_personal_data
from workflows.field_reports.services import Contact, NewReport, erase_reporter, submit_report
from workflows.field_reports.tokens import private_token, token_hash
from workflows.field_reports.workflow import FIELD_REPORT


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    return render(request, "field_reports/list.html", {"listing": queries.public_list(request.GET)})


@require_GET
def report_page(request: HttpRequest, reference: str) -> HttpResponse:
    screen = queries.public_report(reference, timezone.now())
    if screen is None:
        raise Http404
    return render(request, "field_reports/page.html", {"screen": screen})


@never_cache
@require_http_methods(["GET", "POST"])
def report_form(request: HttpRequest) -> HttpResponse:
    """The form. It comes back once with questions when the text seems to hold personal data, when something like it is
    reported near by already, or when the reporter asks to see what the public will see."""
    if request.method == "GET":
        return render(request, "field_reports/form.html", {"form": ReportForm()})
    data = request.POST.copy()
    if "che" in data:
        data["description"] = mask_personal_data(data.get("description", ""))
    form = ReportForm(data, request.FILES)
    valid = form.is_valid()
    try:
        kept = drafts.keep(data.get("draft", ""), form.cleaned_data.get("photos") or [])
    except UploadRefused as error:
        form.add_error("photos", error)
        valid, kept = False, len(drafts.names(data.get("draft", "")))
    if not valid:
        return render(request, "field_reports/form.html", {"form": form, "kept": kept}, status=422)
    questions = _questions(form, seen="da-xem" in data and "che" not in data)
    if questions:
        return render(request, "field_reports/form.html", {"form": form, "kept": kept, **questions})
    report = _submit(form)
    if report is None:
        return render(request, "field_reports/form.html", {"form": form, "kept": 0}, status=422)
    return redirect(f"{reverse('report_track', args=[private_token(report)])}?moi=1")


def _questions(form: ReportForm, *, seen: bool) -> dict[str, Any]:
    """What the reporter should look at before it is sent; nothing once it was shown."""
    if seen:
        return {}
    data = form.cleaned_data
    findings = find_personal_data(f"{data['description']}\n{data['address']}")
    similar = queries.similar_reports(data["category"], data["latitude"], data["longitude"])
    if not findings and not similar:
        return {}
    return {"findings": findings, "similar": similar, "preview": data["description"]}


def _submit(form: ReportForm) -> FieldReport | None:
    data = form.cleaned_data
    contact = Contact(data["name"], data["phone"], data["email"], CONSENT_VERSION if data["consent"] else "")
    new = NewReport(
        category=data["category"],
        description=data["description"],
        latitude=data["latitude"],
        longitude=data["longitude"],
        address=data["address"],
        area=data["area"],
        contact=contact,
        photos=drafts.take(data["draft"]),
        sending_key=data["key"] or None,
    )
    try:
        report = submit_report(new)
    except UploadRefused as error:
        form.add_error("photos", error)
        return None
    drafts.discard(data["draft"])
    return report


def _private(token: str) -> queries.PrivateReport:
    screen = queries.private_report(token_hash(token), timezone.now())
    if screen is None:
        raise Http404
    return screen


def _no_referrer(response: HttpResponse) -> HttpResponse:
    """The address is the key to the report: it goes to nobody else and into no index."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_GET
def report_track(request: HttpRequest, token: str) -> HttpResponse:
    """The reporter's private link."""
    return _no_referrer(_track_page(request, token, _private(token)))


def _track_page(
    request: HttpRequest,
    token: str,
    screen: queries.PrivateReport,
    bound: TransitionForm | None = None,
    error: Any = "",
) -> HttpResponse:
    forms = []
    for button in screen.buttons:
        form = TransitionForm(button.transition, screen.public.report, REPORTER, prefix=button.transition.code)
        is_bound = bound is not None and bound.transition.code == button.transition.code
        forms.append((button.transition, bound if is_bound else form))
    context = {
        "screen": screen,
        "forms": forms,
        "token": token,
        "is_new": request.GET.get("moi") == "1",
        "error": error,
        "link": request.build_absolute_uri(reverse("report_track", args=[token])),
    }
    return render(request, "field_reports/track.html", context, status=422 if error or bound else 200)


@never_cache
@require_POST
def report_act(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """A step that the reporter takes on the private link; the engine checks all of it again."""
    screen = _private(token)
    report = screen.public.report
    transition = FIELD_REPORT.transition(code)
    if transition is None:
        raise Http404
    form = TransitionForm(transition, report, REPORTER, request.POST, request.FILES, prefix=code)
    if not form.is_valid():
        return _no_referrer(_track_page(request, token, screen, bound=form))
    try:
        fire(
            report,
            code,
            REPORTER,
            form.answers,
            form.cleaned_data.get("comment", ""),
            expected_version=form.seen_version,
            idempotency_key=form.sending_key,
        )
    except (Conflict, NotAllowed, UploadRefused) as error:
        return _no_referrer(_track_page(request, token, _private(token), error=_words(error)))
    except InvalidData as error:
        form.add_error(None, str(error))
        return _no_referrer(_track_page(request, token, screen, bound=form))
    return redirect("report_track", token=token)


def _words(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, UploadRefused) else str(error)


@never_cache
@require_POST
def report_erase(request: HttpRequest, token: str) -> HttpResponse:
    """Erase one's contact details; the report itself stays."""
    erase_reporter(_private(token).public.report)
    return redirect("report_track", token=token)


VARIANTS = {"anh": "public", "nho": "thumbnail"}


@require_GET
def report_photo(request: HttpRequest, reference: str, pk: int, variant: str) -> FileResponse:
    """A photo as the public sees it: of a public report, with blurred parts blurred."""
    photo = get_object_or_404(
        Photo.objects.select_related("report"), pk=pk, report__reference=reference, is_public=True
    )
    if not photo.report.is_public or (photo.kind == "result" and photo.report.state not in queries.FINAL):
        raise Http404
    return photo_response(photo, variant)


@never_cache
@require_GET
def private_photo(request: HttpRequest, token: str, pk: int, variant: str) -> FileResponse:
    """A photo of one's own report on the private link, whether the public sees it or not."""
    photo = get_object_or_404(Photo, pk=pk, report__private_hash=token_hash(token), kind="report")
    return photo_response(photo, variant)


def photo_response(photo: Photo, variant: str) -> FileResponse:
    """The file of a photo; the original stands in where nothing was blurred."""
    if variant not in VARIANTS:
        raise Http404
    file = getattr(photo, VARIANTS[variant]) or photo.original
    try:
        response = FileResponse(file.open("rb"))
    except FileNotFoundError as error:
        raise Http404 from error
    response["Cache-Control"] = "private, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class ReportFeed(Feed):
    """The newest public reports as RSS."""

    title = gettext_lazy("Field reports in Bình Thuận")
    description = gettext_lazy("New reports that moderators have accepted")

    def link(self) -> str:
        return reverse("report_list")

    def items(self) -> list[FieldReport]:
        reports = FieldReport.objects.public().select_related("category", "area")
        return list(reports.order_by("-created_at", "-id")[:30])

    def item_title(self, item: FieldReport) -> str:
        return f"{item.category.name} – {item.public_address or (item.area and item.area.full_name) or item.reference}"

    def item_description(self, item: FieldReport) -> str:
        mark = f"[{_('demonstration data')}] " if item.is_demo else ""
        return f"{mark}{item.public_description}"

    def item_link(self, item: FieldReport) -> str:
        return reverse("report_page", args=[item.reference])

    def item_pubdate(self, item: FieldReport) -> datetime:
        return item.created_at
