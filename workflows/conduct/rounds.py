"""The staff's screens of commendation rounds, and of who read discipline cases."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.permissions import require
from ioc_site.common.uploads import UploadRefused
from subsystems.agencies.requests import SignedInRequest
from workflows.conduct import queries, services
from workflows.conduct.forms import RoundDecisionForm, RoundForm
from workflows.conduct.models import Round
from workflows.conduct.papers import papers_of
from workflows.conduct.permissions import user_can_decide_rounds, user_can_keep_rounds, user_can_read_log


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    context = {"rows": queries.rounds(request.user), "can_keep": bool(user_can_keep_rounds(request.user))}
    return render(request, "conduct/rounds.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Round.objects.visible_to(request.user), pk=pk) if pk else None
    require(user_can_keep_rounds(request.user))
    form = RoundForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        saved = services.save_round(form, request.user)
        services.gather_candidates(saved, request.user)
        messages.success(request, _("The candidates were gathered."))
        return redirect("conduct_round", pk=saved.pk)
    context: dict[str, Any] = {"form": form, "title": row or _("New round"), "agencies": []}
    return render(request, "engine/admin/form_page.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One round; a POST opens cases for the chosen candidates."""
    screen = queries.round_screen(request.user, pk)
    if screen is None:
        raise Http404
    if request.method == "POST":
        require(user_can_keep_rounds(request.user))
        chosen = [int(value) for value in request.POST.getlist("agency") if value.isascii() and value.isdigit()]
        made = services.open_cases_of_round(screen.round, request.user, chosen[:500])
        messages.success(request, _("%(number)s cases were opened.") % {"number": len(made)})
        return redirect("conduct_round", pk=pk)
    can_decide = bool(screen.can_decide) and bool(user_can_decide_rounds(request.user))
    decision_form = RoundDecisionForm() if can_decide else None
    context = {"screen": screen, "decision_form": decision_form, "papers": papers_of(screen.round)}
    return render(request, "conduct/round.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """One decision for all cases of the round that were proposed; each is checked by itself."""
    screen = queries.round_screen(request.user, pk)
    if screen is None:
        raise Http404
    if request.method == "POST":
        require(user_can_decide_rounds(request.user))
        form = RoundDecisionForm(request.POST, request.FILES)
        if not form.is_valid():
            context = {"screen": screen, "decision_form": form}
            return render(request, "conduct/round.html", context, status=422)
        data = form.cleaned_data
        try:
            done, refused = services.decide_round(
                screen.round, request.user, data["decision_number"], data["decided_on"], data["file"]
            )
        except UploadRefused as error:
            messages.error(request, str(error))
        else:
            if done:
                messages.success(request, _("%(number)s cases were decided.") % {"number": len(done)})
            for reason in refused:
                messages.error(request, reason)
    return redirect("conduct_round", pk=pk)


@never_cache
@require_GET
def readings(request: SignedInRequest) -> HttpResponse:
    """Who read which discipline case; for auditors alone."""
    require(user_can_read_log(request.user))
    return render(request, "conduct/readings.html", {"page": queries.readings(request.GET)})
