"""From an address to its page in two queries, whatever its depth, and to what stands above it.

Wagtail walks down the tree: it asks for the site, then for each step once for the page and once for its type. Here the
address itself is asked for, and what is found is handed to Wagtail, which then serves the page as ever: restrictions,
hooks and all. Where the short way has no clear answer (a page that routes by itself, several sites, nothing found),
Wagtail walks.
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponseBase
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from home.content.models import EditorialPage
from home.page_links import PageLink, url_of

HOME_DEPTH = 2  # below the root of all trees
ROOT_SLUG = "root"  # as Wagtail makes it
DEEPEST = 16  # no page of the portal lies deeper


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Wagtail's view for pages, told beforehand which page it is."""
    page = find_page(path)
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    return wagtail_serve(request, path)


def find_page(path: str) -> Page | None:
    """The live page at ``path`` (without the first slash), or ``None`` when Wagtail has to look for it itself."""
    roots = Site.get_site_root_paths()
    if len(roots) != 1:
        return None
    above = _read_down_to(roots[0].root_path + path)
    if not above or not above[-1].live:
        return None
    model = cast(type[EditorialPage] | None, ContentType.objects.get_for_id(above[-1].content_type).model_class())
    if model is None or getattr(model, "route", None) is not EditorialPage.route:
        return None
    page = next(iter(model._default_manager.filter(pk=above[-1].pk)), None)
    if page is not None:
        page.known_unrestricted = not any(row.alias_of or row.restriction for row in above)
        page.known_crumbs = tuple(PageLink(row.title, url_of(row.url_path, roots)) for row in above[HOME_DEPTH:-1])
    return page


class _Row(NamedTuple):
    """What is read of each page on the way down; its fields are those of the query."""

    pk: int
    content_type: int
    live: bool
    title: str
    url_path: str
    alias_of: int | None
    restriction: int | None


def _read_down_to(url_path: str) -> list[_Row]:
    """The pages from the root of the tree down to this one, one row each; empty where one of them is missing."""
    slugs = url_path.strip("/").split("/")
    if not url_path.endswith("/") or len(slugs) > DEEPEST:
        return []
    addresses = ["/", *("/" + "/".join(slugs[:end]) + "/" for end in range(1, len(slugs) + 1))]
    rows = (
        Page.objects.filter(slug__in=[ROOT_SLUG, *slugs], url_path__in=addresses)  # the slug has the index
        .order_by("depth")
        .values_list("pk", "content_type_id", "live", "title", "url_path", "alias_of_id", "view_restrictions")
    )
    found = {row[0]: _Row(*row) for row in rows}
    return list(found.values()) if [row.url_path for row in found.values()] == addresses else []


def crumbs_above(page: Page) -> Sequence[PageLink]:
    """The pages above ``page`` and below the home page, from the top down, without building them: one query, none for
    a page that was found by its address.
    """
    if (below := getattr(page, "known_crumbs", None)) is not None:
        return below
    length = page.steplen
    paths = [page.path[: length * depth] for depth in range(HOME_DEPTH + 1, page.depth)]
    rows = Page.objects.filter(path__in=paths).order_by("path").values_list("title", "url_path") if paths else ()
    roots = Site.get_site_root_paths()
    return [PageLink(title, url_of(url_path, roots)) for title, url_path in rows]
