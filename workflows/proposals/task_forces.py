"""The staff's screens of task forces: who was asked, who was named, who was appointed (Article 8 clause 5 point d)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.permissions import require
from subsystems.agencies.models import Agency
from subsystems.agencies.requests import SignedInRequest
from workflows.proposals import queries, services
from workflows.proposals.enums import NominationState
from workflows.proposals.forms import NominationForm, TaskForceForm
from workflows.proposals.models import Nomination, TaskForce
from workflows.proposals.permissions import user_can_coordinate, user_can_nominate


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    context = {"rows": queries.task_forces(request.user), "can_coordinate": bool(user_can_coordinate(request.user))}
    return render(request, "proposals/task_forces.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Make or change a task force."""
    task_force = get_object_or_404(TaskForce.objects.visible_to(request.user), pk=pk) if pk else None
    require(user_can_coordinate(request.user))
    form = TaskForceForm(request.POST or None, instance=task_force)
    if request.method == "POST" and form.is_valid():
        saved = services.save_task_force(form, request.user)
        messages.success(request, _("The task force was saved."))
        return redirect("task_force", pk=saved.pk)
    context: dict[str, Any] = {"form": form, "title": task_force or _("New task force"), "agencies": []}
    return render(request, "engine/admin/form_page.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One task force; a POST names a person for one's own agency."""
    screen = queries.task_force_screen(request.user, pk)
    if screen is None:
        raise Http404
    form = NominationForm(request.POST or None)
    if request.method == "POST":
        agency = get_object_or_404(Agency, pk=_number(request.POST.get("agency", "")))
        require(user_can_nominate(request.user, screen.task_force, agency))
        if form.is_valid():
            services.nominate(screen.task_force, agency, request.user, form.cleaned_data)
            messages.success(request, _("The nomination was sent."))
            return redirect("task_force", pk=pk)
    context = {"screen": screen, "form": form}
    return render(request, "proposals/task_force.html", context, status=422 if form.is_bound else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@require_http_methods(["GET", "POST"])
def decide(request: SignedInRequest, pk: int, nomination: int, state: str) -> HttpResponse:
    """Appoint or decline a person."""
    task_force = get_object_or_404(TaskForce.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        require(user_can_coordinate(request.user))
        if state not in (NominationState.APPOINTED, NominationState.DECLINED):
            raise Http404
        row = get_object_or_404(Nomination, pk=nomination, task_force=task_force)
        services.decide_nomination(row, request.user, NominationState(state))
        messages.success(request, _("The decision was saved."))
    return redirect("task_force", pk=pk)
