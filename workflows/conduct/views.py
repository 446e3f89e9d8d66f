"""The public list of commendations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflows.conduct.queries import announced


@require_safe
def commendations(request: HttpRequest) -> HttpResponse:
    """Who was commended, with decision and day (Article 10 clause 1); discipline is never announced."""
    return render(request, "conduct/announced.html", {"page": announced(request.GET)})
