"""Public screens of the engine."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from workflows.engine.telling import services
from workflows.engine.telling.unsubscribing import recipient_of


@csrf_exempt  # Mail programs unsubscribe with one POST and no cookie (RFC 8058); the signed token is the proof.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Asks (GET) and does it (POST); ``again=1`` takes it back. Opening the link alone changes nothing, since mail
    scanners open every link."""
    recipient = recipient_of(token)
    if recipient is None:
        raise Http404
    done = ""
    if request.method == "POST":
        done = "on" if request.POST.get("again") == "1" else "off"
        services.want_mails(recipient, wanted=done == "on")
    response = render(request, "engine/unsubscribe.html", {"done": done})
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
