"""What the automatic rules add to the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from subsystems.agencies.scoping import memberships_of
from workflows.rules.permissions import user_can_view_rules
from workflows.rules.views import follow_ups, rules


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("quy-tac/", rules.index, name="rules"),
        path("quy-tac/them/", rules.add, name="rule_add"),
        path("quy-tac/nhat-ky/", rules.log, name="rule_log"),
        path("quy-tac/<int:pk>/", rules.show, name="rule"),
        path("quy-tac/<int:pk>/sua/", rules.edit, name="rule_edit"),
        path("quy-tac/<int:pk>/chay-thu/", rules.dry_run, name="rule_dry_run"),
        path("quy-tac/<int:pk>/bat-tat/", rules.switch, name="rule_switch"),
        path("quy-tac/<int:pk>/xoa/", rules.delete, name="rule_delete"),
        path("nhan/<int:pk>/bo/", follow_ups.remove_tag, name="case_tag_remove"),
        path("viec-theo-doi/", follow_ups.index, name="follow_ups"),
        path("viec-theo-doi/<slug:reference>/", follow_ups.case, name="follow_up_case"),
        path("viec-theo-doi/<slug:reference>/buoc/<slug:code>/", follow_ups.step, name="follow_up_step"),
    ]


class RulesItem(MenuItem):
    """For those who keep rules, and auditors."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_can_view_rules(request.user))


class FollowUpsItem(MenuItem):
    """For everybody who holds a role."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(memberships_of(request.user))


@hooks.register("register_settings_menu_item")
def rules_item() -> MenuItem:
    return RulesItem(_("Automatic rules"), reverse_lazy("rules"), name="automatic-rules", icon_name="cogs", order=405)


@hooks.register("register_admin_menu_item")
def follow_ups_item() -> MenuItem:
    return FollowUpsItem(_("Follow-ups"), reverse_lazy("follow_ups"), name="follow-ups", icon_name="tasks", order=175)
