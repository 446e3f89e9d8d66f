"""The reference lists of this room in the admin."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdminGroup

from subsystems.agencies.forms import AgencyForm, AreaForm, MembershipForm
from subsystems.agencies.models import Agency, Area, Membership
from subsystems.agencies.scoped_admin.modeladmin import ScopedModelAdmin
from subsystems.agencies.search import FoldedSearchHandler

VALIDITY = FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")], heading=_("Validity"))


class ValidityFilter(SimpleListFilter):
    """Which rows hold today."""

    title = _("validity")
    parameter_name = "hieu-luc"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("con", _("In force")), ("het", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        in_force = queryset.model.objects.valid_on().values("pk")
        if self.value() == "con":
            return queryset.filter(pk__in=in_force)
        if self.value() == "het":
            return queryset.exclude(pk__in=in_force)
        return queryset


class AgencyAdmin(ScopedModelAdmin):
    model = Agency
    base_url_path = "co-quan"
    import_key = ("code",)
    menu_icon = "group"
    list_display = ("name", "code", "kind", "area", "valid_from", "valid_to")
    list_filter = ("kind", ValidityFilter)
    list_select_related = ("area",)
    search_fields = ("folded",)
    search_handler_class = FoldedSearchHandler
    list_export = ("code", "name", "short_name", "kind", "area", "valid_from", "valid_to", "source")
    inspect_view_fields_exclude = ("folded",)
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("short_name"), FieldPanel("code"), FieldPanel("slug")],
                heading=_("Names"),
            ),
            MultiFieldPanel([FieldPanel("kind"), FieldPanel("parent"), FieldPanel("area")], heading=_("Place")),
            MultiFieldPanel([FieldPanel("leads"), FieldPanel("supports"), FieldPanel("source")], heading=_("Part")),
            VALIDITY,
            FieldPanel("successors"),
        ],
        base_form_class=AgencyForm,
    )


class AreaAdmin(ScopedModelAdmin):
    model = Area
    base_url_path = "dia-ban"
    import_key = ("code", "valid_from")
    menu_icon = "site"
    list_display = ("full_name", "code", "level", "parent", "valid_from", "valid_to")
    list_filter = ("level", ValidityFilter)
    list_select_related = ("parent",)
    search_fields = ("folded",)
    search_handler_class = FoldedSearchHandler
    list_export = ("code", "kind", "name", "level", "parent", "latitude", "longitude", "valid_from", "valid_to")
    inspect_view_fields_exclude = ("folded",)
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("kind"), FieldPanel("name"), FieldPanel("code"), FieldPanel("slug")], heading=_("Names")
            ),
            MultiFieldPanel([FieldPanel("level"), FieldPanel("parent")], heading=_("Place")),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")], heading=_("Centre")),
            FieldRowPanel(
                [FieldPanel("south"), FieldPanel("west"), FieldPanel("north"), FieldPanel("east")], heading=_("Edges")
            ),
            VALIDITY,
            FieldPanel("successors"),
        ],
        base_form_class=AreaForm,
    )


class MembershipAdmin(ScopedModelAdmin):
    model = Membership
    base_url_path = "vai-tro"
    import_key = ("user", "agency", "role", "subsystem", "valid_from")
    menu_icon = "user"
    list_display = ("user", "agency", "role", "subsystem", "valid_from", "valid_to")
    list_filter = ("role", "subsystem", ValidityFilter)
    list_select_related = ("user", "agency")
    search_fields = ("user__username", "user__last_name", "user__first_name", "agency__name", "agency__folded")
    list_export = ("user", "agency", "role", "subsystem", "valid_from", "valid_to")
    edit_handler = ObjectList(
        [
            FieldPanel("user"),
            FieldPanel("agency"),
            FieldRowPanel([FieldPanel("role"), FieldPanel("subsystem")]),
            VALIDITY,
        ],
        base_form_class=MembershipForm,
    )


class AgenciesGroup(ModelAdminGroup):
    menu_label = _("Agencies and roles")
    menu_icon = "group"
    menu_order = 800
    items = (AgencyAdmin, AreaAdmin, MembershipAdmin)
