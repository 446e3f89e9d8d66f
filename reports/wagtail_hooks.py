"""Registration of the desk of reports with the Wagtail admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from reports.permissions import DESK_ROLES
from reports.views import desk, dossiers
from subsystems.agencies.scoping import has_role


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("bao-cao/", desk.desk_index, name="reports_desk"),
        path("bao-cao/ke-hoach/", desk.plan_index, name="reports_plans"),
        path("bao-cao/ke-hoach/them/", desk.plan_add, name="reports_plan_add"),
        path("bao-cao/ke-hoach/chay/", desk.plan_run, name="reports_plan_run"),
        path("bao-cao/ke-hoach/<int:pk>/", desk.plan_edit, name="reports_plan_edit"),
        path("bao-cao/ky-luat/<slug:reference>/", dossiers.dossier, name="discipline_dossier"),
        path("bao-cao/ky-luat/<slug:reference>/ky/", dossiers.sign, name="discipline_dossier_sign"),
        path("bao-cao/ky-luat/<slug:reference>/<int:pk>/", dossiers.dossier_file, name="discipline_dossier_file"),
        path("bao-cao/<slug:reference>/", desk.desk_case, name="reports_desk_case"),
        path("bao-cao/<slug:reference>/buoc/<slug:code>/", desk.desk_act, name="reports_desk_act"),
        path("bao-cao/<slug:reference>/noi-nhan/", desk.desk_recipients, name="reports_desk_recipients"),
        path("bao-cao/<slug:reference>/dinh-chinh/", desk.desk_correct, name="reports_desk_correct"),
    ]


class DeskItem(MenuItem):
    """The desk, for those who have work there."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or has_role(request.user, *DESK_ROLES)


@hooks.register("register_admin_menu_item")
def desk_item() -> MenuItem:
    return DeskItem(_("PDF reports"), reverse_lazy("reports_desk"), name="pdf-reports", icon_name="doc-full", order=160)
