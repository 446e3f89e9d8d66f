"""``/bao-cao/``: where leaders find, read, download and ask for reports. Everything here asks for signing in first."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ioc_site.common.access_log import log_access
from ioc_site.common.jobs.queries import progress_of
from reports import queries
from reports.enums import FileKind
from reports.forms import AskForm
from reports.kinds import CannotBuild
from reports.models import ReportDocument, ReportFile
from reports.services import ask_now
from subsystems.agencies.requests import SignedInRequest
from workflows.engine.errors import NotAllowed

FILES = {"pdf": "", "xlsx": FileKind.DATA, "anh": FileKind.PICTURE}
_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "anh": "image/png",
}
_READ_FORM, _DOWNLOADED = "xem báo cáo hạn chế", "tải tệp của báo cáo hạn chế"


@never_cache
@login_required
@require_safe
def report_index(request: SignedInRequest) -> HttpResponse:
    """The newest of each kind, the list, and the form to ask for one."""
    return _index_page(request, AskForm(request.user))


def _index_page(request: SignedInRequest, form: AskForm) -> HttpResponse:
    context = {"screen": queries.leaders_page(request.user, request.GET), "form": form}
    return render(request, "reports/index.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def report_ask(request: SignedInRequest) -> HttpResponse:
    """Ask for a report now; it is built in the background."""
    form = AskForm(request.user, request.POST)
    if not form.is_valid() or form.new_report is None:
        return _index_page(request, form)
    try:
        document = ask_now(form.new_report, request.user)
    except (NotAllowed, CannotBuild) as error:
        form.add_error(None, str(error))
        return _index_page(request, form)
    messages.success(request, _("The report is being built."))
    return redirect("report_document", reference=document.reference)


@never_cache
@login_required
@require_safe
def report_document(request: SignedInRequest, reference: str) -> HttpResponse:
    """One report as an accessible page."""
    screen = queries.document_page(request.user, reference)
    if screen is None:
        raise Http404
    _log(request, screen.document, _READ_FORM)
    return render(request, "reports/document.html", {"screen": screen})


@login_required
@require_safe
def report_file(request: SignedInRequest, reference: str, which: str) -> FileResponse:
    """A file of a report that the reader may read; the newest of its kind."""
    screen = queries.document_page(request.user, reference)
    if screen is None or which not in FILES:
        raise Http404
    file = screen.file if which == "pdf" else _newest(screen.document, FILES[which])
    if which != "anh":  # the picture in a list is no reading of its own
        _log(request, screen.document, _DOWNLOADED)
    return file_response(file, which)


def file_response(file: ReportFile | None, which: str) -> FileResponse:
    """The bytes of a file under a name that people recognise."""
    if file is None:
        raise Http404
    try:
        opened = file.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    suffix = "png" if which == "anh" else which
    name = f"{file.document.number_text or file.document.reference}".replace("/", "-")
    response = FileResponse(
        opened, content_type=_TYPES[which], filename=f"{name}.{suffix}", as_attachment=which == "xlsx"
    )
    response["Cache-Control"] = "private, max-age=600" if which == "anh" else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _newest(document: ReportDocument, kind: str) -> ReportFile | None:
    return next((file for file in reversed(document.files.all()) if file.kind == kind), None)


def _log(request: SignedInRequest, document: ReportDocument, reason: str) -> None:
    if document.is_restricted:
        log_access(request.user, document, "report", reason)


@never_cache
@login_required
@require_safe
def report_progress(request: SignedInRequest, reference: str) -> JsonResponse:
    """How far building is, for the script that waits for it."""
    screen = queries.document_page(request.user, reference)
    if screen is None:
        raise Http404
    progress = progress_of(screen.job) if screen.job else {"done": 0, "total": None, "percent": None}
    return JsonResponse({**progress, "finished": screen.document.state != "building"})
