"""What can be found, and how it is written into the index: pages, the regulation's provisions and agencies.

A page type takes part by its ``search_fields``, as for Wagtail's own search: the words of all of them are found, and
``summary`` (or ``lead``) is what a result shows.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.search import index

from home.content.models import EditorialPage, GuidanceIndexPage, GuidancePage, NewsIndexPage, NewsPage, NoticePage
from home.frame import served_by_a_room
from home.models import ComponentIndexPage, HomePage
from home.regulation.queries import SearchRow, searchable_provisions
from home.search.enums import Kind
from home.search.models import SearchEntry
from home.search.words import folded_words, marked_words
from ioc_site.common.citations import Citation
from subsystems.agencies.models import Agency

PAGE_KINDS = {GuidancePage: Kind.GUIDANCE, NewsPage: Kind.NEWS, NoticePage: Kind.NEWS}
# These have columns of their own.
SHOWN_FIELDS = ("title", "summary", "lead")
# They consist of what is found by itself.
LISTS = (HomePage, ComponentIndexPage, GuidanceIndexPage, NewsIndexPage)
# Longer texts are found by their first so many characters; PostgreSQL cannot index without an end.
MAX_TEXT = 100_000


def page_key(page_id: int) -> str:
    """The key of a page in the index."""
    return f"page:{page_id}"


def clause_key(citation: Citation) -> str:
    """The key of a place of a document in the index."""
    return f"clause:{citation.document}#{citation.eid}"


def page_entries(pages: PageQuerySet) -> Iterator[SearchEntry]:
    """Those of the pages that can be found: live, not only for certain groups, and with an address."""
    restrictions = list(PageViewRestriction.objects.values_list("page__path", "restriction_type"))
    for page in pages.live().specific():
        kinds = {kind for path, kind in restrictions if page.path.startswith(path)}
        if kinds - {PageViewRestriction.LOGIN} or isinstance(page, LISTS) or not isinstance(page, EditorialPage):
            continue
        url = page.url
        if url is None:  # it lies below no site
            continue
        texts = [_plain(field.get_value(page)) for field in page.get_search_fields() if _is_text(field)]
        yield _entry(
            key=page_key(page.pk),
            kind=PAGE_KINDS.get(type(page), Kind.PAGE),
            url=url,
            title=page.title,
            summary=getattr(page, "summary", "") or getattr(page, "lead", "") or page.search_description,
            text=" ".join(texts),
            audience=getattr(page, "audience", ""),
            subsystem=getattr(page, "subsystem", ""),
            staff_only=bool(kinds),
        )


def regulation_entries() -> Iterator[SearchEntry]:
    """The provisions in force today; a clause is found by the heading of its article too."""
    rows = searchable_provisions()
    headings = {(row.document, row.eid): row.heading for row in rows if row.heading}
    for row in rows:
        article = (row.document, row.eid.split("-khoan-")[0])
        heading = row.heading or headings.get(article, "")
        yield _entry(
            key=f"clause:{row.document}#{row.eid}",
            kind=Kind.CLAUSE,
            url=row.url,
            title=_clause_title(row, heading),
            text=row.text,
        )


def agency_entries() -> Iterator[SearchEntry]:
    """The agencies, as soon as they have pages of their own."""
    for agency in Agency.objects.all():
        url = f"/co-quan/{agency.slug}/"
        if served_by_a_room(url):
            text = f"{agency.short_name} {agency.code}"
            yield _entry(key=f"agency:{agency.pk}", kind=Kind.AGENCY, url=url, title=agency.name, text=text)


def _clause_title(row: SearchRow, heading: str) -> str:
    label = row.label[:1].upper() + row.label[1:]
    return f"{label}. {heading}" if heading else label


def _is_text(field: Any) -> bool:
    return isinstance(field, index.SearchField) and field.field_name not in SHOWN_FIELDS


def _plain(value: Any) -> str:
    """What a search field holds, as one string: a string, or a list of strings."""
    return " ".join(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else str(value or "")


def _entry(*, title: str, summary: str = "", text: str = "", **fields: Any) -> SearchEntry:
    text = " ".join(text.split())[:MAX_TEXT]
    return SearchEntry(
        title=title,
        summary=summary,
        text=text,
        folded_title=folded_words(title),
        folded_summary=folded_words(summary),
        folded_text=folded_words(text),
        marked=marked_words(f"{title} {summary} {text}"),
        **fields,
    )
