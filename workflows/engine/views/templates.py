"""The words of messages: which there are, changing them with a preview, going back to the definition's own."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages as notices

from subsystems.agencies.requests import SignedInRequest
from workflows.engine import registry
from workflows.engine.definitions import Transition, Workflow
from workflows.engine.forms import MessageTemplateForm
from workflows.engine.models import MessageTemplate
from workflows.engine.parties import Audience, Message
from workflows.engine.permissions import user_can_change_messages
from workflows.engine.telling import messages, services
from workflows.engine.views import crumbs


def _require(request: SignedInRequest) -> None:
    decision = user_can_change_messages(request.user)
    if not decision:
        raise PermissionDenied(str(decision.reason))


def _named(code: str, step: str, audience_code: str) -> tuple[Workflow, Transition, Audience]:
    """What an address names; 404 for a pair that no message goes out for."""
    for workflow, transition, audience in messages.pairs():
        if (workflow.code, transition.code, audience.code) == (code, step, audience_code):
            return workflow, transition, audience
    raise Http404


@require_GET
def listing(request: SignedInRequest) -> HttpResponse:
    """Every event and audience, by workflow, with who changed the words and when."""
    _require(request)
    changed = {(t.workflow, t.transition, t.audience): t for t in MessageTemplate.objects.select_related("updated_by")}
    groups: dict[str, list[dict[str, Any]]] = {workflow.code: [] for workflow in registry.workflows()}
    for workflow, transition, audience in messages.pairs():
        key = (workflow.code, transition.code, audience.code)
        row: dict[str, Any] = {"transition": transition, "audience": audience, "changed": changed.get(key)}
        row["url"] = reverse("engine_message", args=key)
        row["subject"] = (row["changed"] or messages.default_message(transition, audience)).subject
        groups[workflow.code].append(row)
    context = crumbs(_("Message templates"), icon="edit") | {
        "groups": [(registry.workflow(code), rows) for code, rows in groups.items() if rows]
    }
    return render(request, "engine/admin/messages.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, code: str, step: str, audience_code: str) -> HttpResponse:
    """Change the words of one message; ``preview`` shows them filled with samples and saves nothing."""
    _require(request)
    workflow, transition, audience = _named(code, step, audience_code)
    row = MessageTemplate.objects.filter(workflow=code, transition=step, audience=audience_code).first()
    words = messages.message_for(workflow, transition, audience) if row is None else row
    initial = {"subject": str(words.subject), "text": str(words.text), "html": words.html}
    known = messages.placeholder_labels(workflow, transition, audience)
    form = MessageTemplateForm(request.POST or None, initial=initial, known=known)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        services.change_template(request.user, workflow, step, audience_code, **form.cleaned_data)
        notices.success(request, _("The message is saved."))
        return redirect("engine_messages")
    shown = form.cleaned_data if form.is_bound and form.is_valid() else initial
    preview = None
    if not form.is_bound or form.is_valid():
        preview = messages.fill(Message(**shown), messages.sample_values(workflow, transition, audience))
    title = f"{transition.label} → {audience.label}"
    context = crumbs(title, (reverse("engine_messages"), _("Message templates")), icon="edit") | {
        "workflow": workflow,
        "transition": transition,
        "audience": audience,
        "form": form,
        "known": known,
        "preview": preview,
        "is_changed": row is not None,
    }
    return render(request, "engine/admin/message.html", context)


@require_POST
def reset(request: SignedInRequest, code: str, step: str, audience_code: str) -> HttpResponse:
    """Back to the words of the definition."""
    _require(request)
    workflow, _transition, _audience = _named(code, step, audience_code)
    services.reset_template(workflow, step, audience_code)
    notices.success(request, _("The message has its original words again."))
    return redirect("engine_messages")
