"""Registration of this room's screens in the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from home.regulation import permissions
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
