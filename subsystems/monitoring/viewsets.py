"""The reference lists of the component in the admin."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdminGroup

from subsystems.agencies.scoped_admin.modeladmin import ScopedModelAdmin
from subsystems.monitoring.forms import PartForm, RuleForm, SourceForm
from subsystems.monitoring.models import Phrase, Retention, Rule, Source, Topic


class SourceAdmin(ScopedModelAdmin):
    model = Source
    base_url_path = "nguon-tin"
    menu_icon = "globe"
    list_display = ("name", "kind", "method", "trust", "is_active", "succeeded_at", "errors")
    list_filter = ("kind", "method", "trust", "is_active")
    search_fields = ("name", "url", "owner")
    list_export = ("name", "url", "owner", "kind", "method", "trust", "is_active", "succeeded_at", "errors")
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("name"), FieldPanel("owner"), FieldPanel("home_url")], heading=_("What it is")),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("trust"), FieldPanel("is_active")]),
            MultiFieldPanel(
                [
                    FieldPanel("method"),
                    FieldPanel("url"),
                    FieldPanel("selector"),
                    FieldPanel("only_below"),
                    FieldPanel("reads_articles"),
                ],
                heading=_("How it is read"),
            ),
            FieldRowPanel(
                [FieldPanel("every_minutes"), FieldPanel("delay_seconds"), FieldPanel("silent_after_hours")],
                heading=_("When"),
            ),
        ],
        base_form_class=SourceForm,
    )


class TopicAdmin(ScopedModelAdmin):
    model = Topic
    base_url_path = "chu-de-theo-doi"
    menu_icon = "tag"
    list_display = ("name", "agency", "is_public", "is_active")
    list_select_related = ("agency",)
    search_fields = ("name", "description")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("description"),
            FieldPanel("agency"),
            FieldRowPanel([FieldPanel("factor"), FieldPanel("at_least")], heading=_("Alerts")),
            FieldRowPanel([FieldPanel("is_public"), FieldPanel("is_active")]),
        ],
        base_form_class=PartForm,
    )


class RuleButtons(ButtonHelper):
    """The usual buttons, and the one to try a rule out."""

    def get_buttons_for_obj(self, obj: Rule, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        trial = {
            "url": reverse("monitoring_trial", args=[obj.pk]),
            "label": _("Try"),
            "classname": self.finalise_classname([]),
            "title": _("Try this rule on the last 30 days"),
        }
        return [*super().get_buttons_for_obj(obj, *args, **kwargs), trial]


class RuleAdmin(ScopedModelAdmin):
    model = Rule
    button_helper_class = RuleButtons
    base_url_path = "quy-tac-chu-de"
    menu_icon = "list-ul"
    list_display = ("name", "topic", "with_accents", "is_active")
    list_filter = ("topic", "is_active")
    list_select_related = ("topic",)
    search_fields = ("name", "any_of", "all_of")
    edit_handler = ObjectList(
        [
            FieldPanel("topic"),
            FieldPanel("name"),
            MultiFieldPanel(
                [
                    FieldPanel("any_of"),
                    FieldPanel("all_of"),
                    FieldPanel("near"),
                    FieldPanel("near_words"),
                    FieldPanel("none_of"),
                    FieldPanel("with_accents"),
                ],
                heading=_("Words to look for"),
            ),
            FieldPanel("areas"),
            FieldPanel("agencies"),
            FieldPanel("kinds"),
            FieldPanel("is_active"),
        ],
        base_form_class=RuleForm,
    )


class PhraseAdmin(ScopedModelAdmin):
    model = Phrase
    base_url_path = "cum-tu-goi-y"
    menu_icon = "openquote"
    list_display = ("text", "tone", "urgency", "weight")
    list_filter = ("tone", "urgency")
    search_fields = ("text",)
    list_export = ("text", "tone", "urgency", "weight")
    # An urgency that is not given would be shown as "None" there.
    inspect_view_fields = ("text", "tone", "weight")
    edit_handler = ObjectList(
        [FieldPanel("text"), FieldRowPanel([FieldPanel("tone"), FieldPanel("urgency"), FieldPanel("weight")])],
        base_form_class=PartForm,
    )


class RetentionAdmin(ScopedModelAdmin):
    model = Retention
    base_url_path = "thoi-han-luu-tin"
    menu_icon = "time"
    list_display = ("kind", "days")
    edit_handler = ObjectList([FieldPanel("kind"), FieldPanel("days")], base_form_class=PartForm)


class MonitoringGroup(ModelAdminGroup):
    menu_label = _("Sources and topics")
    menu_icon = "globe"
    menu_order = 161
    items = (SourceAdmin, TopicAdmin, RuleAdmin, PhraseAdmin, RetentionAdmin)
