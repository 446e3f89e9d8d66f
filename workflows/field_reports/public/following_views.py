"""Asking for mails, confirming it, and ending it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from workflows.field_reports.models import FieldReport, Follower
from workflows.field_reports.public import following
from workflows.field_reports.public.following import FollowForm, SubscribeForm
from workflows.field_reports.public.mails import what_about

TEMPLATE = "field_reports/mail_form.html"


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """Follow one public report by e-mail. The answer is the same whether the address was known or not."""
    report = get_object_or_404(FieldReport.objects.public().select_related("category"), reference=reference)
    form = FollowForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent:
        following.follow(report, form.cleaned_data["email"])
    return _answer(request, {"form": form, "is_sent": is_sent, "report": report})


@never_cache
@require_http_methods(["GET", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Alerts about new public reports of an area and a category."""
    form = SubscribeForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent:
        data = form.cleaned_data
        following.subscribe(data["email"], data["area"], data["category"])
    return _answer(request, {"form": form, "is_sent": is_sent, "report": None})


def _answer(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    is_wrong = request.method == "POST" and not context["is_sent"]
    return render(request, TEMPLATE, context, status=422 if is_wrong else 200)


@csrf_exempt  # Mail programs end it with one POST and no cookie (RFC 8058); the token is the proof.
@never_cache
@require_http_methods(["GET", "POST"])
def mail_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in each mail: says yes or no on POST. Opening it alone changes nothing, since mail scanners open every
    link."""
    row = following.row_of(token)
    done = ""
    if row is not None and request.method == "POST":
        if request.POST.get("viec") == "xac-nhan":
            following.confirm(row)
            done = "on"
        else:
            following.stop(row)
            done = "off"
    context = {
        "row": row,
        "done": done,
        "about": what_about(row) if row else "",
        "report": row.report if isinstance(row, Follower) else None,
    }
    response = render(request, "field_reports/mail_link.html", context, status=200 if row else 404)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
