"""The start screen of everybody who works on cases, and the history of their own steps."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from subsystems.agencies.requests import SignedInRequest
from workflows.engine.views import crumbs
from workflows.engine.work import my_work, own_steps


@never_cache
@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """What waits for me, what is late, what changed."""
    context = crumbs(_("My work"), icon="tasks") | {"work": my_work(request.user, timezone.now())}
    return render(request, "engine/admin/my_work.html", context)


@never_cache
@require_GET
def done(request: SignedInRequest) -> HttpResponse:
    """Every step that I took."""
    page, rows = own_steps(request.user, request.GET)
    context = crumbs(_("My own steps"), icon="history") | {"page": page, "rows": rows}
    return render(request, "engine/admin/own_steps.html", context)
