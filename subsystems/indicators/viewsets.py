"""The reference lists of this room in the admin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdminGroup

from subsystems.agencies.scoped_admin.modeladmin import ScopedModelAdmin
from subsystems.agencies.search import FoldedSearchHandler
from subsystems.indicators.formulas import FormulaError, formula
from subsystems.indicators.models import (
    Breakdown,
    Dimension,
    Indicator,
    IndicatorSet,
    IndicatorVersion,
    Obligation,
    PullSource,
    Target,
)
from subsystems.indicators.pulling import COLUMNS


class VersionForm(WagtailAdminModelForm):
    """A formula must be one, of indicators that exist."""

    def clean_formula(self) -> str:
        text = self.cleaned_data["formula"]
        if text:
            try:
                codes = set(formula(text).codes)
            except FormulaError:
                raise ValidationError(_("This is no formula; write it like [A-1] / [B-2] * 100.")) from None
            if unknown := codes - set(Indicator.objects.filter(code__in=codes).values_list("code", flat=True)):
                raise ValidationError(_("“%(code)s” is not known") % {"code": ", ".join(sorted(unknown))})
        return text


class PullForm(WagtailAdminModelForm):
    """The mapping names our columns only, and together with the constants all that are needed."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        mapping, constants = cleaned.get("mapping") or {}, cleaned.get("constants") or {}
        for name, value in (("mapping", mapping), ("constants", constants)):
            is_map = isinstance(value, dict) and all(isinstance(v, str | int | float) for v in value.values())
            if not is_map or set(value) - set(COLUMNS):
                names = ", ".join(COLUMNS)
                self.add_error(name, _("Give an object with some of these keys: %(names)s.") % {"names": names})
                return cleaned
        if missing := {"indicator", "area", "period", "value"} - set(mapping) - set(constants):
            self.add_error("mapping", _("Missing: %(names)s.") % {"names": ", ".join(sorted(missing))})
        return cleaned


class IndicatorAdmin(ScopedModelAdmin):
    model = Indicator
    base_url_path = "chi-tieu"
    menu_icon = "list-ol"
    list_display = ("name", "code", "subsystem", "is_public")
    list_filter = ("subsystem", "is_public")
    search_fields = ("folded",)
    search_handler_class = FoldedSearchHandler
    list_export = ("code", "name", "short_name", "subsystem", "is_public")
    inspect_view_fields_exclude = ("folded",)
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("subsystem"), FieldPanel("position")]),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("short_name"), FieldPanel("is_public")]),
        ]
    )


class VersionAdmin(ScopedModelAdmin):
    model = IndicatorVersion
    base_url_path = "phien-ban-chi-tieu"
    menu_icon = "history"
    list_display = ("indicator", "number", "unit", "period_kind", "level", "agency", "valid_from", "valid_to")
    list_filter = ("period_kind", "level", "direction", "indicator__subsystem")
    list_select_related = ("indicator", "agency")
    search_fields = ("indicator__folded",)
    search_handler_class = FoldedSearchHandler
    list_export = (
        "indicator",
        "number",
        "unit",
        "period_kind",
        "level",
        "agency",
        "source",
        "legal_basis",
        "valid_from",
    )
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("indicator"), FieldPanel("number")]),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")], heading=_("Validity")),
            FieldPanel("definition"),
            FieldRowPanel([FieldPanel("unit"), FieldPanel("decimals")]),
            FieldRowPanel([FieldPanel("period_kind"), FieldPanel("level"), FieldPanel("is_additive")]),
            FieldPanel("dimensions"),
            FieldRowPanel([FieldPanel("direction"), FieldPanel("band_low"), FieldPanel("band_high")]),
            FieldRowPanel([FieldPanel("minimum"), FieldPanel("maximum"), FieldPanel("jump_percent")]),
            FieldPanel("formula"),
            MultiFieldPanel(
                [FieldPanel("source"), FieldPanel("agency"), FieldPanel("legal_basis")], heading=_("Source")
            ),
        ],
        base_form_class=VersionForm,
    )


class SetAdmin(ScopedModelAdmin):
    model = IndicatorSet
    base_url_path = "bo-chi-tieu"
    menu_icon = "folder-open-inverse"
    list_display = ("name", "code", "subsystem", "period_kind", "is_active")
    list_filter = ("subsystem", "period_kind", "is_active")
    search_fields = ("name", "code")
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("subsystem"), FieldPanel("period_kind")]),
            FieldPanel("name"),
            FieldPanel("description"),
            FieldPanel("indicators"),
            FieldPanel("is_active"),
        ]
    )


class TargetAdmin(ScopedModelAdmin):
    model = Target
    base_url_path = "muc-tieu"
    menu_icon = "crosshairs"
    list_display = ("indicator", "area", "period", "value", "upper", "source", "is_demo")
    list_filter = ("indicator__subsystem", "is_demo")
    list_select_related = ("indicator", "area")
    search_fields = ("indicator__folded",)
    search_handler_class = FoldedSearchHandler
    edit_handler = ObjectList(
        [
            FieldPanel("indicator"),
            FieldRowPanel([FieldPanel("area"), FieldPanel("period")]),
            FieldRowPanel([FieldPanel("value"), FieldPanel("upper")]),
            FieldPanel("source"),
        ]
    )


class ObligationAdmin(ScopedModelAdmin):
    model = Obligation
    base_url_path = "nhiem-vu-du-lieu"
    menu_icon = "calendar-alt"
    list_display = ("indicator_set", "agency", "due_day", "remind_before", "escalate_after", "valid_from", "valid_to")
    list_filter = ("indicator_set__subsystem", "indicator_set__period_kind")
    list_select_related = ("indicator_set", "agency")
    search_fields = ("indicator_set__name", "agency__folded")
    list_export = ("indicator_set", "agency", "due_day", "legal_basis", "valid_from", "valid_to")
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("indicator_set"), FieldPanel("agency")]),
            FieldRowPanel([FieldPanel("due_day"), FieldPanel("remind_before"), FieldPanel("escalate_after")]),
            FieldPanel("legal_basis"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")], heading=_("Validity")),
        ]
    )


class BreakdownAdmin(ScopedModelAdmin):
    model = Breakdown
    base_url_path = "phan-to"
    menu_icon = "table"
    list_display = ("name", "code", "dimension", "position")
    list_filter = ("dimension",)
    list_select_related = ("dimension",)
    search_fields = ("name", "code")


class DimensionAdmin(ScopedModelAdmin):
    model = Dimension
    base_url_path = "tieu-thuc"
    menu_icon = "table"
    list_display = ("name", "code")
    search_fields = ("name", "code")


class PullAdmin(ScopedModelAdmin):
    model = PullSource
    base_url_path = "nguon-du-lieu"
    menu_icon = "download"
    list_display = ("name", "indicator_set", "agency", "every_hours", "is_active", "last_run_at", "last_error")
    list_filter = ("is_active",)
    list_select_related = ("indicator_set", "agency")
    search_fields = ("name", "url")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("indicator_set"), FieldPanel("agency")]),
            FieldPanel("url"),
            FieldRowPanel([FieldPanel("format"), FieldPanel("records_path")]),
            FieldPanel("mapping"),
            FieldPanel("constants"),
            FieldRowPanel([FieldPanel("every_hours"), FieldPanel("is_active")]),
        ],
        base_form_class=PullForm,
    )


class CatalogueGroup(ModelAdminGroup):
    menu_label = _("Indicators")
    menu_icon = "list-ol"
    menu_order = 810
    items = (
        IndicatorAdmin,
        VersionAdmin,
        SetAdmin,
        ObligationAdmin,
        TargetAdmin,
        BreakdownAdmin,
        DimensionAdmin,
        PullAdmin,
    )
