"""The screens of follow-ups, and taking tags off cases."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ioc_site.common.permissions import require
from subsystems.agencies.requests import SignedInRequest
from workflows.engine.acting import act, step_forms
from workflows.engine.forms import TransitionForm
from workflows.engine.views import crumbs
from workflows.rules import queries, services
from workflows.rules.kinds import kind_of
from workflows.rules.models import CaseTag, FollowUp
from workflows.rules.permissions import user_can_keep_rules


@never_cache
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Those that this person may see."""
    screen = queries.follow_ups(request.user, request.GET, timezone.now())
    return render(request, "rules/follow_ups.html", crumbs(_("Follow-ups"), icon="tasks") | {"screen": screen})


def _screen(request: SignedInRequest, reference: str) -> queries.FollowUpScreen:
    screen = queries.follow_up_screen(request.user, reference, timezone.now())
    if screen is None:
        raise Http404
    return screen


@never_cache
@require_GET
def case(request: SignedInRequest, reference: str) -> HttpResponse:
    return _page(request, _screen(request, reference))


def _page(
    request: SignedInRequest, screen: queries.FollowUpScreen, bound: TransitionForm | None = None
) -> HttpResponse:
    context = crumbs(screen.follow_up.title, (reverse("follow_ups"), _("Follow-ups")), icon="tasks") | {
        "screen": screen,
        "forms": step_forms(screen.follow_up, request.user, screen.buttons, bound),
    }
    return render(request, "rules/follow_up.html", context, status=422 if bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A step that somebody takes; the engine checks permission and answers again."""
    screen = _screen(request, reference)
    if request.method == "POST" and (bound := act(request, screen.follow_up, code)):
        return _page(request, screen, bound)
    if FollowUp.objects.visible_to(request.user).filter(reference=reference).exists():
        return redirect("follow_up_case", reference=reference)
    return redirect("follow_ups")


@require_POST
def remove_tag(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a tag off a case, and go back to it."""
    require(user_can_keep_rules(request.user))
    tag = get_object_or_404(CaseTag, pk=pk)
    kind = kind_of(tag.workflow)
    case = kind.cases(request.user).filter(pk=tag.case_id).first() if kind else None
    if kind is None or case is None:
        raise Http404
    services.remove_tag(tag, request.user)
    return redirect(kind.table.url(case, None))
