"""Registration of the screens of compliance with the Wagtail admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.compliance import views
from home.compliance.permissions import user_can_open


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("tuan-thu/", views.index, name="compliance"),
        path("tuan-thu/tinh-lai/", views.compute, name="compliance_compute"),
        path("tuan-thu/cach-do/", views.coverage, name="compliance_coverage"),
        path("tuan-thu/<slug:slug>/", views.agency, name="compliance_agency"),
        path("tuan-thu/<slug:slug>/<slug:eid>/", views.cell, name="compliance_cell"),
    ]


class _ComplianceItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_can_open(request.user))


@hooks.register("register_admin_menu_item")
def compliance_item() -> MenuItem:
    return _ComplianceItem(_("Compliance"), reverse_lazy("compliance"), name="compliance", icon_name="tasks", order=155)
