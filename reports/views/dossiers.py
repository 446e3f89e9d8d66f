"""The dossier of a discipline case: its page, its making and its files, for the parties alone.

To everybody else each address answers as if there were no such case. Every page writes down who reads it before it
shows anything (``case_for``).
"""

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from reports.dossiers import case_for, content_of, issuer, make_dossier, may_sign, sign_dossier
from reports.forms import DossierSignForm
from reports.issuing import signature_of
from reports.models import DisciplineDossier
from subsystems.agencies.requests import SignedInRequest
from workflows.conduct.models import Discipline
from workflows.conduct.permissions import user_can_review
from workflows.engine.errors import NotAllowed


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
    return _page(request, case)


@never_cache
@require_POST
def sign(request: SignedInRequest, reference: str) -> HttpResponse:
    """Make the file that is submitted, and sign it."""
    case = case_for(request.user, reference, _("signing the dossier"))
    if case is None:
        raise Http404
    form = DossierSignForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form)
    data = form.cleaned_data
    try:
        sign_dossier(
            case,
            request.user,
            signature=data["signature"],
            signer_name=data["signer_name"],
            expected_version=data["version"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, case, form)
    except NotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The dossier was signed."))
    return redirect("discipline_dossier", reference=reference)


def _page(request: SignedInRequest, case: Discipline, form: DossierSignForm | None = None) -> HttpResponse:
    decision = may_sign(request.user, case)
    initial = {"signature": signature_of(issuer()), "version": case.version}
    context = {
        "sign_form": (form or DossierSignForm(initial=initial)) if decision else None,
        "sign_refused": getattr(decision, "reason", "") if user_can_review(request.user, case) else "",
        "case": case,
        "content": content_of(case, timezone.now()),
        "dossiers": DisciplineDossier.objects.visible_to(request.user).filter(case=case).select_related("made_by"),
    }
    return render(request, "reports/admin/dossier.html", context, status=422 if form else 200)


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
