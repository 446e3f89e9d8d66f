"""The public status page of the IOC."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from workflows.proposals.queries import HISTORY_DAYS, status_page


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """How each component is today (Article 6 clauses 1 and 3); made for people, ``/healthz`` is for machines."""
    now = timezone.now()
    context = {"status": status_page(now), "now": now, "days": HISTORY_DAYS}
    return render(request, "proposals/status.html", context)
