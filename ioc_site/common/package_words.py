"""English that packages say whatever the language, put right as their templates and forms are loaded.

Only words that no catalogue reaches: whole templates would have to be compared with Wagtail's at each upgrade.
``tests/test_admin_language.py`` fails when a template no longer has what is replaced here.
"""

from django.template.base import Origin
from django.template.loaders import app_directories
from django.utils.translation import gettext_lazy as _


def _labelled(action: str) -> str:
    return f'{{% trans "{action}" %}}: {{{{ content_perms_dict.object }}}}'


SEARCH = ('value="Search"', 'value="{% trans "Search" %}"')
# Template: what it says, and what it says instead.
REPLACEMENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "wagtailadmin/home.html": (SEARCH,),
    "wagtailadmin/shared/header.html": (SEARCH,),
    "wagtailadmin/shared/headers/_actions.html": (
        ('<nav aria-label="Actions"', '{% load i18n %}<nav aria-label="{% trans "Actions" %}"'),
    ),
    # Pages that commands load have no author; Wagtail would call it None.
    "wagtailadmin/shared/user_avatar.html": (
        (
            "{% if not username %}{{ user }}{% else %}",
            '{% load i18n %}{% if not username %}{% trans "system" as system %}{{ user|default:system }}{% else %}',
        ),
    ),
    # Django makes the names of permissions once, in English, and keeps them in the database.
    "wagtailusers/groups/includes/formatted_permissions.html": (
        ("{{ content_perms_dict.add.perm.name }}", _labelled("Add")),
        ("{{ content_perms_dict.change.perm.name }}", _labelled("Change")),
        ("{{ content_perms_dict.delete.perm.name }}", _labelled("Delete")),
        (
            "{% trans custom_perm.name as custom_perm_label %}",
            "{% load permission_words %}{% firstof custom_perm.perm|permission_words as custom_perm_label %}",
        ),
    ),
}


class Loader(app_directories.Loader):
    """Loads the templates of packages with the replacements made."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        for english, translated in REPLACEMENTS.get(str(origin.template_name), ()):
            contents = contents.replace(english, translated)
        return contents


def name_fields() -> None:
    """Give a name to the fields and columns of Wagtail that have none: they would show that of their attribute."""
    from wagtail.admin.forms.workflows import WorkflowContentTypeForm, WorkflowPageForm
    from wagtail.sites.views import IndexView
    from wagtail.users.forms import PagePermissionsForm

    for form in (WorkflowPageForm, PagePermissionsForm):
        form.base_fields["page"].label = _("Page")
    WorkflowContentTypeForm.base_fields["content_types"].label = _("Snippets")
    columns = {"port": _("Port"), "site_name": _("Site name"), "root_page": _("Root page")}
    for column in IndexView.columns:
        column.label = columns.get(column.name, column.label)
