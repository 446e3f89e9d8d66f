"""Nobody is signed in before both steps are done.

After the password alone, ``request.user`` stays anonymous for every view of the portal and the person stands in
``request.second_factor``; so a view that only asks "is somebody signed in?" cannot be fooled by half a sign-in.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from ioc_site.signin.queries import has_second_factor, second_factor_required

# Parts of the admin that must answer before the second step: signing in and out, and what those pages load.
OPEN_ADMIN_PARTS = ("login/", "logout/", "password_reset/", "xac-thuc/", "jsi18n/", "sprite/")


class SecondFactorMiddleware:
    """Stands right after ``OTPMiddleware``; leaves its findings in ``request.second_factor``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        gate = Gate(request.user)
        request.second_factor = gate  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(gate.user)  # type: ignore[assignment]
        request.auser = sync_to_async(gate.user)
        admin = reverse("wagtailadmin_home")
        if request.path.startswith(admin) and not request.path[len(admin) :].startswith(OPEN_ADMIN_PARTS):
            pending = gate.pending()
            if pending is not None:
                step = "signin_challenge" if gate.has_device else "signin_enrol"
                return HttpResponseRedirect(f"{reverse(step)}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


class Gate:
    """Decides once a request, and only when somebody asks, whether the session's user is through."""

    def __init__(self, user: Any) -> None:
        self._session_user = user
        self._is_pending: bool | None = None
        self.has_device = False

    def user(self) -> Any:
        """Who is signed in: anonymous until both steps are done."""
        return self._session_user if self.pending() is None else AnonymousUser()

    def pending(self) -> Any:
        """The user who has given the password and still owes the second step, or ``None``."""
        if self._is_pending is None:
            self._is_pending = self._compute_pending()
        return self._session_user if self._is_pending else None

    def _compute_pending(self) -> bool:
        user = self._session_user
        if not user.is_authenticated or user.is_verified():
            return False
        self.has_device = has_second_factor(user)
        return self.has_device or second_factor_required(user)
