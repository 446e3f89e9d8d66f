"""What search engines are told: robots.txt and sitemap.xml."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap as PageSitemap

# One entry a room whose addresses are not Wagtail pages: its name, and what makes its sitemap.
SITEMAPS: dict[str, Callable[[HttpRequest], Sitemap]] = {"trang": PageSitemap}


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
