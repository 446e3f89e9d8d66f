"""Pages by title and address, for whoever shows a link and needs no more of them."""

from dataclasses import dataclass

from wagtail.models import Site
from wagtail.models.sites import SiteRootPath
from wagtail.query import PageQuerySet


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page by its title and its address, without the page itself."""

    title: str
    url: str


def page_links(pages: PageQuerySet) -> dict[int, PageLink]:
    """Links to these pages by their ids, in no certain order; one query that builds no pages."""
    roots = Site.get_site_root_paths()
    rows = pages.order_by().values_list("pk", "title", "url_path")
    return {pk: PageLink(title, url_of(url_path, roots)) for pk, title, url_path in rows}


def url_of(url_path: str, roots: list[SiteRootPath] | None = None) -> str:
    """The address of a page from its ``url_path``, without loading it.

    Whoever asks for several gives ``roots`` along (``Site.get_site_root_paths()``, which are in the cache).
    """
    for root in roots or Site.get_site_root_paths():
        if url_path.startswith(root.root_path):
            return "/" + url_path[len(root.root_path) :]
    return ""
