"""Registration of the staff's screens with the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.scoped_admin.policies import register_rules
from subsystems.agencies.scoping import has_role
from workflows.conduct import desk, rounds
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import ConductForm, RequiredDocument
from workflows.conduct.permissions import user_can_delete_form, user_can_keep_forms, user_can_read_log
from workflows.conduct.viewsets import ConductFormAdmin, RequiredDocumentAdmin

PARTIES = (Role.HEAD, Role.OFFICER, Role.MODERATOR, Role.INTERNAL_AFFAIRS, Role.LEADER)


def user_can_read_forms(user: Any, obj: Any = None) -> Decision:
    """Those who work with cases."""
    if user.is_superuser or has_role(user, *PARTIES):
        return ALLOWED
    return Refused(_("This list is for those who work with such cases."))


for model in (ConductForm, RequiredDocument):
    register_rules(
        model,
        view=user_can_read_forms,
        add=user_can_keep_forms,
        change=user_can_keep_forms,
        delete=user_can_delete_form,
    )
modeladmin_register(ConductFormAdmin)
modeladmin_register(RequiredDocumentAdmin)


def _register_urls(prefix: str, kind: CaseKind) -> list[URLPattern]:
    which = {"kind": kind.value}
    return [
        path(f"{prefix}/", desk.index, which, name=f"{kind}_desk"),
        path(f"{prefix}/them/", desk.write, which, name=f"{kind}_write"),
        path(f"{prefix}/<slug:reference>/", desk.case, which, name=f"{kind}_case"),
        path(f"{prefix}/<slug:reference>/sua/", desk.edit, which, name=f"{kind}_edit"),
        path(f"{prefix}/<slug:reference>/buoc/<slug:code>/", desk.step, which, name=f"{kind}_step"),
        path(f"{prefix}/<slug:reference>/tai-lieu/", desk.document, which, name=f"{kind}_document"),
        path(f"{prefix}/<slug:reference>/tai-lieu/<int:pk>/bo/", desk.remove, which, name=f"{kind}_remove"),
        path(f"{prefix}/<slug:reference>/tai-lieu/<int:pk>/", desk.file, which, name=f"{kind}_file"),
    ]


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        *_register_urls("khen-thuong", CaseKind.COMMENDATION),
        *_register_urls("ky-luat", CaseKind.DISCIPLINE),
        path("dot-khen-thuong/", rounds.index, name="conduct_rounds"),
        path("dot-khen-thuong/them/", rounds.edit, name="conduct_round_add"),
        path("dot-khen-thuong/<int:pk>/", rounds.detail, name="conduct_round"),
        path("dot-khen-thuong/<int:pk>/sua/", rounds.edit, name="conduct_round_edit"),
        path("dot-khen-thuong/<int:pk>/quyet-dinh/", rounds.decide, name="conduct_round_decide"),
        path("nhat-ky-ky-luat/", rounds.readings, name="conduct_readings"),
    ]


class _RoleItem(MenuItem):
    """Shown to those who hold one of some roles; says nothing of whether there are cases."""

    roles: tuple[Role, ...] = PARTIES

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, *self.roles)


class _RoundsItem(_RoleItem):
    roles = (Role.MODERATOR, Role.INTERNAL_AFFAIRS, Role.LEADER, Role.AUDITOR)


class _ReadingsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_can_read_log(request.user))


@hooks.register("register_admin_menu_item")
def commendations_item() -> MenuItem:
    return _RoleItem(
        _("Commendations"), reverse_lazy("commendation_desk"), name="commendations", icon_name="pick", order=170
    )


@hooks.register("register_admin_menu_item")
def rounds_item() -> MenuItem:
    return _RoundsItem(
        _("Commendation rounds"), reverse_lazy("conduct_rounds"), name="rounds", icon_name="list-ol", order=171
    )


@hooks.register("register_admin_menu_item")
def discipline_item() -> MenuItem:
    return _RoleItem(_("Discipline"), reverse_lazy("discipline_desk"), name="discipline", icon_name="lock", order=172)


@hooks.register("register_admin_menu_item")
def readings_item() -> MenuItem:
    return _ReadingsItem(
        _("Readings of discipline cases"),
        reverse_lazy("conduct_readings"),
        name="conduct-readings",
        icon_name="history",
        order=173,
    )
