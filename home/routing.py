"""From an address to its page in two queries, whatever its depth, and from pages to their addresses.

Wagtail walks down the tree: it asks for the site, then for each step once for the page and once for its type. Here the
address itself is asked for, and what is found is handed to Wagtail, which then serves the page as ever: restrictions,
hooks and all. Where the short way has no clear answer (a page that routes by itself, several sites, nothing found),
Wagtail walks.
"""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponseBase
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from home.content.models import EditorialPage

HOME_DEPTH = 2  # below the root of all trees


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above this one."""

    title: str
    url: str


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
    url_path = roots[0].root_path + path
    slug = url_path.rstrip("/").rpartition("/")[2]  # indexed, unlike the whole path
    rows = Page.objects.filter(slug=slug, url_path=url_path, live=True).order_by().values_list("pk", "content_type_id")
    for pk, content_type in rows[:1]:
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None and getattr(model, "route", None) is EditorialPage.route:
            return next(iter(model._default_manager.filter(pk=pk)), None)
    return None


def crumbs_above(page: Page) -> list[Crumb]:
    """The pages above ``page`` and below the home page, from the top down; one query that builds no pages."""
    length = page.steplen
    paths = [page.path[: length * depth] for depth in range(HOME_DEPTH + 1, page.depth)]
    rows = Page.objects.filter(path__in=paths).order_by("path").values_list("title", "url_path") if paths else ()
    roots = Site.get_site_root_paths()
    return [Crumb(title, url_of(url_path, roots)) for title, url_path in rows]


def url_of(url_path: str, roots: list[SiteRootPath] | None = None) -> str:
    """The address of a page from its ``url_path``, without loading it.

    Whoever asks for several gives ``roots`` along (``Site.get_site_root_paths()``, which are in the cache).
    """
    for root in roots or Site.get_site_root_paths():
        if url_path.startswith(root.root_path):
            return "/" + url_path[len(root.root_path) :]
    return ""
