"""URLs of the whole portal; the public ones are a contract (see docs/architecture.md)."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.documents.views.serve import serve as serve_document
from wagtail.urls import serve_pattern

from home.routing import serve
from ioc_site.security.media import media

urlpatterns = [
    path("quan-tri/", include("ioc_site.signin.urls")),
    path("quan-tri/", include(wagtailadmin_urls)),
    # Wagtail's own pattern takes a number of any length, which no database can look for.
    re_path(r"^tai-lieu/(\d{1,18})/(.*)$", serve_document, name="wagtaildocs_serve"),
    re_path(r"^tai-lieu/(?!\d+/)", include(wagtaildocs_urls)),
    path("media/<path:path>", media),
    path("", include("ioc_site.operations.urls")),
    path("api/v1/", include("ioc_site.common.api.urls")),
    path("", include("reports.urls")),
    path("", include("workflows.field_reports.urls")),
    path("", include("workflows.proposals.urls")),
    path("", include("workflows.conduct.urls")),
    path("", include("workflows.engine.urls")),
    path("", include("subsystems.indicators.urls")),
    path("", include("home.urls")),
    path("", include("home.content.urls")),
    path("", include("home.duties.urls")),
    path("quy-che/", include("home.regulation.urls")),
    path("", include("home.search.urls")),
    re_path(serve_pattern, serve, name="page"),
    path("", include(wagtail_urls)),
]
