"""Registration of this room's screens in the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from home.regulation import gathering_views, permissions
from home.regulation.law_text import LawText
from home.regulation.models import Amendment, CitedDocument, Document, Ground, ProvisionVersion
from home.regulation.viewsets import RegulationGroup
from subsystems.agencies.scoped_admin.policies import register_rules

RULES = {
    "view": permissions.user_can_view_law_text,
    "change": permissions.user_can_edit_law_text,
    "publish": permissions.user_can_publish_law_text,
    "lock": permissions.user_can_publish_law_text,
    "unlock": permissions.user_can_publish_law_text,
}
# Provisions and documents come from a file or an amendment. Nothing is deleted: what was law stays readable.
for model in (ProvisionVersion, Document):
    register_rules(model, **RULES)
for model in (Amendment, Ground, CitedDocument):
    register_rules(model, add=permissions.user_can_edit_law_text, **RULES)

register_snippet(RegulationGroup)


@hooks.register("construct_snippet_action_menu")
def no_publishing_past_the_workflow(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The server ignores that action (``viewsets``); the menu does not offer it."""
    if issubclass(context["model"], LawText):
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [path("gop-y-quy-che/", gathering_views.gather, name="regulation_feedback")]


class _FeedbackItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(permissions.user_can_gather_feedback(request.user))


@hooks.register("register_admin_menu_item")
def feedback_item() -> MenuItem:
    return _FeedbackItem(
        _("Feedback on the regulation"),
        reverse_lazy("regulation_feedback"),
        name="regulation-feedback",
        icon_name="openquote",
        order=251,
    )
