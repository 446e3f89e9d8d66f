"""What the engine adds to the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail_modeladmin.options import modeladmin_register

from subsystems.agencies.scoped_admin.policies import register_rules
from subsystems.agencies.scoping import memberships_of
from workflows.engine import permissions
from workflows.engine.home_panel import MyWorkPanel
from workflows.engine.models import CalendarException, WebhookEndpoint
from workflows.engine.permissions import user_can_change_messages
from workflows.engine.queries import unread_count
from workflows.engine.views import deputies, notifications, saved_views, templates, work, workflows
from workflows.engine.viewsets import CalendarExceptionAdmin, WebhookAdmin

register_rules(
    CalendarException,
    view=permissions.user_can_view_calendar,
    add=permissions.user_can_keep_calendar,
    change=permissions.user_can_keep_calendar,
    delete=permissions.user_can_keep_calendar,
)
register_rules(
    WebhookEndpoint,
    view=permissions.user_can_keep_webhooks,
    add=permissions.user_can_keep_webhooks,
    change=permissions.user_can_keep_webhooks,
    delete=permissions.user_can_keep_webhooks,
)
modeladmin_register(CalendarExceptionAdmin)
modeladmin_register(WebhookAdmin)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    message = "mau-thong-bao/<slug:code>/<slug:step>/<slug:audience_code>/"
    return [
        path("viec-cua-toi/", work.mine, name="engine_my_work"),
        path("viec-cua-toi/da-lam/", work.done, name="engine_own_steps"),
        path("thay-mat/", deputies.index, name="engine_deputies"),
        path("thay-mat/<int:pk>/ket-thuc/", deputies.end, name="engine_deputy_end"),
        path("bo-loc/<slug:desk>/luu/", saved_views.keep, name="engine_view_keep"),
        path("bo-loc/<int:pk>/ghim/", saved_views.pin, name="engine_view_pin"),
        path("bo-loc/<int:pk>/xoa/", saved_views.drop, name="engine_view_drop"),
        path("thong-bao/", notifications.listing, name="engine_notifications"),
        path("thong-bao/da-doc/", notifications.read_all, name="engine_notifications_read"),
        path("thong-bao/thu-dien-tu/", notifications.choose_mails, name="engine_mail_mode"),
        path("thong-bao/<int:pk>/", notifications.follow, name="engine_notification"),
        path("mau-thong-bao/", templates.listing, name="engine_messages"),
        path(message, templates.edit, name="engine_message"),
        path(f"{message}goc/", templates.reset, name="engine_message_reset"),
        path("quy-trinh/", workflows.listing, name="engine_workflows"),
        path("quy-trinh/<slug:code>/", workflows.detail, name="engine_workflow"),
    ]


class NotificationsItem(MenuItem):
    """The bell: its label says how many are unread."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if count := unread_count(request.user):
            component.label = f"{self.label} ({count if count < 100 else '99+'})"
        return component


class MessagesItem(MenuItem):
    """Shown to those who may change the words."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_can_change_messages(request.user))


class WorkItem(MenuItem):
    """For everybody who holds a role."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(memberships_of(request.user))


@hooks.register("register_admin_menu_item")
def work_item() -> MenuItem:
    return WorkItem(_("My work"), reverse("engine_my_work"), name="my-work", icon_name="tasks", order=40)


@hooks.register("register_admin_menu_item")
def deputies_item() -> MenuItem:
    return WorkItem(_("Deputies while away"), reverse("engine_deputies"), name="deputies", icon_name="group", order=780)


@hooks.register("register_admin_menu_item")
def notifications_item() -> MenuItem:
    return NotificationsItem(
        _("Notifications"), reverse("engine_notifications"), name="notifications", icon_name="mail", order=50
    )


@hooks.register("register_settings_menu_item")
def messages_item() -> MenuItem:
    return MessagesItem(
        _("Message templates"), reverse("engine_messages"), name="message-templates", icon_name="edit", order=410
    )


@hooks.register("register_help_menu_item")
def workflows_item() -> MenuItem:
    return MenuItem(
        pgettext_lazy("case", "Workflows"), reverse("engine_workflows"), name="workflows", icon_name="tasks", order=300
    )


@hooks.register("construct_homepage_panels", order=100)
def put_work_first(request: HttpRequest, panels: list[Component]) -> None:
    panels.insert(0, MyWorkPanel())
