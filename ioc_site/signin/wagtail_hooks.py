"""Registration of the sign-in screens with the Wagtail admin."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry

from ioc_site.signin import views
from ioc_site.signin.permissions import user_can_reset_second_factor
from subsystems.agencies.models import User


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("tai-khoan/hai-buoc/", views.second_factor, name="signin_second_factor"),
        path("tai-khoan/hai-buoc/ma-du-phong/", views.new_backup_codes, name="signin_backup_codes"),
        path("tai-khoan/hai-buoc/tat/", views.remove_second_factor, name="signin_remove_second_factor"),
        path("tai-khoan/phien/", views.sessions, name="signin_sessions"),
        path("nguoi-dung/<int:pk>/dat-lai-hai-buoc/", views.reset_second_factor, name="signin_reset_second_factor"),
    ]


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("signin_second_factor"),
        "label": _("Two-step sign-in"),
        "help_text": _("Protect your account with a code from your phone (Article 9, clause 3)."),
    }


@hooks.register("register_account_menu_item")
def sessions_item(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("signin_sessions"),
        "label": _("Where you are signed in"),
        "help_text": _("See your devices and end the sessions you do not know."),
    }


@hooks.register("register_user_listing_buttons")
def reset_button(user: User, request_user: User) -> Iterator[Button]:
    if user_can_reset_second_factor(request_user, user):
        yield Button(_("Reset second factor"), reverse("signin_reset_second_factor", args=[user.pk]), priority=40)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    labels: dict[str, Any] = {
        "signin.second_factor_on": gettext_lazy("Two-step sign-in switched on"),
        "signin.second_factor_off": gettext_lazy("Two-step sign-in switched off"),
        "signin.second_factor_reset": gettext_lazy("Second factor reset by an administrator"),
        "signin.sessions_ended": gettext_lazy("Sessions ended"),
    }
    for action, label in labels.items():
        actions.register_action(action, label, label)
