"""What the file of a legal document holds (see ``data/1089-QD-UBND.yaml``), checked in full before anything is written.

``read_document`` and ``read_cited_documents`` raise ``DataFileError`` with every fault: its line, its place in the
file (``regulation.chapters[1].articles[2].clauses[0].text``) and what is wrong.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, StrictInt, StringConstraints
from pydantic_core import PydanticCustomError

from home.regulation.numbering import position_of, roman_value
from ioc_site.common.citations import POINT_LETTERS, document_slug
from ioc_site.common.datafiles import DataFileError, StrictRow, read_data_file

Place = tuple[int | str, ...]
Found = Iterable[tuple[Place, str]]


def _day(value: Any) -> Any:
    """Pydantic would also take a number of seconds for a day."""
    if isinstance(value, str | None):
        return value
    raise PydanticCustomError("date_type", "not a day")


def _chapter_number(value: Any) -> str:
    if isinstance(value, str) and roman_value(value):
        return value
    raise PydanticCustomError("string_pattern_mismatch", "not a Roman number")


def _letter(value: Any) -> str:
    if isinstance(value, str) and len(value) == 1 and value in POINT_LETTERS:
        return value
    raise PydanticCustomError("enum", "not the letter of a point")


def _words(length: int) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=length)


Text = Annotated[str, _words(20_000)]
Title = Annotated[str, _words(500)]
Name = Annotated[str, _words(255)]
Word = Annotated[str, _words(60)]
Optional = StringConstraints(strip_whitespace=True, max_length=100)
Day = Annotated[date, BeforeValidator(_day)]
ArticleNumber = Annotated[StrictInt, Field(ge=1, le=9999)]


class PointSource(StrictRow):
    """A point: its letter and its text."""

    letter: Annotated[str, BeforeValidator(_letter)]
    text: Text


class ClauseSource(StrictRow):
    """A clause; its number is its place in the list."""

    text: Text
    points: list[PointSource] = []


class ArticleSource(StrictRow):
    """An article: ``text`` is the whole of it, or what stands before its clauses."""

    number: ArticleNumber
    title: Title | None = None
    text: Text | None = None
    clauses: list[ClauseSource] = []


class ChapterSource(StrictRow):
    """A chapter with a Roman number."""

    number: Annotated[str, BeforeValidator(_chapter_number)]
    title: Title
    articles: Annotated[list[ArticleSource], Field(min_length=1)]


class DecisionSource(StrictRow):
    """The decision that issues the regulation."""

    kind: Word
    title: Title
    authority: Name
    grounds: list[Text] = []
    articles: Annotated[list[ArticleSource], Field(min_length=1)]
    recipients: list[Title] = []


class RegulationSource(StrictRow):
    """The regulation itself."""

    kind: Word
    title: Title
    chapters: Annotated[list[ChapterSource], Field(min_length=1)]


class DocumentSource(StrictRow):
    """A whole file."""

    issuer: Name
    number: Word
    place: Annotated[str, _words(100)]
    issued_on: Day
    effective_from: Day
    signed_for: Annotated[str, Optional] = ""
    decision: DecisionSource
    regulation: RegulationSource


class CitedSource(StrictRow):
    """A law, decree or decision that grounds cite; without ``reviewed_on`` nothing is claimed about it."""

    number: Word
    title: Title
    cited_as: list[Title] = []
    valid_from: Day | None = None
    valid_to: Day | None = None
    successor: Word | None = None
    source: Annotated[str, StringConstraints(max_length=2000)] = ""
    reviewed_on: Day | None = None


class CitedFile(StrictRow):
    """The file of cited documents."""

    cited_documents: list[CitedSource]


def read_document(path: Path) -> DocumentSource:
    """Read and check the file of a document. Raises ``DataFileError``."""
    file = read_data_file(path, DocumentSource)
    faults = [file.fault(place, message) for place, message in _document_faults(file.content)]
    if faults:
        raise DataFileError(faults)
    return file.content


def read_cited_documents(path: Path) -> list[CitedSource]:
    """Read and check the file of cited documents. Raises ``DataFileError``."""
    file = read_data_file(path, CitedFile)
    cited = file.content.cited_documents
    faults = [file.fault(("cited_documents", *place), message) for place, message in _cited_faults(cited)]
    if faults:
        raise DataFileError(faults)
    return cited


def _document_faults(document: DocumentSource) -> Found:
    slug = document_slug(document.number)
    if not slug or len(slug) > 80:
        yield ("number",), _("“%(found)s” is not the number of a document") % {"found": document.number}
    yield from _order_faults(("decision", "articles"), "number", [a.number for a in document.decision.articles])
    for index, article in enumerate(document.decision.articles):
        yield from _article_faults(("decision", "articles", index), article)
    chapters = document.regulation.chapters
    yield from _order_faults(("regulation", "chapters"), "number", [c.number for c in chapters])
    last = 0
    for c, chapter in enumerate(chapters):
        place: Place = ("regulation", "chapters", c, "articles")
        # Articles count on through the chapters.
        yield from _order_faults(place, "number", [a.number for a in chapter.articles], after=last)
        last = max([last, *(position_of(a.number) for a in chapter.articles)])
        for a, article in enumerate(chapter.articles):
            yield from _article_faults((*place, a), article)


def _article_faults(place: Place, article: ArticleSource) -> Found:
    if article.text is None and not article.clauses:
        yield (*place, "text"), _("is missing: an article has a text, clauses, or both")
    for index, clause in enumerate(article.clauses):
        yield from _order_faults((*place, "clauses", index, "points"), "letter", [p.letter for p in clause.points])


def _order_faults(place: Place, key: str, numbers: list[Any], after: int = 0) -> Found:
    previous = after
    for index, number in enumerate(numbers):
        position = position_of(number)
        if position <= previous:
            yield (*place, index, key), _("%(number)s stands twice or out of order") % {"number": number}
        previous = max(previous, position)


def _cited_faults(cited: list[CitedSource]) -> Found:
    numbers = [c.number for c in cited]
    followers = {c.number: c.successor for c in cited}
    for index, document in enumerate(cited):
        if document.number in numbers[:index]:
            yield (index, "number"), _("%(number)s stands twice or out of order") % {"number": document.number}
        if document.successor and document.successor not in followers:
            yield (index, "successor"), _("%(number)s is not in this file") % {"number": document.successor}
        if document.valid_from and document.valid_to and document.valid_to < document.valid_from:
            yield (index, "valid_to"), _("lies before valid_from")
        if _goes_in_circles(document.number, followers):
            yield (index, "successor"), _("leads back to this document")


def _goes_in_circles(start: str, followers: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    number: str | None = start
    while number and number not in seen:
        seen.add(number)
        number = followers.get(number)
    return number is not None
