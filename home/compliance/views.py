"""The staff's screens of compliance with the regulation (Article 6 clause 4, Article 7 clause 5)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from home.compliance import queries, services
from home.compliance.permissions import user_can_compute, user_can_open, user_can_read_all
from ioc_site.common.permissions import require
from subsystems.agencies.requests import SignedInRequest
from subsystems.agencies.scoping import memberships_of


@never_cache
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Agencies by clauses; who follows one agency only goes to that one."""
    require(user_can_open(request.user))
    if not user_can_read_all(request.user):
        slugs = {membership.agency.slug for membership in memberships_of(request.user)}
        if len(slugs) == 1:
            return redirect("compliance_agency", slug=slugs.pop())
    context = {
        "matrix": queries.matrix(request.user, request.GET, timezone.localdate()),
        "can_compute": bool(user_can_compute(request.user)),
    }
    return render(request, "compliance/matrix.html", context)


@never_cache
@require_GET
def agency(request: SignedInRequest, slug: str) -> HttpResponse:
    """One agency: all its clauses, and what to do next."""
    found = queries.find_agency(request.user, slug)
    if found is None:
        raise Http404
    context: dict[str, Any] = {
        "screen": queries.agency_screen(request.user, found, request.GET, timezone.localdate()),
        "sees_all": bool(user_can_read_all(request.user)),
    }
    return render(request, "compliance/agency.html", context)


@never_cache
@require_GET
def cell(request: SignedInRequest, slug: str, eid: str) -> HttpResponse:
    """One clause of one agency with the rows behind its figures."""
    found = queries.find_agency(request.user, slug)
    screen = queries.cell_screen(request.user, found, eid, request.GET, timezone.localdate()) if found else None
    if screen is None:
        raise Http404
    return render(request, "compliance/cell.html", {"screen": screen})


@require_GET
def coverage(request: SignedInRequest) -> HttpResponse:
    """Which clause is measured by what, and why some are not."""
    require(user_can_open(request.user))
    return render(request, "compliance/coverage.html", {"covered": queries.coverage()})


@require_POST
def compute(request: SignedInRequest) -> HttpResponse:
    """Have the figures computed now."""
    require(user_can_compute(request.user))
    services.ask_to_compute(request.user)
    messages.success(request, _("The figures are being computed; load the page again in a minute."))
    return redirect("compliance")
