"""``{% behalf transition case as person %}``: for whom a step would be made, where it is not for oneself."""

from typing import Any

from django import template

from workflows.engine.permissions import behalf_of

register = template.Library()


@register.simple_tag(takes_context=True)
def behalf(context: Any, transition: Any, case: Any) -> Any:
    """The person who is away, or an empty text; no query for somebody who stands in for nobody."""
    principal = behalf_of(transition, context["request"].user, case)
    return principal.user if principal else ""
