"""The list of duties in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList

from home.duties.forms import DutyForm
from home.duties.models import Duty
from subsystems.agencies.scoped_admin.modeladmin import ScopedModelAdmin


class DutyAdmin(ScopedModelAdmin):
    model = Duty
    base_url_path = "nhiem-vu"
    menu_label = _("Duties")
    menu_icon = "list-ul"
    menu_order = 790
    list_display = ("label", "text", "document")
    list_filter = ("document", "bearers__part")
    search_fields = ("text", "eid")
    list_export = ("document", "eid", "label", "text")
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("document"), FieldPanel("eid"), FieldPanel("position")]),
            FieldPanel("text"),
            InlinePanel(
                "bearers",
                heading=_("Bearers"),
                label=_("Bearer"),
                min_num=1,
                panels=[FieldRowPanel([FieldPanel("part"), FieldPanel("agency"), FieldPanel("group")])],
            ),
        ],
        base_form_class=DutyForm,
    )
