"""Registration of the staff's screens with the Wagtail admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from subsystems.agencies.scoping import memberships_of
from workflows.proposals import desk, task_forces


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("de-xuat/", desk.index, name="proposal_desk"),
        path("de-xuat/viet/<slug:kind>/", desk.write, name="proposal_write"),
        path("de-xuat/<slug:reference>/", desk.case, name="proposal_case"),
        path("de-xuat/<slug:reference>/sua/", desk.edit, name="proposal_edit"),
        path("de-xuat/<slug:reference>/buoc/<slug:code>/", desk.step, name="proposal_step"),
        path("de-xuat/<slug:reference>/ung-ho/", desk.support, name="proposal_support"),
        path("de-xuat/<slug:reference>/tinh-trang/", desk.public_note, name="proposal_public_note"),
        path("to-cong-tac/", task_forces.index, name="task_force_list"),
        path("to-cong-tac/them/", task_forces.edit, name="task_force_add"),
        path("to-cong-tac/<int:pk>/", task_forces.detail, name="task_force"),
        path("to-cong-tac/<int:pk>/sua/", task_forces.edit, name="task_force_edit"),
        path("to-cong-tac/<int:pk>/<int:nomination>/<slug:state>/", task_forces.decide, name="task_force_decide"),
    ]


class _MembersItem(MenuItem):
    """For everybody who works for an agency."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or bool(memberships_of(request.user))


@hooks.register("register_admin_menu_item")
def proposals_item() -> MenuItem:
    return _MembersItem(_("Proposals"), reverse_lazy("proposal_desk"), name="proposals", icon_name="comment", order=160)


@hooks.register("register_admin_menu_item")
def task_forces_item() -> MenuItem:
    return _MembersItem(
        _("Task forces"), reverse_lazy("task_force_list"), name="task-forces", icon_name="group", order=165
    )
