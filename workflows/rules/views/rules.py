"""The screens of the automatic rules: list, one rule, writing one with a dry run, and the log."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from ioc_site.common.permissions import require
from subsystems.agencies.requests import SignedInRequest
from workflows.engine.views import crumbs
from workflows.rules import queries, services
from workflows.rules.forms import RuleForm, StartForm
from workflows.rules.kinds import kind_of
from workflows.rules.models import ContentRule
from workflows.rules.permissions import user_can_keep_rules, user_can_view_rules

ICON = "cogs"


def _crumbs(title: str, *, deeper: bool = True) -> dict[str, Any]:
    parents = [(reverse("rules"), _("Automatic rules"))] if deeper else []
    return crumbs(title, *parents, icon=ICON)


@never_cache
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """All rules."""
    require(user_can_view_rules(request.user))
    context = _crumbs(_("Automatic rules"), deeper=False) | {"screen": queries.rules(request.user, timezone.now())}
    return render(request, "rules/list.html", context)


@never_cache
@require_GET
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One rule in words, with what it did last."""
    require(user_can_view_rules(request.user))
    screen = queries.rule_screen(request.user, pk)
    if screen is None:
        raise Http404
    return render(request, "rules/rule.html", _crumbs(screen.rule.name) | {"screen": screen})


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """First the kind of case and the action, then the form that belongs to them."""
    require(user_can_keep_rules(request.user))
    start = StartForm(request.GET if "workflow" in request.GET else None)
    if not (start.is_bound and start.is_valid()):
        context = _crumbs(_("New rule")) | {"form": start}
        return render(request, "rules/start.html", context, status=422 if start.is_bound else 200)
    rule = ContentRule(**start.cleaned_data)
    return _form_page(request, rule, _("New rule"))


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a rule; from then on it acts as whoever changed it."""
    rule = _rule(request, pk)
    return _form_page(request, rule, rule.name)


def _rule(request: SignedInRequest, pk: int) -> ContentRule:
    rule = get_object_or_404(ContentRule.objects.visible_to(request.user), pk=pk)
    require(user_can_keep_rules(request.user, rule))
    return rule


def _form_page(request: SignedInRequest, rule: ContentRule, title: str) -> HttpResponse:
    """The form; ``thu`` asks for a dry run of what stands in it and saves nothing."""
    kind = kind_of(rule.workflow)
    if kind is None:
        raise Http404
    form = RuleForm(rule, kind, request.user, request.POST if request.method == "POST" else None)
    tried = None
    if form.is_bound and form.is_valid():
        if "thu" not in request.POST:
            saved = services.save_rule(rule, request.user, form.answers)
            messages.success(request, _("The rule “%(name)s” was saved.") % {"name": saved.name})
            return redirect("rule", pk=saved.pk)
        candidate = ContentRule(workflow=rule.workflow, action=rule.action, owner=request.user, **form.answers)
        tried = queries.dry_run(candidate, request.user)
    context = _crumbs(title) | {"form": form, "rule": rule, "kind": kind, "tried": tried}
    status = 422 if form.is_bound and tried is None else 200
    return render(request, "rules/form.html", context, status=status)


@never_cache
@require_GET
def dry_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a saved rule would have done about the last events."""
    rule = _rule(request, pk)
    context = _crumbs(_("Dry run: %(name)s") % {"name": rule.name})
    context |= {"rule": rule, "tried": queries.dry_run(rule, request.user)}
    return render(request, "rules/dry_run.html", context)


@require_POST
def switch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Switch a rule on or off."""
    rule = services.switch_rule(_rule(request, pk), request.user, on=request.POST.get("on") == "1")
    text = _("“%(name)s” is switched on.") if rule.is_active else _("“%(name)s” is switched off.")
    messages.success(request, text % {"name": rule.name})
    return redirect("rule", pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete a rule, after asking."""
    rule = _rule(request, pk)
    if request.method == "POST":
        services.delete_rule(rule, request.user)
        messages.success(request, _("The rule “%(name)s” was deleted.") % {"name": rule.name})
        return redirect("rules")
    return render(request, "rules/delete.html", _crumbs(_("Delete: %(name)s") % {"name": rule.name}) | {"rule": rule})


@never_cache
@require_GET
def log(request: SignedInRequest) -> HttpResponse:
    """What all rules did."""
    require(user_can_view_rules(request.user))
    page, rows = queries.log(request.user, request.GET)
    return render(request, "rules/log.html", _crumbs(_("What the rules did")) | {"page": page, "rows": rows})
