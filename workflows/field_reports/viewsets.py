"""The reference lists and registers of field reports in the admin."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdminGroup
from wagtail_modeladmin.views import CreateView, EditView

from subsystems.agencies.scoped_admin.modeladmin import ScopedModelAdmin
from workflows.field_reports import routing
from workflows.field_reports.admin_forms import BreachForm, RequestForm, RowForm, RuleForm, TextForm
from workflows.field_reports.models import (
    Breach,
    Category,
    DataRequest,
    Question,
    RightChannel,
    RoutingRule,
    StandardText,
)

TICKS = forms.CheckboxSelectMultiple(attrs={"class": "tick-list"})


class CategoryAdmin(ScopedModelAdmin):
    """What can be reported, with the time that handling may take."""

    model = Category
    base_url_path = "phan-anh-loai"
    menu_icon = "list-ul"
    list_display = ("name", "parent", "deadline_length", "deadline_unit", "is_active", "order")
    list_filter = ("is_active", "parent")
    list_select_related = ("parent",)
    search_fields = ("name", "folded")
    inspect_view_fields_exclude = ("folded",)
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("name"), FieldPanel("code"), FieldPanel("parent")], heading=_("Names")),
            FieldPanel("description"),
            FieldPanel("keywords"),
            FieldPanel("picture"),
            FieldRowPanel([FieldPanel("deadline_length"), FieldPanel("deadline_unit")], heading=_("Handling time")),
            FieldPanel("advice"),
            FieldRowPanel([FieldPanel("is_active"), FieldPanel("order")]),
        ],
        base_form_class=RowForm,
    )


class QuestionAdmin(ScopedModelAdmin):
    """What a category asks besides."""

    model = Question
    base_url_path = "phan-anh-cau-hoi"
    menu_icon = "help"
    list_display = ("label", "category", "kind", "is_required", "is_public", "order")
    list_filter = ("category", "kind")
    list_select_related = ("category",)
    search_fields = ("label", "code")
    edit_handler = ObjectList(
        [
            FieldPanel("category"),
            FieldPanel("label"),
            FieldPanel("code"),
            FieldPanel("help_text"),
            FieldPanel("kind"),
            FieldPanel("choices"),
            FieldRowPanel([FieldPanel("is_required"), FieldPanel("is_public"), FieldPanel("order")]),
        ],
        base_form_class=RowForm,
    )


class DryRun:
    """Tries the rule of the form on past reports instead of saving it."""

    request: Any

    def form_valid(self, form: RuleForm) -> HttpResponse:
        if "chay-thu" not in self.request.POST:
            return super().form_valid(form)  # type: ignore[misc]
        tried = routing.dry_run(form.candidate(), routing.past_reports())
        context = self.get_context_data(form=form, tried=tried)  # type: ignore[attr-defined]
        return self.render_to_response(context)  # type: ignore[attr-defined]


class CreateRule(DryRun, CreateView):
    pass


class EditRule(DryRun, EditView):
    pass


class RoutingRuleAdmin(ScopedModelAdmin):
    """Which agency gets which report; the first rule that fits counts."""

    model = RoutingRule
    base_url_path = "phan-anh-quy-tac"
    menu_icon = "redirect"
    create_view_class = CreateRule
    edit_view_class = EditRule
    create_template_name = "field_reports/admin/rule_create.html"
    edit_template_name = "field_reports/admin/rule_edit.html"
    list_display = ("order", "name", "agency", "is_active")
    list_display_add_buttons = "name"
    list_filter = ("is_active",)
    list_select_related = ("agency",)
    search_fields = ("name", "agency__name")
    edit_handler = ObjectList(
        [
            HelpPanel(_("Rules are asked in their order; the first whose conditions all hold gives the agency.")),
            FieldRowPanel([FieldPanel("name"), FieldPanel("order")]),
            FieldPanel("categories", widget=TICKS),
            FieldPanel("areas", widget=TICKS),
            MultiFieldPanel(
                [FieldPanel("weekdays"), FieldRowPanel([FieldPanel("from_time"), FieldPanel("to_time")])],
                heading=_("Time"),
            ),
            FieldPanel("agency"),
            FieldPanel("is_active"),
        ],
        base_form_class=RuleForm,
    )


class StandardTextAdmin(ScopedModelAdmin):
    """What staff write again and again."""

    model = StandardText
    base_url_path = "phan-anh-mau-tra-loi"
    menu_icon = "doc-full"
    list_display = ("title", "step", "category", "is_active", "order")
    list_display_add_buttons = "title"
    list_filter = ("is_active", "category")
    list_select_related = ("category",)
    search_fields = ("title", "body")
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("transition"), FieldPanel("category")]),
            FieldPanel("body"),
            FieldRowPanel([FieldPanel("is_active"), FieldPanel("order")]),
        ],
        base_form_class=TextForm,
    )

    def step(self, row: StandardText) -> Any:
        return row.step_label

    step.short_description = _("step")  # type: ignore[attr-defined]


class RightChannelAdmin(ScopedModelAdmin):
    """Where complaints, denunciations and emergencies are taken up."""

    model = RightChannel
    base_url_path = "phan-anh-kenh-dung"
    menu_icon = "mail"
    list_display = ("channel", "name", "address", "phone", "hours")
    edit_handler = ObjectList(
        [
            FieldPanel("channel"),
            FieldPanel("name"),
            FieldPanel("address"),
            FieldRowPanel([FieldPanel("phone"), FieldPanel("hours")]),
            FieldPanel("url"),
        ],
        base_form_class=RowForm,
    )


class CatalogueGroup(ModelAdminGroup):
    menu_label = _("Field reports: lists")
    menu_icon = "list-ul"
    menu_order = 810
    items = (CategoryAdmin, QuestionAdmin, RoutingRuleAdmin, StandardTextAdmin, RightChannelAdmin)


class DataRequestAdmin(ScopedModelAdmin):
    """What people ask about their own data; to be acknowledged within two working days."""

    model = DataRequest
    base_url_path = "yeu-cau-du-lieu-ca-nhan"
    menu_icon = "user"
    list_display = ("kind", "report", "received_at", "acknowledge_by", "acknowledged_at", "done_at", "late")
    list_filter = ("kind", "way")
    list_select_related = ("report",)
    edit_handler = ObjectList(
        [
            HelpPanel(_("Acknowledge a request within two working days (Law 91/2025/QH15, Decree 356/2025).")),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("way")]),
            FieldPanel("text"),
            FieldPanel("received_at"),
            FieldRowPanel([FieldPanel("acknowledged_at"), FieldPanel("done_at")]),
            FieldPanel("answer"),
            FieldPanel("handled_by"),
        ],
        base_form_class=RequestForm,
    )

    def late(self, row: DataRequest) -> Any:
        return _("late") if row.is_late else "–"

    late.short_description = _("late")  # type: ignore[attr-defined]


class BreachAdmin(ScopedModelAdmin):
    """Breaches of personal data, with the 72 hours within which the authority is told."""

    model = Breach
    base_url_path = "vi-pham-du-lieu-ca-nhan"
    menu_icon = "warning"
    list_display = ("title", "discovered_at", "report_due_at", "reported_at", "people_told_at", "closed_at", "late")
    list_display_add_buttons = "title"
    search_fields = ("title", "report_reference")
    edit_handler = ObjectList(
        [
            HelpPanel(_("The authority is told within 72 hours of the discovery, by the clock, not by office hours.")),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("discovered_at"), FieldPanel("happened_at")]),
            FieldRowPanel([FieldPanel("data_kinds"), FieldPanel("people_count")]),
            FieldPanel("description"),
            FieldPanel("measures"),
            FieldRowPanel([FieldPanel("reported_at"), FieldPanel("report_reference")]),
            FieldPanel("delay_reason"),
            FieldRowPanel([FieldPanel("people_told_at"), FieldPanel("closed_at")]),
        ],
        base_form_class=BreachForm,
    )

    def late(self, row: Breach) -> Any:
        return _("late") if row.is_late else "–"

    late.short_description = _("late")  # type: ignore[attr-defined]

    def report_due_at(self, row: Breach) -> Any:
        return row.report_due_at

    report_due_at.short_description = _("authority to be told by")  # type: ignore[attr-defined]


class PrivacyGroup(ModelAdminGroup):
    menu_label = _("Personal data")
    menu_icon = "key"
    menu_order = 820
    items = (DataRequestAdmin, BreachAdmin)
