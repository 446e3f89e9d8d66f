"""What every kind of source is read into, and the cleaning that all of them share."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urljoin, urlsplit

import lxml.html
from courlan import normalize_url
from lxml import etree

MOST_ENTRIES = 200
LONGEST_TITLE = 300
LONGEST_TEXT = 100_000
LONGEST_URL = 1000
_FORMATTING = re.compile(r"</?(?:a|b|i|em|strong|span|font|br|sup|sub|u|p)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
_BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "section", "article")
_NEVER_TEXT = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math")


class Unreadable(Exception):
    """What came back is not what the source is said to be; the message says why, in the active language."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news as its source announces it: plain text, a canonical address, and the time that it claims."""

    url: str
    title: str
    text: str = ""
    published_at: datetime | None = None
    author: str = ""


def one_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """Text on one line without control characters (those that turn the direction of writing too), cut to length."""
    return " ".join(clean(text).split())[:longest].strip()


def clean(text: str) -> str:
    """Composed form (NFC) without control characters; line ends as ``\\n``."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))


def title_text(raw: str) -> str:
    """A title as text. Formatting goes; anything else that looks like a tag, a script above all, stays as the text that
    it is, since whoever wrote it into a title meant something by it."""
    return one_line(_FORMATTING.sub("", unescape(raw)))


def plain_text(html: str) -> str:
    """The text of a piece of HTML, paragraphs apart; scripts, styles and frames are left out with what is in them."""
    if "<" not in html:
        return _paragraphs(unescape(html))
    try:
        root = lxml.html.fragment_fromstring(html[: 4 * LONGEST_TEXT], create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return _paragraphs(re.sub(r"<[^<>]*>", " ", html))
    etree.strip_elements(root, *_NEVER_TEXT, etree.Comment, with_tail=False)
    for element in root.iter(*_BLOCKS):
        element.tail = "\n" + (element.tail or "")
    return _paragraphs(str(root.text_content()))


def _paragraphs(text: str) -> str:
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT]


def canonical_url(url: str, base: str = "") -> str:
    """One form for one page: absolute, without fragment, tracking parameters and default port; empty for what is not
    a web address or too long to be one."""
    if not url.strip():
        return ""
    try:
        absolute = urljoin(base, url.strip())
        parts = urlsplit(absolute)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            return ""
        normal = normalize_url(urljoin(absolute, parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    except (ValueError, AttributeError):
        return ""
    return normal if len(normal) <= LONGEST_URL and normal.isprintable() else ""


def aware(moment: datetime | None) -> datetime | None:
    """The moment in UTC; one without a zone is taken for UTC, as feeds mean it. ``None`` for the impossible."""
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
