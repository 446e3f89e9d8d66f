"""What everybody sees: the list, one report, its photos, the feed."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from workflows.field_reports import queries
from workflows.field_reports.models import FieldReport, Photo


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    return render(request, "field_reports/list.html", {"listing": queries.public_list(request.GET)})


@require_GET
def report_page(request: HttpRequest, reference: str) -> HttpResponse:
    screen = queries.public_report(reference, timezone.now())
    if screen is None:
        raise Http404
    return render(request, "field_reports/page.html", {"screen": screen})


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
