"""``/du-lieu/api/``: the API explained to people who write programs, with every kind of problem that it answers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ioc_site.common.api.paging import MAX_LIMIT
from ioc_site.common.api.problems import KINDS
from ioc_site.common.api.registry import resources


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """Resources, keys, limits, pages and problems. No query of its own."""
    context = {
        "base": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/api/v1/",
        "resources": resources(),
        "problems": [(code, status, title) for code, (status, title) in KINDS.items()],
        "anonymous": settings.API_ANONYMOUS_PER_MINUTE,
        "keyed": settings.API_KEY_PER_MINUTE,
        "max_limit": MAX_LIMIT,
        "is_demo": settings.IOC_DEMO,
    }
    return render(request, "home/api_page.html", context)
