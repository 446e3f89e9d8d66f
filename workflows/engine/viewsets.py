"""The reference lists of the engine in the admin: swapped days and webhooks."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList

from subsystems.agencies.scoped_admin.modeladmin import ScopedModelAdmin
from workflows.engine.forms import CalendarExceptionForm, WebhookForm
from workflows.engine.models import CalendarException, WebhookEndpoint


class CalendarExceptionAdmin(ScopedModelAdmin):
    """Days that the government swaps (Article 4 of the Labour Code's holidays, announced once a year)."""

    model = CalendarException
    base_url_path = "lich-lam-viec"
    import_key = ("day",)
    menu_label = _("Working calendar")
    menu_icon = "calendar-alt"
    menu_order = 420
    add_to_settings_menu = True
    list_display = ("day", "is_working", "reason")
    list_filter = ("is_working",)
    search_fields = ("reason",)
    list_export = ("day", "is_working", "reason")
    edit_handler = ObjectList(
        [
            HelpPanel(_("Counts for the deadlines that are set from now on.")),
            FieldPanel("day"),
            FieldPanel("is_working"),
            FieldPanel("reason"),
        ],
        base_form_class=CalendarExceptionForm,
    )


class WebhookAdmin(ScopedModelAdmin):
    """Other systems that are told of steps."""

    model = WebhookEndpoint
    base_url_path = "webhook"
    menu_icon = "link"
    menu_order = 430
    add_to_settings_menu = True
    list_display = ("name", "url", "workflow", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "url")
    inspect_view_fields = ("name", "url", "secret", "workflow", "only_by_rules", "is_active", "created_at")
    edit_handler = ObjectList(
        [
            HelpPanel(_("The secret with which calls are signed is shown by the button “Inspect”.")),
            FieldPanel("name"),
            FieldPanel("url"),
            FieldPanel("workflow"),
            FieldPanel("only_by_rules"),
            FieldPanel("is_active"),
        ],
        base_form_class=WebhookForm,
    )
