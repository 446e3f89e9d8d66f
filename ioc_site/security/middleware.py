"""What every request and response passes through for safety's sake."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

# What a browser may never ask for on our behalf; a report's place is asked for by our own pages only.
PERMISSIONS_POLICY = "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"


class ClientAddressMiddleware:
    """Put the address of the client into ``REMOTE_ADDR``, the only place that the rest of the portal looks at.

    Behind ``TRUSTED_PROXIES`` proxies of our own, it is that many places from the end of ``X-Forwarded-For``: what
    stands further left was written by the client and proves nothing. With none, the header is not looked at.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TRUSTED_PROXIES:
            hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            if len(hops) >= settings.TRUSTED_PROXIES and hops[-settings.TRUSTED_PROXIES]:
                request.META["REMOTE_ADDR"] = hops[-settings.TRUSTED_PROXIES]
        return self.get_response(request)


class PermissionsPolicyMiddleware:
    """Say which abilities of the browser our pages may use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
