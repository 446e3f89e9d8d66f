"""What search engines are told: robots.txt and sitemap.xml."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap as PageSitemap

# Entrances of the rooms below, by the names of their addresses; single reports, figures and files are found from there.
ENTRANCES = ("report_list", "report_form", "datasets", "api_page")


class PortalSitemap(Sitemap):
    """A sitemap of addresses that are not Wagtail pages, under the address that the portal is known by."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        self.protocol, self.domain = base.scheme, base.netloc

    def get_domain(self, site: Any = None) -> str:
        return self.domain


class EntranceSitemap(PortalSitemap):
    """The public entrances of the systems behind the components."""

    def items(self) -> tuple[str, ...]:
        return ENTRANCES

    def location(self, item: str) -> str:
        return reverse(item)


# One entry a room whose addresses are not Wagtail pages: its name, and what makes its sitemap.
SITEMAPS: dict[str, Callable[[HttpRequest], Sitemap]] = {"trang": PageSitemap, "he-thong": EntranceSitemap}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """All may read everything but the admin, results of searches and private links."""
    lines = [
        "User-agent: *",
        "Disallow: /quan-tri/",
        "Disallow: /tim-kiem/",
        "Disallow: /phan-anh/theo-doi/",
        f"Sitemap: {settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page with the day on which it last changed."""
    sitemaps: dict[str, Any] = {name: make(request) for name, make in SITEMAPS.items()}
    return sitemap_view(request, sitemaps)
