"""The public pages of this room for search engines."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from home.regulation.enums import ProvisionKind
from home.regulation.linking import document_url
from home.regulation.models import Document, ProvisionVersion
from home.robots import PortalSitemap


class DocumentSitemap(PortalSitemap):
    """The list of documents, each document and each of its articles, with the day from which its text is in force.

    Two queries, whatever the number of documents.
    """

    def items(self) -> list[tuple[str, date | None]]:
        today = timezone.localdate()
        documents = dict(Document.objects.filter(live=True).order_by("slug").values_list("slug", "valid_from"))
        in_force = ProvisionVersion.objects.in_force(today).filter(provision__document__slug__in=documents)
        changed: dict[str, date] = dict(documents)
        articles: list[tuple[str, date | None]] = []
        rows = in_force.order_by("provision__document__slug", "provision__path")
        for slug, kind, eid, day in rows.values_list(
            "provision__document__slug", "provision__kind", "provision__eid", "valid_from"
        ):
            changed[slug] = max(changed[slug], day)
            if kind == ProvisionKind.ARTICLE:
                articles.append((f"{document_url(slug)}{eid}/", day))
        return [(reverse("regulation:index"), None), *((document_url(s), day) for s, day in changed.items()), *articles]

    def location(self, item: tuple[str, date | None]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, date | None]) -> date | None:
        return item[1]
