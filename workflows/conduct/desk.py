"""The staff's screens of commendation and discipline: the same pages, two tables that never meet.

What a person may not know of is answered like what does not exist. Each page of a discipline case writes down who reads
it before it shows anything.
"""

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.permissions import require
from ioc_site.common.uploads import UploadRefused
from subsystems.agencies.enums import Role
from subsystems.agencies.requests import SignedInRequest
from subsystems.agencies.scoping import agencies_with_role
from workflows.conduct import queries, services
from workflows.conduct.enums import CaseKind
from workflows.conduct.forms import CommendationForm, DisciplineForm, DocumentForm
from workflows.conduct.models import Commendation, Discipline
from workflows.conduct.papers import papers_of
from workflows.conduct.permissions import user_can_edit, user_can_write
from workflows.engine.acting import act, step_forms
from workflows.engine.forms import TransitionForm


@dataclass(frozen=True, slots=True)
class Register:
    """One of the two registers: its model, its form and the names of its addresses."""

    kind: CaseKind
    model: type[Any]
    form: type[Any]
    title: Any
    icon: str

    def url_name(self, action: str) -> str:
        return f"{self.kind}_{action}"


REGISTERS = {
    CaseKind.COMMENDATION: Register(
        CaseKind.COMMENDATION, Commendation, CommendationForm, gettext_lazy("Commendations"), "pick"
    ),
    CaseKind.DISCIPLINE: Register(CaseKind.DISCIPLINE, Discipline, DisciplineForm, gettext_lazy("Discipline"), "lock"),
}
_WRITERS = (Role.HEAD, Role.OFFICER, Role.MODERATOR, Role.INTERNAL_AFFAIRS)


@never_cache
@require_GET
def index(request: SignedInRequest, kind: str) -> HttpResponse:
    register = REGISTERS[CaseKind(kind)]
    context = {
        "register": register,
        "desk": queries.desk(register.model, request.user, request.GET),
        "can_write": bool(user_can_write(request.user)),
    }
    return render(request, "conduct/desk.html", context)


def _find(request: SignedInRequest, register: Register, reference: str, what: str) -> Any:
    """The case, or 404; reading a discipline case is logged here, for every page of it."""
    case = queries.find_case(register.model, request.user, reference)
    if case is None:
        raise Http404
    if register.kind == CaseKind.DISCIPLINE:
        services.log_reading(request.user, case, what)
    return case


@never_cache
@require_http_methods(["GET", "POST"])
def write(request: SignedInRequest, kind: str) -> HttpResponse:
    """A new case in the name of one's agency."""
    register = REGISTERS[CaseKind(kind)]
    require(user_can_write(request.user))
    agencies = agencies_with_role(request.user, *_WRITERS)
    form = register.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = request.POST.get("agency", "")
        agency = next((a for a in agencies if str(a.pk) == chosen), agencies[0])
        if form.cleaned_data["subject_user"] == request.user and register.kind == CaseKind.DISCIPLINE:
            form.add_error("subject_account", _("Nobody handles a case about themselves."))
        else:
            case = services.write_case(register.model, request.user, agency, form.values)
            messages.success(request, _("The draft was saved. Add the documents of the dossier, then send it in."))
            return redirect(register.url_name("case"), reference=case.reference)
    return _form_page(request, register, form, agencies)


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, kind: str, reference: str) -> HttpResponse:
    register = REGISTERS[CaseKind(kind)]
    case = _find(request, register, reference, _("changing the case"))
    require(user_can_edit(request.user, case))
    form = register.form(request.POST or None, instance=case)
    if request.method == "POST" and form.is_valid():
        services.change_case(case, request.user, form.values)
        messages.success(request, _("The draft was saved."))
        return redirect(register.url_name("case"), reference=reference)
    return _form_page(request, register, form, [])


def _form_page(request: SignedInRequest, register: Register, form: Any, agencies: list[Any]) -> HttpResponse:
    context = {"form": form, "title": register.title, "agencies": agencies if len(agencies) > 1 else []}
    return render(request, "engine/admin/form_page.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def case(request: SignedInRequest, kind: str, reference: str) -> HttpResponse:
    register = REGISTERS[CaseKind(kind)]
    return _case_page(request, register, _find(request, register, reference, _("reading the case")))


def _case_page(
    request: SignedInRequest,
    register: Register,
    found: Any,
    bound: TransitionForm | None = None,
    document_form: DocumentForm | None = None,
) -> HttpResponse:
    screen = queries.case_screen(found, request.user, timezone.now())
    forms = step_forms(found, request.user, screen.buttons, bound)
    missing = [button for button in screen.buttons if not button.is_allowed and _is_mine(button, request.user, found)]
    context = {
        "register": register,
        "screen": screen,
        "steps": [(step, register.url_name("step")) for step in forms],
        "refused": missing,
        "papers": papers_of(found),
        "document_form": (document_form or DocumentForm(found)) if screen.can_edit else None,
        "names": {action: register.url_name(action) for action in ("desk", "edit", "document", "remove", "file")},
    }
    return render(request, "conduct/case.html", context, status=422 if bound or document_form else 200)


def _is_mine(button: Any, user: Any, found: Any) -> bool:
    """Steps that would be this person's but for something that is missing: the screen says what."""
    return bool(button.transition.who(user, found))


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: SignedInRequest, kind: str, reference: str, code: str) -> HttpResponse:
    """A step that somebody takes; the engine checks permission, guards and answers again."""
    register = REGISTERS[CaseKind(kind)]
    found = _find(request, register, reference, _("taking a step"))
    if request.method == "POST" and (bound := act(request, found, code)):
        return _case_page(request, register, found, bound)
    if queries.find_case(register.model, request.user, reference) is None:
        return redirect(register.url_name("desk"))
    return redirect(register.url_name("case"), reference=reference)


@never_cache
@require_http_methods(["GET", "POST"])
def document(request: SignedInRequest, kind: str, reference: str) -> HttpResponse:
    """Put a file into the dossier."""
    register = REGISTERS[CaseKind(kind)]
    found = _find(request, register, reference, _("adding a document"))
    if request.method == "GET":
        return redirect(register.url_name("case"), reference=reference)
    require(user_can_edit(request.user, found))
    form = DocumentForm(found, request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.add_document(found, request.user, data["file"], data["name"], data["answers"])
        except UploadRefused as error:
            form.add_error("file", error)
        else:
            messages.success(request, _("The document was added."))
            return redirect(register.url_name("case"), reference=reference)
    return _case_page(request, register, found, document_form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def remove(request: SignedInRequest, kind: str, reference: str, pk: int) -> HttpResponse:
    register = REGISTERS[CaseKind(kind)]
    found = _find(request, register, reference, _("removing a document"))
    if request.method == "POST":
        services.remove_document(found, request.user, pk)
        messages.success(request, _("The document was removed."))
    return redirect(register.url_name("case"), reference=reference)


@never_cache
@require_GET
def file(request: SignedInRequest, kind: str, reference: str, pk: int) -> FileResponse:
    """A file of the dossier; ``0`` is the signed decision."""
    register = REGISTERS[CaseKind(kind)]
    found = _find(request, register, reference, _("opening a document"))
    stored = found.decision_file if pk == 0 else get_object_or_404(found.documents, pk=pk).file
    if not stored:
        raise Http404
    return FileResponse(stored.open("rb"), as_attachment=True, filename=stored.name.rpartition("/")[2])
