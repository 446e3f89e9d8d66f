"""Closing the portal for maintenance: with ``IOC_MAINTENANCE=1`` every page answers 503 and says so.

Health checks stay open, so that the machine that watches the portal can tell "closed" from "down".
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

OPEN = ("/healthz", "/readyz", "/metrics", settings.STATIC_URL)
RETRY_AFTER_SECONDS = "600"


class MaintenanceMiddleware:
    """Costs nothing while the portal is open: Django leaves it out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.IOC_MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN):
            return self.get_response(request)
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
