"""The middleware that answers from the cache, or lets the page be rendered and keeps it."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from ioc_site.common.freshness import current_token
from ioc_site.pagecache import store
from ioc_site.pagecache.policy import cache_key, expiry, may_be_kept

logger = logging.getLogger(__name__)

# The browser may keep the page and must ask each time whether it is still the one (ETag).
BROWSERS = "max-age=0, must-revalidate"
HEADER = "X-Page-Cache"


class PageCacheMiddleware:
    """Outermost but for the figures of requests: the headers of a kept page are those that it went out with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = cache_key(request)
        if key is None:
            return self.get_response(request)
        try:
            # Before the page is rendered: a change while it is rendered makes it old at once.
            token = current_token()
        except DatabaseError:
            logger.exception("the page cache is left out: its token cannot be read")
            return self.get_response(request)
        page = store.find(key, token)
        if page is not None:
            return _answer(request, page, "hit")
        response = self.get_response(request)
        if not may_be_kept(request, response):
            return response
        page = _page_of(request, response, token)
        store.keep(key, page)
        return _answer(request, page, "miss")


def _page_of(request: HttpRequest, response: HttpResponseBase, token: str) -> store.Page:
    patch_vary_headers(response, ("Accept-Encoding",))
    response.headers.setdefault("Cache-Control", BROWSERS)
    del response.headers["Content-Length"]
    return store.Page(
        token=token,
        expires=expiry(request).timestamp(),
        headers=tuple(response.headers.items()),
        body=response.content,  # type: ignore[attr-defined]
    )


def _answer(request: HttpRequest, page: store.Page, how: str) -> HttpResponse:
    meta = request.META
    if page.etag in meta.get("HTTP_IF_NONE_MATCH", ""):
        unchanged = HttpResponseNotModified()
        for name, value in page.headers:
            if name in ("Vary", "Cache-Control"):
                unchanged.headers[name] = value
        unchanged.headers["ETag"] = page.etag
        unchanged.headers[HEADER] = how
        return unchanged
    response = HttpResponse(b"")
    headers = response.headers
    for name, value in page.headers:
        headers[name] = value
    if "gzip" in meta.get("HTTP_ACCEPT_ENCODING", ""):
        response.content = page.packed
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(page.packed))
    else:
        response.content = page.body
        headers["Content-Length"] = str(len(page.body))
    headers["ETag"] = page.etag
    headers[HEADER] = how
    return response
