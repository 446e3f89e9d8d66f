"""Registration of this room's screens in the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from ioc_site.common.jobs import views


@hooks.register("register_admin_urls")
def job_urls() -> list[URLPattern]:
    return [
        path("cong-viec-nen/", views.index, name="background_jobs"),
        path("cong-viec-nen/<int:pk>/", views.detail, name="background_job"),
        path("cong-viec-nen/<int:pk>/tien-do.json", views.progress, name="background_job_progress"),
        path("cong-viec-nen/<int:pk>/huy/", views.cancel_job, name="background_job_cancel"),
    ]


@hooks.register("register_reports_menu_item")
def jobs_item() -> MenuItem:
    return MenuItem(_("Background jobs"), reverse("background_jobs"), name="jobs", icon_name="tasks", order=950)


@hooks.register("construct_help_menu")
def keep_help_in_vietnamese(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's own guide and news are English and elsewhere; ours are the guidance pages."""
    items[:] = [item for item in items if item.name != "editor-guide" and not item.name.startswith("whats-new")]
