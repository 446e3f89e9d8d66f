"""The text of an article without the page around it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from subsystems.monitoring.fetching.entries import LONGEST_TEXT, Unreadable, clean, one_line, title_text
from subsystems.monitoring.fetching.feeds import iso_moment

MOST_BYTES = 3 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Article:
    """What an article says; each part may be empty."""

    title: str
    text: str
    author: str
    published_at: datetime | None


def read_article(content: bytes, url: str) -> Article:
    """The article of a page. Raises ``Unreadable`` when there is none."""
    # Heavy to import, and needed by workers alone.
    import trafilatura

    document: Any = trafilatura.bare_extraction(
        content, url=url, include_comments=False, include_tables=True, with_metadata=True, favor_precision=True
    )
    text = clean(str(getattr(document, "text", None) or "")).strip()
    if document is None or not text:
        raise Unreadable(_("The page has no text that can be read."))
    return Article(
        title=title_text(str(document.title or "")),
        text=text[:LONGEST_TEXT],
        author=one_line(str(document.author or ""), 150),
        published_at=iso_moment(str(document.date or "")),
    )
