"""Registration of the staff's desk with the Wagtail admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from subsystems.agencies.enums import Role
from subsystems.agencies.scoping import has_role
from workflows.field_reports import desk

DESK_ROLES = (Role.MODERATOR, Role.OFFICER, Role.HEAD, Role.LEADER, Role.AUDITOR)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("phan-anh/", desk.desk_index, name="report_desk"),
        path("phan-anh/<slug:reference>/", desk.desk_case, name="report_desk_case"),
        path("phan-anh/<slug:reference>/buoc/<slug:code>/", desk.desk_act, name="report_desk_act"),
        path("phan-anh/<slug:reference>/ban-cong-khai/", desk.desk_edit, name="report_desk_edit"),
        path("phan-anh/<slug:reference>/lien-he/", desk.desk_contact, name="report_desk_contact"),
        path("phan-anh/<slug:reference>/<int:pk>/<slug:variant>/", desk.desk_photo, name="report_desk_photo"),
    ]


class DeskItem(MenuItem):
    """The desk, for those who have work there."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or has_role(request.user, *DESK_ROLES)


@hooks.register("register_admin_menu_item")
def desk_item() -> MenuItem:
    return DeskItem(
        _("Field reports"), reverse_lazy("report_desk"), name="field-reports", icon_name="warning", order=150
    )
