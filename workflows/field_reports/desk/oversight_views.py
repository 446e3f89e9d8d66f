"""The screens of those who watch over the work: load and lateness, and the log of personal data."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ioc_site.common.permissions import require
from subsystems.agencies.requests import SignedInRequest
from workflows.field_reports.desk import oversight


@never_cache
@require_GET
def load(request: SignedInRequest) -> HttpResponse:
    """Who has how much to do, and what is late."""
    require(oversight.user_can_see_load(request.user))
    context = {"load": oversight.load_screen(request.user, timezone.now())}
    return render(request, "field_reports/desk/load.html", context)


@never_cache
@require_GET
def access_log(request: SignedInRequest) -> HttpResponse:
    """Who opened personal data, of what and why."""
    require(oversight.user_can_see_access_log(request.user))
    return render(request, "field_reports/desk/access_log.html", {"log": oversight.access_screen(request.GET)})
