"""Registration of this room's screens in the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from subsystems.agencies.scoped_admin.policies import register_rules
from subsystems.indicators import desk, permissions
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
from subsystems.indicators.quality import views as quality
from subsystems.indicators.viewsets import CatalogueGroup

for model in (Dimension, Breakdown, Indicator, IndicatorVersion, IndicatorSet, Target):
    register_rules(
        model,
        view=permissions.user_can_view_catalogue,
        add=permissions.user_can_keep_catalogue,
        change=permissions.user_can_keep_catalogue,
    )
register_rules(
    Obligation,
    view=permissions.user_can_view_obligation,
    add=permissions.user_can_keep_catalogue,
    change=permissions.user_can_keep_catalogue,
)
register_rules(
    PullSource,
    view=permissions.user_can_view_sources,
    add=permissions.user_can_keep_sources,
    change=permissions.user_can_keep_sources,
)
modeladmin_register(CatalogueGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    case = "giao-du-lieu/<slug:reference>/"
    return [
        path("giao-du-lieu/", desk.desk, name="delivery_desk"),
        path("giao-du-lieu/lich/", desk.calendar, name="delivery_calendar"),
        path("giao-du-lieu/gui/<str:code>/", desk.upload, name="delivery_upload"),
        path("giao-du-lieu/nhap/<str:code>/", desk.grid, name="delivery_grid"),
        path("giao-du-lieu/mau/<str:code>.<slug:kind>", desk.template, name="delivery_template"),
        path(
            "giao-du-lieu/lich-su/<int:indicator>/<int:area>/<int:part>/<int:period>/",
            desk.history,
            name="delivery_history",
        ),
        path("chat-luong-du-lieu/", quality.overview, name="data_quality"),
        path("chat-luong-du-lieu/<str:code>/<str:agency>/", quality.indicator, name="data_quality_indicator"),
        path(
            "chat-luong-du-lieu/<str:code>/<str:agency>/<slug:rule>/",
            quality.rows,
            name="data_quality_rows",
        ),
        path(case, desk.delivery, name="delivery"),
        path(f"{case}buoc/<slug:code>/", desk.step, name="delivery_step"),
        path(f"{case}loi.xlsx", desk.errors, name="delivery_errors"),
        path(f"{case}tep/", desk.original, name="delivery_file"),
    ]


class DeliveryItem(MenuItem):
    """For those who deliver, approve or follow deliveries."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(permissions.user_can_view_delivery(request.user))


@hooks.register("register_admin_menu_item")
def delivery_item() -> MenuItem:
    return DeliveryItem(
        _("Data deliveries"), reverse_lazy("delivery_desk"), name="data-deliveries", icon_name="upload", order=140
    )


class QualityItem(MenuItem):
    """For those who deliver data or watch over them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(permissions.user_can_view_quality(request.user))


@hooks.register("register_admin_menu_item")
def quality_item() -> MenuItem:
    return QualityItem(
        _("Data quality"), reverse_lazy("data_quality"), name="data-quality", icon_name="circle-check", order=141
    )
