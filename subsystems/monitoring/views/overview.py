"""Figures, alerts, the health of sources, and trying rules out."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.permissions import require
from subsystems.agencies.requests import SignedInRequest
from subsystems.monitoring.enums import Method
from subsystems.monitoring.forms import TrialForm
from subsystems.monitoring.matching.trial import try_rule
from subsystems.monitoring.models import Alert, Rule, Source
from subsystems.monitoring.permissions import user_can_keep_sources, user_can_moderate, user_can_view_sources
from subsystems.monitoring.queries.desk import alert_list, source_health
from subsystems.monitoring.queries.figures import PERIODS, dashboard
from subsystems.monitoring.queries.mentions import marked
from subsystems.monitoring.services.alerts import mark_seen
from subsystems.monitoring.services.keeping import ask_to_apply
from subsystems.monitoring.services.visiting import send_visit

SHOWN = 30


@require_GET
def figures(request: SignedInRequest) -> HttpResponse:
    """The dashboard."""
    require(user_can_view_sources(request.user))
    days = request.GET.get("ngay", "")
    screen = dashboard(int(days) if days.isdecimal() and len(days) < 4 else 30)
    return render(request, "monitoring/dashboard.html", {"screen": screen, "periods": PERIODS})


@require_GET
def alerts(request: SignedInRequest) -> HttpResponse:
    """All alerts."""
    require(user_can_view_sources(request.user))
    context = {"page": alert_list(request.GET), "can_moderate": bool(user_can_moderate(request.user))}
    return render(request, "monitoring/alerts.html", context)


@require_http_methods(["GET", "POST"])
def alert_seen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody has seen to an alert."""
    alert = get_object_or_404(Alert.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        require(user_can_moderate(request.user))
        mark_seen(alert, request.user)
    return redirect("monitoring_alerts")


@require_GET
def sources(request: SignedInRequest) -> HttpResponse:
    """How the sources fare."""
    require(user_can_view_sources(request.user))
    context = {"health": source_health(), "can_keep": bool(user_can_keep_sources(request.user))}
    return render(request, "monitoring/sources.html", context)


@require_GET
def source(request: SignedInRequest, pk: int) -> HttpResponse:
    """One source with its latest visits."""
    found = get_object_or_404(Source.objects.visible_to(request.user), pk=pk)
    can_keep = bool(user_can_keep_sources(request.user))
    context = {
        "source": found,
        "checks": found.checks.order_by("-at")[:SHOWN],
        "can_keep": can_keep,
        "is_read": found.method != Method.HAND,
    }
    return render(request, "monitoring/source.html", context)


@require_http_methods(["GET", "POST"])
def source_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read a source now."""
    found = get_object_or_404(Source.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        require(user_can_keep_sources(request.user))
        if found.method != Method.HAND:
            send_visit(found)
            messages.success(request, _("The source is read as soon as its host may be asked."))
    return redirect("monitoring_source", pk=pk)


@require_GET
def rule_trial(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try a rule on the last 30 days; nothing is saved."""
    rule = get_object_or_404(Rule.objects.visible_to(request.user).select_related("topic"), pk=pk)
    form = TrialForm(request.GET if "near_words" in request.GET else None, instance=rule)
    trial = try_rule(form.spec()) if not form.is_bound or form.is_valid() else None
    found = trial.found[:SHOWN] if trial else []
    context = {
        "rule": rule,
        "form": form,
        "trial": trial,
        "rows": [
            (
                mention,
                marked(mention.title, [hit for hit in hits if hit["in"] == "title"]),
                [_excerpt(mention.text, hit) for hit in hits if hit["in"] == "text"][:2],
            )
            for mention, hits in found
        ],
        "can_keep": bool(user_can_keep_sources(request.user)),
    }
    return render(request, "monitoring/trial.html", context, status=422 if form.errors else 200)


def _excerpt(text: str, hit: dict[str, int], around: int = 60) -> str:
    """A hit with some characters on both sides, marked."""
    start, end = max(0, hit["from"] - around), min(len(text), hit["to"] + around)
    moved = {"from": hit["from"] - start, "to": hit["to"] - start}
    return marked(text[start:end], [moved])


@require_http_methods(["GET", "POST"])
def rule_apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Apply a saved rule to the last 30 days, in the background."""
    rule = get_object_or_404(Rule.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        require(user_can_keep_sources(request.user))
        ask_to_apply(rule, request.user)
        messages.success(request, _("The rule is being applied; the background jobs show how far it is."))
    return redirect("monitoring_trial", pk=pk)
