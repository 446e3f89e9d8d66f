"""The figures as a file."""

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from ioc_site.common.spreadsheets import csv_lines
from workflows.field_reports.statistics.queries import file_rows


@require_safe
def figures_file(request: HttpRequest) -> StreamingHttpResponse:
    """CSV of the figures under the filters of the page, by month or by what ``theo`` names."""
    try:
        head, rows = file_rows(request.GET)
    except KeyError as error:
        raise Http404 from error
    response = StreamingHttpResponse(csv_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="phan-anh-hien-truong.csv"'
    return response
