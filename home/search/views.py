"""``/tim-kiem/``."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.search.queries import search_screen


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search pages, clauses and agencies; works without JavaScript."""
    return render(request, "search/search.html", {"screen": search_screen(request.GET, request.user)})
