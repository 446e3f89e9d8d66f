"""Screens of the sign-in room: the second step, one's authenticator, one's sessions, and the lock-out page."""

from typing import Any

import django_otp
import segno
from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from ioc_site.signin import services
from ioc_site.signin.forms import CodeForm
from ioc_site.signin.permissions import user_can_reset_second_factor
from ioc_site.signin.queries import backup_codes_left, has_second_factor, second_factor_required, sessions_of
from subsystems.agencies.models import User
from subsystems.agencies.requests import SignedInRequest


def _next_url(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is on this site."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return url
    return reverse("wagtailadmin_home")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def challenge(request: HttpRequest) -> HttpResponse:
    """The second step of signing in: a code from the authenticator or a backup code."""
    user = request.second_factor.pending()  # type: ignore[attr-defined]
    if user is None:
        return redirect(_next_url(request)) if request.user.is_authenticated else redirect("wagtailadmin_login")
    if not request.second_factor.has_device:  # type: ignore[attr-defined]
        return redirect("signin_enrol")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        error = _refusal(request, user, form.cleaned_data["code"])
        if error is None:
            return redirect(_next_url(request))
        form.add_error("code", error)
    return render(request, "signin/challenge.html", {"form": form, "next": _next_url(request)})


def _refusal(request: HttpRequest, user: User, code: str) -> str | None:
    """Try the code and let the session pass; else say why not: wrong, or too many wrong ones in a row."""
    throttled = not all(device.verify_is_allowed()[0] for device in django_otp.devices_for_user(user))
    device = django_otp.match_token(user, code)
    if device is not None:
        _pass(request, user, device)
        return None
    if throttled:
        return _("Too many wrong codes. Wait a little, then use a fresh code.")
    return _("That code is not right. Wait for the next one on your phone and try again.")


def _pass(request: HttpRequest, user: Any, device: Any) -> None:
    """Both steps are done: mark this session, under a new key, so that one seen before the step is worth nothing."""
    request.user = user
    django_otp.login(request, device)
    request.session.cycle_key()


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Set an authenticator up: at the first sign-in where one is required, or later from one's own account."""
    gate = request.second_factor  # type: ignore[attr-defined]
    user: Any = gate.pending() or request.user
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
    if gate.pending() is not None and gate.has_device:
        return redirect("signin_challenge")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = services.confirm_enrolment(user, form.cleaned_data["code"])
        except services.SecondFactorError as error:
            form.add_error("code", str(error))
        else:
            _pass(request, user, device)
            return render(request, "signin/backup_codes.html", {"codes": codes, "next": _next_url(request)})
    device = services.start_enrolment(user)
    context = {
        "form": form,
        "next": _next_url(request),
        "qr": segno.make(device.config_url).svg_data_uri(scale=5, border=2),
        "secret": _grouped_secret(device.config_url),
        "required": second_factor_required(user),
    }
    return render(request, "signin/enrol.html", context)


def _grouped_secret(config_url: str) -> str:
    """The secret in groups of four, for a phone that cannot read the picture."""
    secret = config_url.split("secret=", 1)[1].split("&", 1)[0]
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


@require_GET
def second_factor(request: SignedInRequest) -> HttpResponse:
    """One's own second factor: on or off, backup codes left, what can be done."""
    context = {
        "enabled": has_second_factor(request.user),
        "required": second_factor_required(request.user),
        "codes_left": backup_codes_left(request.user),
    }
    return render(request, "signin/second_factor.html", context)


@require_POST
def new_backup_codes(request: SignedInRequest) -> HttpResponse:
    """Replace one's backup codes; only where an authenticator is on."""
    if not has_second_factor(request.user):
        return redirect("signin_second_factor")
    codes = services.replace_backup_codes(request.user)
    return render(request, "signin/backup_codes.html", {"codes": codes, "next": reverse("signin_second_factor")})


@require_POST
def remove_second_factor(request: SignedInRequest) -> HttpResponse:
    """Switch one's own second factor off where the portal allows that."""
    try:
        services.remove_second_factor(request.user)
    except services.SecondFactorError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Two-step sign-in is off."))
    return redirect("signin_second_factor")


@require_http_methods(["GET", "POST"])
def sessions(request: SignedInRequest) -> HttpResponse:
    """Where one is signed in, with a button to end each of the others or all of them."""
    rows = sessions_of(request.user, request.session.session_key)
    references = {services.session_reference(row.key): row for row in rows}
    if request.method == "POST":
        wanted = [request.POST["session"]] if request.POST.get("session") else list(references)
        others = [ref for ref in wanted if ref in references and not references[ref].is_current]
        count = services.end_sessions(request.user, others)
        messages.success(
            request, ngettext("%(count)d session ended.", "%(count)d sessions ended.", count) % {"count": count}
        )
        return redirect("signin_sessions")
    return render(request, "signin/sessions.html", {"rows": list(references.items())})


@require_http_methods(["GET", "POST"])
def reset_second_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    """For an administrator: help a person who lost phone and backup codes."""
    person = User.objects.filter(pk=pk).first()
    if person is None or not user_can_reset_second_factor(request.user, person):
        return redirect("wagtailadmin_home")
    if request.method == "POST":
        services.reset_second_factor(person, actor=request.user)
        messages.success(request, _("The second factor of %(user)s was reset.") % {"user": person})
        return redirect("wagtailusers_users:index")
    return render(request, "signin/reset_second_factor.html", {"person": person})


def locked_out(request: HttpRequest, credentials: dict | None = None, **kwargs: object) -> HttpResponse:
    """Too many wrong passwords: say so, and for how long, in the reader's language."""
    cool_off = get_cool_off(request) or settings.AXES_COOLOFF_TIME
    minutes = max(1, round(cool_off.total_seconds() / 60))
    return render(request, "signin/locked_out.html", {"minutes": minutes}, status=429)
