"""From a source to its entries: one request, politely, and the reader of its kind."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.http import Fetched, FetchError, fetch
from subsystems.monitoring.enums import Method
from subsystems.monitoring.fetching.entries import Entry, Unreadable
from subsystems.monitoring.fetching.feeds import read_feed
from subsystems.monitoring.fetching.lists import read_csv, read_listing, read_sitemap
from subsystems.monitoring.fetching.politeness import AGENT, may_fetch
from subsystems.monitoring.models import Source

MOST_BYTES = 3 * 1024 * 1024
SECONDS = 20.0
REDIRECTS = 5
_LONGEST_WAIT = timedelta(hours=24)
_ACCEPT = {
    Method.FEED: "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    Method.SITEMAP: "application/xml, text/xml;q=0.9, */*;q=0.5",
    Method.LISTING: "text/html, */*;q=0.5",
    Method.CSV: "text/csv, */*;q=0.5",
}


class Forbidden(Exception):
    """The site's rules for robots do not let the portal read this address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a visit brought: ``entries`` is ``None`` when nothing has changed, and then nothing was parsed.

    ``wait`` is how long the server asks to be left alone.
    """

    status: int
    entries: list[Entry] | None
    etag: str = ""
    modified: str = ""
    content_hash: str = ""
    wait: timedelta | None = None


def read_source(source: Source, now: datetime | None = None) -> Answer:
    """Visit a source. Raises ``FetchError``, ``Unreadable`` or ``Forbidden``, each with words for staff."""
    if not may_fetch(source.url, now or timezone.now()):
        raise Forbidden(_("The site's rules for robots do not let the portal read this address."))
    headers = {"Accept": _ACCEPT[Method(source.method)], "User-Agent": AGENT}
    if source.etag:
        headers["If-None-Match"] = source.etag
    if source.modified:
        headers["If-Modified-Since"] = source.modified
    answer = fetch(source.url, headers=headers, timeout=SECONDS, max_bytes=MOST_BYTES, max_redirects=REDIRECTS)
    if answer.status == 304:
        return Answer(304, None, source.etag, source.modified, source.content_hash)
    if answer.status in (429, 503):
        return Answer(answer.status, None, wait=_retry_after(answer))
    if not answer.ok:
        raise FetchError(_("The server answered with status %(status)s.") % {"status": answer.status})
    content_hash = sha256(answer.content).hexdigest()
    etag, modified = answer.headers.get("etag", "")[:200], answer.headers.get("last-modified", "")[:100]
    if content_hash == source.content_hash:
        return Answer(answer.status, None, etag, modified, content_hash)
    return Answer(answer.status, _entries(source, answer), etag, modified, content_hash)


def _retry_after(answer: Fetched) -> timedelta | None:
    value = answer.headers.get("retry-after", "").strip()
    return min(timedelta(seconds=int(value[:9])), _LONGEST_WAIT) if value.isdecimal() else None


def _entries(source: Source, answer: Fetched) -> list[Entry]:
    content, url = answer.content, answer.url
    if not content.strip():
        raise Unreadable(_("The answer is empty."))
    if source.method == Method.SITEMAP:
        return read_sitemap(content, url, source.only_below)
    if source.method == Method.LISTING:
        return read_listing(content, url, source.selector, source.only_below)
    if source.method == Method.CSV:
        return read_csv(content, url)
    return read_feed(content, url, answer.headers.get("content-type", ""))
