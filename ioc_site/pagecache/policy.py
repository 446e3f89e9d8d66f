"""Which requests may be answered from the cache, under which key, and which responses may be kept."""

from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from home.language import language_of
from ioc_site.common.freshness import is_fresh_until

# What changes without any write (a date, "5 minutes ago") is never older than this.
LONGEST = timedelta(seconds=60)
LARGEST = 1024 * 1024
_LONGEST_PATH, _LONGEST_VALUE = 300, 60
_KEPT_TYPES = ("text/html", "application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "text/plain")
# How visitors from social networks and advertisements arrive; no page reads these.
_IGNORED = {"fbclid", "gclid", "zarsrc", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"}
# What lists and the regulation read; every other parameter, and search words, are answered without the cache, so that
# nobody can fill it.
_KNOWN = {"doi-tuong", "phan-he", "trang", "ngay", "sau", "truoc"}
_KNOWN |= {"loai", "dia-ban", "trang-thai", "ky", "hien", "co-quan", "chi-tieu"}
_PRIVATE_COOKIES = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
_BYPASSED = (settings.ADMIN_PATH, settings.STATIC_URL, settings.MEDIA_URL, "/healthz", "/readyz", "/metrics", "/api/")


def cache_key(request: HttpRequest) -> str | None:
    """The key of a request, and its query without what nobody reads; ``None`` when the cache must not touch it."""
    meta = request.META
    if request.method != "GET" or "HTTP_AUTHORIZATION" in meta or "HTTP_RANGE" in meta:
        return None
    path = request.path
    if len(path) > _LONGEST_PATH or path.startswith(_BYPASSED):
        return None
    if any(name in request.COOKIES for name in _PRIVATE_COOKIES):
        return None
    query = _normal_query(meta.get("QUERY_STRING", ""))
    if query is None:
        return None
    meta["QUERY_STRING"] = query
    return "|".join((request.scheme or "", meta.get("HTTP_HOST", ""), language_of(request), path, query))


def _normal_query(query: str) -> str | None:
    if not query:
        return ""
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in _IGNORED]
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)) or not _KNOWN.issuperset(names):
        return None
    if any(len(value) > _LONGEST_VALUE for _, value in pairs):
        return None
    return urlencode(sorted(pairs))


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a response is the same for every anonymous reader."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return False
    control = response.headers.get("Cache-Control", "")
    if any(word in control for word in ("private", "no-store", "no-cache")):
        return False
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    return kind in _KEPT_TYPES and len(response.content) <= LARGEST  # type: ignore[attr-defined]


def expiry(request: HttpRequest) -> datetime:
    """Until when the page may be served: a minute, midnight, or what its view said, whichever comes first."""
    now = timezone.now()
    midnight = (timezone.localtime(now) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(now + LONGEST, midnight, is_fresh_until(request) or midnight)
