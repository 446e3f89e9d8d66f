"""``{% case_tags case user %}``: the tags of a case, for the staff's page of it."""

from typing import Any

from django import template

from workflows.rules.permissions import user_can_keep_rules
from workflows.rules.queries import tags_of

register = template.Library()


@register.inclusion_tag("rules/tags.html", takes_context=True)
def case_tags(context: Any, case: Any) -> dict[str, Any]:
    """The tags, each with a button to take it off for those who may. One query."""
    user = context["request"].user
    return {
        "tags": tags_of(case),
        "can_remove": bool(user_can_keep_rules(user)),
        "csrf_token": context.get("csrf_token"),
    }
