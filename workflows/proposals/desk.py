"""The staff's screens of proposals: the list, one proposal, writing and changing a draft."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.permissions import require
from subsystems.agencies.models import Agency
from subsystems.agencies.requests import SignedInRequest
from subsystems.agencies.scoping import agencies_with_role
from workflows.engine.acting import act, step_forms
from workflows.engine.forms import TransitionForm
from workflows.proposals import queries, services
from workflows.proposals.enums import ProposalKind
from workflows.proposals.forms import KIND_FORMS, SupportForm, form_of
from workflows.proposals.permissions import user_can_edit, user_can_operate, user_can_propose, user_can_support


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    desk = queries.desk(request.user, request.GET, timezone.now())
    context = {"desk": desk, "kinds": ProposalKind.choices, "can_propose": bool(user_can_propose(request.user))}
    return render(request, "proposals/desk.html", context)


@require_http_methods(["GET", "POST"])
def write(request: SignedInRequest, kind: str) -> HttpResponse:
    """The form of a new proposal of one kind."""
    if kind not in KIND_FORMS:
        raise Http404
    require(user_can_propose(request.user))
    agencies = agencies_with_role(request.user)
    form = KIND_FORMS[kind](request.POST or None, initial={"place": request.GET.get("dieu-khoan", "")[:60]})
    if request.method == "POST" and form.is_valid():
        agency = _agency(agencies, request.POST.get("agency", ""))
        proposal = services.write_proposal(request.user, agency, kind, form.for_columns, form.details)
        messages.success(request, _("The draft was saved. Read it once more, then send it in."))
        return redirect("proposal_case", reference=proposal.reference)
    return _form_page(request, form, ProposalKind(kind).label, agencies)


def _agency(agencies: list[Agency], chosen: str) -> Agency:
    """The agency in whose name it is written: the chosen one of one's own, else the only or first."""
    return next((agency for agency in agencies if str(agency.pk) == chosen), agencies[0])


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Change a draft."""
    proposal = _screen(request, reference).proposal
    require(user_can_edit(request.user, proposal))
    form = KIND_FORMS[proposal.kind](request.POST or None, initial=form_of(proposal))
    if request.method == "POST" and form.is_valid():
        services.change_draft(proposal, request.user, form.for_columns, form.details)
        messages.success(request, _("The draft was saved."))
        return redirect("proposal_case", reference=reference)
    return _form_page(request, form, proposal.title, [])


def _form_page(request: SignedInRequest, form: Any, title: Any, agencies: list[Agency]) -> HttpResponse:
    context = {"form": form, "title": title, "agencies": agencies if len(agencies) > 1 else []}
    return render(request, "engine/admin/form_page.html", context, status=422 if form.is_bound else 200)


def _screen(request: SignedInRequest, reference: str) -> queries.CaseScreen:
    screen = queries.case_screen(request.user, reference, timezone.now())
    if screen is None:
        raise Http404
    return screen


@require_GET
def case(request: SignedInRequest, reference: str) -> HttpResponse:
    return _case_page(request, _screen(request, reference))


def _case_page(
    request: SignedInRequest, screen: queries.CaseScreen, bound: TransitionForm | None = None
) -> HttpResponse:
    context = {
        "screen": screen,
        "forms": step_forms(screen.proposal, request.user, screen.buttons, bound),
        "support_form": SupportForm() if screen.can_support else None,
    }
    return render(request, "proposals/case.html", context, status=422 if bound else 200)


@require_http_methods(["GET", "POST"])
def step(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A step that somebody takes; the engine checks permission, guards and answers again."""
    screen = _screen(request, reference)
    if request.method == "POST" and (bound := act(request, screen.proposal, code)):
        return _case_page(request, screen, bound)
    return _back(request, reference)


def _back(request: SignedInRequest, reference: str) -> HttpResponse:
    """To the proposal, or to the list when it is no longer this person's to see."""
    if queries.Proposal.objects.visible_to(request.user).filter(reference=reference).exists():
        return redirect("proposal_case", reference=reference)
    return redirect("proposal_desk")


@require_http_methods(["GET", "POST"])
def support(request: SignedInRequest, reference: str) -> HttpResponse:
    """Another agency's support."""
    proposal = _screen(request, reference).proposal
    if request.method == "POST":
        require(user_can_support(request.user, proposal))
        form = SupportForm(request.POST)
        if form.is_valid():
            services.support(proposal, request.user, form.cleaned_data["note"])
            messages.success(request, _("Your agency supports this proposal."))
        else:
            messages.error(request, _("The text is too long."))
    return redirect("proposal_case", reference=reference)


@require_http_methods(["GET", "POST"])
def public_note(request: SignedInRequest, reference: str) -> HttpResponse:
    """What the public status page says of an incident."""
    proposal = _screen(request, reference).proposal
    if request.method == "POST":
        require(user_can_operate(request.user, proposal))
        note = request.POST.get("note", "").replace("\x00", "").strip()
        if len(note) > 500:
            messages.error(request, _("The text is too long."))
        else:
            services.set_public_note(proposal, request.user, note)
            messages.success(request, _("The status page was changed."))
    return redirect("proposal_case", reference=reference)
