"""The triage desk and one matter with everything that can be done with it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.permissions import require
from subsystems.agencies.requests import SignedInRequest
from subsystems.monitoring import outputs
from subsystems.monitoring.models import Matter
from subsystems.monitoring.queries import desk as queries
from subsystems.monitoring.workflow import MATTER
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.forms import TransitionForm
from workflows.engine.permissions import admits
from workflows.engine.services import fire


@require_GET
def desk_index(request: SignedInRequest) -> HttpResponse:
    """The queue."""
    screen = queries.desk(request.user, request.GET, timezone.now())
    return render(request, "monitoring/desk.html", {"desk": screen})


def _screen(request: SignedInRequest, reference: str) -> queries.MatterScreen:
    screen = queries.matter_screen(request.user, reference, timezone.now())
    if screen is None:
        raise Http404
    return screen


@require_GET
def matter(request: SignedInRequest, reference: str) -> HttpResponse:
    """One matter."""
    return _page(request, _screen(request, reference))


def _page(request: SignedInRequest, screen: queries.MatterScreen, bound: TransitionForm | None = None) -> HttpResponse:
    initial = queries.initial_answers(screen)
    forms = []
    for button in screen.buttons:
        step = button.transition
        if bound is not None and bound.transition.code == step.code:
            forms.append((step, bound))
            continue
        begun: dict[str, Any] = initial.get(step.code, {})
        forms.append((step, TransitionForm(step, screen.matter, request.user, prefix=step.code, initial=begun)))
    links = [(link, outputs.link_url(link)) for link in screen.links]
    context = {"screen": screen, "forms": forms, "bound": bound, "links": links}
    return render(request, "monitoring/matter.html", context, status=422 if bound else 200)


@require_http_methods(["GET", "POST"])
def act(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A step that somebody takes; the engine checks permission, guards and answers again."""
    screen = _screen(request, reference)
    if request.method == "GET":  # the address of a form, opened again from the history
        return redirect("monitoring_matter", reference=reference)
    step = MATTER.transition(code)
    if step is None:
        raise Http404
    require(admits(step, request.user, screen.matter))
    form = TransitionForm(step, screen.matter, request.user, request.POST, request.FILES, prefix=code)
    if not form.is_valid():
        return _page(request, screen, bound=form)
    try:
        fire(
            screen.matter,
            code,
            request.user,
            form.answers,
            form.cleaned_data.get("comment", ""),
            expected_version=form.seen_version,
            idempotency_key=form.sending_key,
        )
    except (Conflict, NotAllowed) as error:
        messages.error(request, str(error))
    except InvalidData as error:
        for name, problems in error.form.errors.items():
            for problem in problems:
                form.add_error(name if name in form.fields else None, problem)
        return _page(request, screen, bound=form)
    else:
        messages.success(request, _("%(reference)s: %(step)s") % {"reference": reference, "step": step.done_label})
    if Matter.objects.visible_to(request.user).filter(pk=screen.matter.pk).exists():
        return redirect("monitoring_matter", reference=reference)
    return redirect("monitoring_desk")


@require_http_methods(["GET", "POST"])
def make(request: SignedInRequest, reference: str, kind: str) -> HttpResponse:
    """Make a news page or a field report out of a matter."""
    screen = _screen(request, reference)
    if request.method == "GET":  # the address of a form, opened again from the history
        return redirect("monitoring_matter", reference=reference)
    output = outputs.output_of(kind)
    if output is None:
        raise Http404
    link = outputs.make(output, screen.matter, request.user)
    messages.success(request, _("Made: %(title)s") % {"title": link.title})
    return redirect("monitoring_matter", reference=reference)
