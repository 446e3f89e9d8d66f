"""The workflows as they are defined: the diagram and the table, for everybody who works with them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from workflows.engine import registry
from workflows.engine.diagrams import draw
from workflows.engine.views import crumbs


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All workflows."""
    context = crumbs(pgettext("case", "Workflows"), icon="tasks") | {"workflows": registry.workflows()}
    return render(request, "engine/admin/workflows.html", context)


@require_GET
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One workflow: its diagram and each of its steps in words."""
    try:
        workflow = registry.workflow(code)
    except KeyError:
        raise Http404 from None
    title = str(workflow.label)
    context = crumbs(title, (reverse("engine_workflows"), pgettext("case", "Workflows")), icon="tasks") | {
        "workflow": workflow,
        "diagram": mark_safe(draw(workflow)),
    }
    return render(request, "engine/admin/workflow.html", context)
