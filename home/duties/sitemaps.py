"""The public pages of this room for search engines."""

from django.urls import reverse

from home.robots import PortalSitemap
from ioc_site.common.citations import REGULATION
from subsystems.agencies.models import Agency


class AgencySitemap(PortalSitemap):
    """The directory, the duties and each agency."""

    def items(self) -> list[str]:
        slugs = Agency.objects.order_by("slug").values_list("slug", flat=True)
        pages = [reverse("agency_list"), reverse("duties", args=[REGULATION])]
        return pages + [reverse("agency", args=[slug]) for slug in slugs]

    def location(self, item: str) -> str:
        return item
