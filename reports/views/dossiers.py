"""The dossier of a discipline case: its page, its making and its files, for the parties alone.

To everybody else each address answers as if there were no such case. Every page writes down who reads it before it
shows anything (``case_for``).
"""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from reports.dossiers import case_for, content_of, make_dossier
from reports.models import DisciplineDossier
from subsystems.agencies.requests import SignedInRequest


@never_cache
@require_http_methods(["GET", "POST"])
def dossier(request: SignedInRequest, reference: str) -> HttpResponse:
    """The dossier as a page, and the files made of it; a POST makes the next."""
    case = case_for(request.user, reference, _("making the dossier"))
    if case is None:
        raise Http404
    if request.method == "POST":
        make_dossier(case, request.user)
        messages.success(request, _("The dossier was made."))
        return redirect("discipline_dossier", reference=reference)
    context = {
        "case": case,
        "content": content_of(case, timezone.now()),
        "dossiers": DisciplineDossier.objects.visible_to(request.user).filter(case=case).select_related("made_by"),
    }
    return render(request, "reports/admin/dossier.html", context)


@never_cache
@require_GET
def dossier_file(request: SignedInRequest, reference: str, pk: int) -> FileResponse:
    """A file that was made of a case."""
    case = case_for(request.user, reference, _("opening the dossier"))
    row = DisciplineDossier.objects.visible_to(request.user).filter(case=case, pk=pk).first() if case else None
    if row is None:
        raise Http404
    try:
        opened = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type="application/pdf", filename=f"{reference}-{row.number}.pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response
