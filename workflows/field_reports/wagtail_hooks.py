"""Registration of the staff's desk with the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from subsystems.agencies.enums import Role
from subsystems.agencies.scoped_admin.policies import register_rules
from subsystems.agencies.scoping import has_role
from workflows.field_reports import permissions
from workflows.field_reports.desk.oversight import user_can_see_access_log, user_can_see_load
from workflows.field_reports.desk.urls import urlpatterns
from workflows.field_reports.models import (
    Breach,
    Category,
    DataRequest,
    Question,
    RightChannel,
    RoutingRule,
    StandardText,
)
from workflows.field_reports.viewsets import CatalogueGroup, PrivacyGroup

for model in (Category, Question, RoutingRule, StandardText, RightChannel):
    register_rules(
        model,
        view=permissions.user_can_view_catalogue,
        add=permissions.user_can_keep_catalogue,
        change=permissions.user_can_keep_catalogue,
        # What reports point to is switched off instead; the database refuses to delete it.
        **({} if model is Category else {"delete": permissions.user_can_keep_catalogue}),
    )
for register in (DataRequest, Breach):  # a register keeps what was entered
    register_rules(
        register,
        view=permissions.user_can_view_registers,
        add=permissions.user_can_keep_registers,
        change=permissions.user_can_keep_registers,
    )
modeladmin_register(CatalogueGroup)
modeladmin_register(PrivacyGroup)

DESK_ROLES = (Role.MODERATOR, Role.OFFICER, Role.HEAD, Role.LEADER, Role.AUDITOR)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return urlpatterns


class DeskItem(MenuItem):
    """The desk, for those who have work there."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or has_role(request.user, *DESK_ROLES)


class LoadItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_can_see_load(request.user))


class AccessLogItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_can_see_access_log(request.user))


@hooks.register("register_admin_menu_item")
def desk_item() -> MenuItem:
    return DeskItem(
        _("Field reports"), reverse_lazy("report_desk"), name="field-reports", icon_name="warning", order=150
    )


@hooks.register("register_reports_menu_item")
def load_item() -> MenuItem:
    return LoadItem(
        _("Load and lateness"), reverse_lazy("report_desk_load"), name="report-load", icon_name="user", order=200
    )


@hooks.register("register_reports_menu_item")
def access_log_item() -> MenuItem:
    return AccessLogItem(
        _("Personal data opened"), reverse_lazy("personal_data_log"), name="access-log", icon_name="key", order=900
    )
