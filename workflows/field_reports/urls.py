"""Public addresses of field reports (a contract, see docs/architecture.md)."""

from django.urls import include, path

urlpatterns = [
    path("open311/v2/", include("workflows.field_reports.open311.urls")),
]
