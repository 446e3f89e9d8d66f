"""Sitemaps, pages with a list of links, and CSV files."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import lxml.html
from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from ioc_site.common.folding import fold
from ioc_site.common.vietnamese import parse_date
from subsystems.monitoring.fetching.entries import (
    MOST_ENTRIES,
    Entry,
    Unreadable,
    aware,
    canonical_url,
    clean,
    one_line,
    plain_text,
    title_text,
)
from subsystems.monitoring.fetching.feeds import iso_moment, refuse_entities

MOST_CSV_ROWS = 5000
# The time beside a day, on either side of it: ``24/11/2026 08:00``.
_CLOCK = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?\b")
COLUMNS = {
    "url": ("url", "link", "duong dan", "dia chi"),
    "title": ("title", "tieu de"),
    "text": ("text", "noi dung", "trich dan"),
    "published_at": ("published_at", "published", "ngay dang", "thoi gian"),
    "author": ("author", "tac gia"),
}


def read_sitemap(content: bytes, url: str, only_below: str) -> list[Entry]:
    """The newest addresses of a sitemap (news sitemaps with their titles too), at most ``MOST_ENTRIES``.

    Titles of plain sitemaps come from the address until the article is read. Raises ``Unreadable``.
    """
    refuse_entities(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or etree.QName(root).localname != "urlset":
        raise Unreadable(_("This is not a sitemap."))
    entries = [entry for node in root.iterfind("{*}url") if (entry := _sitemap_entry(node, url, only_below))]
    entries.sort(key=lambda entry: entry.published_at.timestamp() if entry.published_at else 0.0, reverse=True)
    return entries[:MOST_ENTRIES]


def _sitemap_entry(node: etree._Element, base: str, only_below: str) -> Entry | None:
    def text(*names: str) -> str:
        for name in names:
            found = node.findtext(f".//{{*}}{name}")
            if found and found.strip():
                return str(found.strip())
        return ""

    url = canonical_url(text("loc"), base)
    if not url or not url.startswith(only_below):
        return None
    title = title_text(text("title")) or _title_from(url)
    return Entry(url, title, published_at=iso_moment(text("publication_date", "lastmod")))


def _title_from(url: str) -> str:
    last = url.partition("?")[0].rstrip("/").rpartition("/")[2].rpartition(".")
    return one_line((last[0] or last[2]).replace("-", " ").replace("_", " ")) or one_line(url)


def read_listing(content: bytes, url: str, selector: str, only_below: str) -> list[Entry]:
    """The links of a page that fit a CSS selector, in the order of the page. Raises ``Unreadable``."""
    try:
        parser = lxml.html.HTMLParser(encoding=_encoding(content), huge_tree=False)
        root = lxml.html.document_fromstring(content, parser=parser)
        nodes = root.cssselect(selector)
    except (etree.LxmlError, ValueError, SyntaxError):
        raise Unreadable(_("The page cannot be read.")) from None
    entries: dict[str, Entry] = {}
    for node in nodes:
        link: Any = node if node.tag == "a" else next(node.iter("a"), None)
        address = canonical_url(link.get("href", ""), url) if link is not None else ""
        if address and address.startswith(only_below) and address not in entries:
            title = one_line(str(link.text_content())) or one_line(link.get("title", ""))
            entries[address] = Entry(address, title or _title_from(address))
    if not entries:
        raise Unreadable(_("No link of the page fits the selector; the page may have changed."))
    return list(entries.values())[:MOST_ENTRIES]


def _encoding(content: bytes) -> str | None:
    """UTF-8 wherever the bytes are valid UTF-8, whatever the page declares; else what lxml finds out itself."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def read_csv(content: bytes, base: str = "") -> list[Entry]:
    """The rows of a CSV file with a header; columns by their English or Vietnamese names, ``url`` and one of
    ``title`` and ``text`` are needed. Raises ``Unreadable`` with the row and column of the first error."""
    text = _decoded(content)
    first_line = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first_line.count))
    try:
        header = _columns(next(reader, []))
        return list(_csv_entries(reader, header, base))
    except csv.Error:
        raise Unreadable(_("This is not a CSV file.")) from None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return clean(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The file is not in UTF-8. Save it as “CSV UTF-8”."))


def _columns(header: list[str]) -> dict[str, int]:
    places = {fold(name): place for place, name in enumerate(header)}
    columns = {
        name: next(places[alias] for alias in aliases if alias in places)
        for name, aliases in COLUMNS.items()
        if any(alias in places for alias in aliases)
    }
    if "url" not in columns or not {"title", "text"} & columns.keys():
        raise Unreadable(_("The first line must name the columns url and title or text."))
    return columns


def _csv_entries(reader: Iterator[list[str]], columns: dict[str, int], base: str) -> Iterator[Entry]:
    for number, row in enumerate(reader, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if number > MOST_CSV_ROWS:
            raise Unreadable(_("The file has more than %(count)s rows.") % {"count": MOST_CSV_ROWS})
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        url = canonical_url(cells["url"], base)
        text = plain_text(cells.get("text", ""))
        title = title_text(cells.get("title", "")) or one_line(text, 120)
        if not url:
            raise Unreadable(_("Row %(row)s: “%(value)s” is not a web address.") % _where(number, cells["url"]))
        if not title:
            raise Unreadable(_("Row %(row)s has neither title nor text.") % {"row": number})
        published = _moment(number, cells.get("published_at", ""))
        yield Entry(url, title, text, published, one_line(cells.get("author", ""), 150))


def _moment(row: int, value: str) -> datetime | None:
    if not value:
        return None
    if moment := iso_moment(value):
        return moment
    clock = _CLOCK.search(value)
    try:
        day = parse_date(_CLOCK.sub("", value).strip(" ,-"))
    except ValueError:
        raise Unreadable(_("Row %(row)s: “%(value)s” is not a date.") % _where(row, value)) from None
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    return aware(datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_default_timezone()))


def _where(row: int, value: str) -> dict[str, object]:
    return {"row": row, "value": value[:60]}
