"""Wagtail's screens for pages are for those who work on pages.

Several of them trust anybody who may enter the admin: the page chooser and the admin's own API list every draft, image
and document, the bulk views show the titles of what one may not delete, cancelling a workflow and moving a page answer
before they ask. Most staff of the portal never touch a page, so the whole area is shut to them at its door.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from wagtail.admin.auth import permission_denied
from wagtail.permissions import page_permission_policy

EDITORIAL_VIEWS = (
    "wagtailadmin_api:",
    "wagtailadmin_choose_page",
    "wagtailadmin_collections:",
    "wagtailadmin_explore",
    "wagtailadmin_pages:",
    "wagtailadmin_workflows:",
    "wagtailforms:",
)
# The bulk views serve every app; those of the portal's rooms answer by their own rules.
EDITORIAL_APPS = ("wagtailcore", "wagtailimages", "wagtaildocs")
PAGE_ACTIONS = ("add", "change", "publish", "lock", "unlock")


class EditorialGate:
    """Stands after whatever settles ``request.user``; answers as Wagtail does when somebody lacks a permission."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        is_editorial = name.startswith(EDITORIAL_VIEWS) or (
            name == "wagtail_bulk_action" and kwargs.get("app_label") in EDITORIAL_APPS
        )
        if not is_editorial or not request.user.is_authenticated:
            return None  # Wagtail itself asks those who are not signed in to do so
        if page_permission_policy.user_has_any_permission(request.user, PAGE_ACTIONS):
            return None
        return permission_denied(request)
