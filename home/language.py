"""The language of the interface: Vietnamese, unless the reader asked for English on this device.

The browser's Accept-Language is not asked: most browsers in Viet Nam are set to English, and a public authority answers
in Vietnamese first. What staff write stays in the language in which they wrote it.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

COOKIE_AGE = 365 * 24 * 3600


def language_of(request: HttpRequest) -> str:
    """The language that this request is answered in; anything but a known code counts as Vietnamese."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Activates the language of the cookie and says so to caches on the way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = language_of(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or code)
        patch_vary_headers(response, ("Cookie",))
        return response


@csrf_exempt  # The form stands on cached pages; the worst that a foreign site could do is to switch the language.
@require_http_methods(["GET", "POST"])
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back to the page that the reader came from."""
    response = HttpResponseRedirect(_came_from(request))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _came_from(request: HttpRequest) -> str:
    """The path of the page that the form was on: ``next`` if sent, else what the browser says; ``/`` if strange."""
    sent = request.POST.get("next")
    if sent is None:
        try:
            parts = urlsplit(request.headers.get("referer", ""))
        except ValueError:
            return "/"
        sent = f"{parts.path}?{parts.query}" if parts.netloc == request.get_host() else "/"
    safe = sent.startswith("/") and url_has_allowed_host_and_scheme(sent, allowed_hosts=None)
    return sent.rstrip("?") if safe else "/"
