"""RSS, Atom and JSON Feed."""

import calendar
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser
from django.utils.translation import gettext as _

from subsystems.monitoring.fetching.entries import (
    MOST_ENTRIES,
    Entry,
    Unreadable,
    aware,
    canonical_url,
    one_line,
    plain_text,
    title_text,
)


def read_feed(content: bytes, url: str, content_type: str) -> list[Entry]:
    """The entries of a feed, at most ``MOST_ENTRIES``. Raises ``Unreadable``."""
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{") or "json" in content_type:
        return list(_json_feed(content, url))
    refuse_entities(content)
    if start[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise Unreadable(_("The address gives a web page, not a feed."))
    # A stream, not text: feedparser would fetch what looks like an address.
    parsed = feedparser.parse(
        io.BytesIO(content),
        response_headers={"content-type": content_type, "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.entries and (parsed.bozo or not parsed.version):
        raise Unreadable(_("This is not a feed, or it is broken beyond reading."))
    return [entry for raw in parsed.entries[:MOST_ENTRIES] if (entry := _entry(raw, url))]


def refuse_entities(content: bytes) -> None:
    """Refuse XML that declares entities of its own: feeds need none, bombs do. Also in UTF-16 and UTF-32."""
    if b"<!entity" in content.replace(b"\x00", b"").lower():
        raise Unreadable(_("The file declares entities of its own, which is refused."))


def _entry(raw: Any, base: str) -> Entry | None:
    url = canonical_url(str(raw.get("link") or raw.get("id") or ""), base)
    title = title_text(str(raw.get("title") or ""))
    text = plain_text(_body(raw))
    if not url or not (title or text):
        return None
    return Entry(
        url=url,
        title=title or one_line(text, 120),
        text=text,
        published_at=_moment(raw.get("published_parsed") or raw.get("updated_parsed")),
        author=one_line(str(raw.get("author") or ""), 150),
    )


def _body(raw: Any) -> str:
    """The longest of what the entry gives as its text."""
    texts = [str(part.get("value") or "") for part in raw.get("content") or [] if isinstance(part, dict)]
    return max([*texts, str(raw.get("summary") or "")], key=len)


def _moment(parts: Any) -> datetime | None:
    if not parts:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), tz=UTC)
    except (OverflowError, ValueError, OSError, TypeError):
        return None


def _json_feed(content: bytes, url: str) -> Iterator[Entry]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable(_("This is not a feed, or it is broken beyond reading.")) from None
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise Unreadable(_("This is not a feed, or it is broken beyond reading."))
    for item in items[:MOST_ENTRIES]:
        entry = _json_entry(item, url) if isinstance(item, dict) else None
        if entry:
            yield entry


def _json_entry(item: dict[str, Any], base: str) -> Entry | None:
    def string(name: str) -> str:
        value = item.get(name)
        return value if isinstance(value, str) else ""

    url = canonical_url(string("url") or string("external_url") or string("id"), base)
    text = plain_text(string("content_html")) or plain_text(string("content_text")) or plain_text(string("summary"))
    title = title_text(string("title")) or one_line(text, 120)
    if not url or not title:
        return None
    authors = item.get("authors") or [item.get("author")]
    names = [a["name"] for a in authors if isinstance(a, dict) and isinstance(a.get("name"), str)]
    return Entry(url, title, text, iso_moment(string("date_published")), one_line(", ".join(names), 150))


def iso_moment(text: str) -> datetime | None:
    """A moment in ISO 8601; ``None`` for anything else."""
    try:
        return aware(datetime.fromisoformat(text.strip())) if text.strip() else None
    except (ValueError, OverflowError):
        return None
