from django import template
from django.contrib.auth.models import Permission
from django.utils.translation import gettext, gettext_lazy

register = template.Library()
ACTIONS = {
    "lock": gettext_lazy("Lock"),
    "publish": gettext_lazy("Publish"),
    "unlock": gettext_lazy("Unlock"),
    "view": gettext_lazy("View"),
}


@register.filter
def permission_words(permission: Permission) -> str:
    """What a permission lets do, beside the name of what it is about; its name in the database is English."""
    action, _, model = permission.codename.partition("_")
    if action in ACTIONS and model == permission.content_type.model:
        return str(ACTIONS[action])
    return gettext(permission.name)
