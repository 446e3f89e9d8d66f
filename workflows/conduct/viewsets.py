"""The forms of commendation and discipline in the admin: a reference list without a workflow."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from subsystems.agencies.forms import ServiceForm
from subsystems.agencies.scoped_admin.modeladmin import ScopedModelAdmin
from workflows.conduct.models import ConductForm, RequiredDocument
from workflows.conduct.services import save_form, save_required_document


class ConductFormForm(ServiceForm):
    save_row = staticmethod(save_form)


class RequiredDocumentForm(ServiceForm):
    save_row = staticmethod(save_required_document)


class ConductFormAdmin(ScopedModelAdmin):
    model = ConductForm
    base_url_path = "hinh-thuc-khen-thuong-ky-luat"
    menu_label = _("Forms of commendation and discipline")
    menu_icon = "list-ol"
    menu_order = 440
    add_to_settings_menu = True
    list_display = ("name", "kind", "subject", "legal_basis", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("name", "legal_basis")
    list_export = ("code", "name", "kind", "subject", "legal_basis", "valid_from", "valid_to")
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("name"), FieldPanel("code")]),
            FieldRowPanel([FieldPanel("subject"), FieldPanel("rank")]),
            FieldPanel("legal_basis"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        ],
        base_form_class=ConductFormForm,
    )


class RequiredDocumentAdmin(ScopedModelAdmin):
    model = RequiredDocument
    base_url_path = "thanh-phan-ho-so"
    menu_label = _("Documents of dossiers")
    menu_icon = "doc-full"
    menu_order = 445
    add_to_settings_menu = True
    list_display = ("name", "form", "is_required", "order")
    list_filter = ("form",)
    list_select_related = ("form",)
    search_fields = ("name",)
    list_export = ("form", "name", "is_required", "order")
    edit_handler = ObjectList(
        [FieldPanel("form"), FieldPanel("name"), FieldRowPanel([FieldPanel("is_required"), FieldPanel("order")])],
        base_form_class=RequiredDocumentForm,
    )
