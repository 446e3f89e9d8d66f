"""The public pages of this room for search engines."""

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest
from django.urls import reverse

from ioc_site.common.citations import REGULATION
from subsystems.agencies.models import Agency


class AgencySitemap(Sitemap):
    """The directory, the duties and each agency."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()

    def items(self) -> list[str]:
        slugs = Agency.objects.order_by("slug").values_list("slug", flat=True)
        pages = [reverse("agency_list"), reverse("duties", args=[REGULATION])]
        return pages + [reverse("agency", args=[slug]) for slug in slugs]

    def location(self, item: str) -> str:
        return item
