"""The photos of reports, as the public and others may see them."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from workflows.field_reports import queries
from workflows.field_reports.models import Photo

VARIANTS = {"anh": "public", "nho": "thumbnail"}


@require_safe
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
