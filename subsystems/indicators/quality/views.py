"""The screens of data quality in the admin: list, indicator, rows."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ioc_site.common.permissions import require
from subsystems.agencies.requests import SignedInRequest
from subsystems.indicators.permissions import user_can_view_quality
from subsystems.indicators.quality import screens
from subsystems.indicators.quality.rules import RULES


@require_GET
def overview(request: SignedInRequest) -> HttpResponse:
    """Scores of a month (``?thang=2026-11&phan-he=y-te&co-quan=SYT``)."""
    require(user_can_view_quality(request.user))
    page = {"screen": screens.overview(request.user, request.GET.dict()), "rules": RULES}
    return render(request, "indicators/quality/overview.html", page)


@require_GET
def indicator(request: SignedInRequest, code: str, agency: str) -> HttpResponse:
    """One indicator with its rules."""
    require(user_can_view_quality(request.user))
    screen = screens.indicator_screen(request.user, code, agency, request.GET.get("thang", ""))
    if screen is None:
        raise Http404
    return render(request, "indicators/quality/indicator.html", {"screen": screen})


@require_GET
def rows(request: SignedInRequest, code: str, agency: str, rule: str) -> HttpResponse:
    """The rows behind one rule's score."""
    require(user_can_view_quality(request.user))
    found = screens.rows_screen(request.user, code, agency, rule, request.GET.get("thang", ""))
    if found is None:
        raise Http404
    return render(request, "indicators/quality/rows.html", {"rows": found, "screen": found.screen})
