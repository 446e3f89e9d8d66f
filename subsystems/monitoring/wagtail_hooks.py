"""Registration of the desk and the reference lists with the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from subsystems.agencies.enums import Role
from subsystems.agencies.scoped_admin.policies import register_rules
from subsystems.agencies.scoping import has_role
from subsystems.monitoring.models import Phrase, Retention, Rule, Source, Topic
from subsystems.monitoring.permissions import user_can_delete_topic_part, user_can_keep_sources, user_can_view_sources
from subsystems.monitoring.roles import SUBSYSTEM, reads_everything
from subsystems.monitoring.views import desk, mentions, overview
from subsystems.monitoring.viewsets import MonitoringGroup

for model in (Source, Topic):
    register_rules(model, view=user_can_view_sources, add=user_can_keep_sources, change=user_can_keep_sources)
for part in (Rule, Phrase, Retention):
    register_rules(
        part,
        view=user_can_view_sources,
        add=user_can_keep_sources,
        change=user_can_keep_sources,
        delete=user_can_delete_topic_part,
    )
modeladmin_register(MonitoringGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    base = "giam-sat/"
    return [
        path(base, desk.desk_index, name="monitoring_desk"),
        path(f"{base}vu-viec/<slug:reference>/", desk.matter, name="monitoring_matter"),
        path(f"{base}vu-viec/<slug:reference>/buoc/<slug:code>/", desk.act, name="monitoring_matter_act"),
        path(f"{base}vu-viec/<slug:reference>/lap/<slug:kind>/", desk.make, name="monitoring_matter_make"),
        path(f"{base}tin-bai/", mentions.mention_list, name="monitoring_mentions"),
        path(f"{base}tin-bai/<int:pk>/", mentions.mention, name="monitoring_mention"),
        path(f"{base}tin-bai/<int:pk>/theo-doi/", mentions.mention_take_up, name="monitoring_mention_take_up"),
        path(f"{base}tin-bai/<int:pk>/che-ten/", mentions.mention_mask, name="monitoring_mention_mask"),
        path(f"{base}tin-bai/<int:pk>/xoa/", mentions.mention_erase, name="monitoring_mention_erase"),
        path(f"{base}tin-bai/<int:pk>/anh/", mentions.screenshot, name="monitoring_mention_screenshot"),
        path(f"{base}them/", mentions.add, name="monitoring_add"),
        path(f"{base}nut-danh-dau/", mentions.bookmarklet, name="monitoring_bookmarklet"),
        path(f"{base}so-lieu/", overview.figures, name="monitoring_figures"),
        path(f"{base}canh-bao/", overview.alerts, name="monitoring_alerts"),
        path(f"{base}canh-bao/<int:pk>/da-xem/", overview.alert_seen, name="monitoring_alert_seen"),
        path(f"{base}nguon/", overview.sources, name="monitoring_sources"),
        path(f"{base}nguon/<int:pk>/", overview.source, name="monitoring_source"),
        path(f"{base}nguon/<int:pk>/doc-ngay/", overview.source_visit, name="monitoring_source_visit"),
        path(f"{base}nguon/<int:pk>/bang/", mentions.source_table, name="monitoring_source_table"),
        path(f"{base}quy-tac/<int:pk>/thu/", overview.rule_trial, name="monitoring_trial"),
        path(f"{base}quy-tac/<int:pk>/ap-dung/", overview.rule_apply, name="monitoring_trial_apply"),
    ]


class DeskItem(MenuItem):
    """The desk, for those who have work there."""

    def is_shown(self, request: HttpRequest) -> bool:
        user = request.user
        return reads_everything(user) or has_role(user, Role.OFFICER, Role.HEAD, subsystem=SUBSYSTEM)


@hooks.register("register_admin_menu_item")
def desk_item() -> MenuItem:
    url = reverse_lazy("monitoring_desk")
    return DeskItem(_("Online information"), url, name="online-information", icon_name="globe", order=160)
