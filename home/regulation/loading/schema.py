"""What the file of a legal document holds (see ``data/1089-QD-UBND.yaml``), checked in full before anything is written.

``read_document`` and ``read_cited_documents`` raise ``SourceError`` with every mistake: its path in the file, its line
and what is wrong, in the language of the user.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from home.regulation.loading.yaml_source import Path, Problem, Source, SourceError, read_yaml
from home.regulation.numbering import position_of, roman_value
from ioc_site.common.citations import POINT_LETTERS, document_slug

MAX_PROBLEMS = 20


def _read_day(value: Any) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "not a day")


def _read_chapter_number(value: Any) -> str:
    if isinstance(value, str) and roman_value(value):
        return value
    raise PydanticCustomError("roman", "not a Roman number")


def _read_letter(value: Any) -> str:
    if isinstance(value, str) and len(value) == 1 and value in POINT_LETTERS:
        return value
    raise PydanticCustomError("letter", "not the letter of a point")


def _line(length: int) -> Any:
    return Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=length)]


Text = _line(20_000)
Title = _line(500)
Word = _line(60)
Day = Annotated[date, BeforeValidator(_read_day)]
Numbered = Annotated[int, Field(ge=1, le=9999)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PointSource(_Part):
    """A point: its letter and its text."""

    letter: Annotated[str, BeforeValidator(_read_letter)]
    text: Text


class ClauseSource(_Part):
    """A clause; its number is its place in the list."""

    text: Text
    points: list[PointSource] = []


class ArticleSource(_Part):
    """An article: ``text`` is the whole of it, or what stands before its clauses."""

    number: Numbered
    title: Title | None = None
    text: Text | None = None
    clauses: list[ClauseSource] = []


class ChapterSource(_Part):
    """A chapter with a Roman number."""

    number: Annotated[str, BeforeValidator(_read_chapter_number)]
    title: Title
    articles: Annotated[list[ArticleSource], Field(min_length=1)]


class DecisionSource(_Part):
    """The decision that issues the regulation."""

    kind: Word
    title: Title
    authority: _line(255)
    grounds: list[Text] = []
    articles: Annotated[list[ArticleSource], Field(min_length=1)]
    recipients: list[Title] = []


class RegulationSource(_Part):
    """The regulation itself."""

    kind: Word
    title: Title
    chapters: Annotated[list[ChapterSource], Field(min_length=1)]


class DocumentSource(_Part):
    """A whole file."""

    issuer: _line(255)
    number: Word
    place: _line(100)
    issued_on: Day
    effective_from: Day
    signed_for: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    decision: DecisionSource
    regulation: RegulationSource


class CitedSource(_Part):
    """A law, decree or decision that grounds cite; without ``reviewed_on`` nothing is claimed about it."""

    number: Word
    title: Title
    cited_as: list[Title] = []
    valid_from: Day | None = None
    valid_to: Day | None = None
    successor: Word | None = None
    source: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    reviewed_on: Day | None = None


class CitedFile(_Part):
    """The file of cited documents."""

    cited_documents: list[CitedSource]


Model = TypeVar("Model", bound=BaseModel)


def read_document(data: bytes) -> DocumentSource:
    """Read and check the file of a document. Raises ``SourceError``."""
    source = read_yaml(data)
    document = _validated(DocumentSource, source)
    _raise_if([source.problem(path, message) for path, message in _document_problems(document)])
    return document


def read_cited_documents(data: bytes) -> list[CitedSource]:
    """Read and check the file of cited documents. Raises ``SourceError``."""
    source = read_yaml(data)
    cited = _validated(CitedFile, source).cited_documents
    _raise_if([source.problem(("cited_documents", *path), message) for path, message in _cited_problems(cited)])
    return cited


def _validated(model: type[Model], source: Source) -> Model:
    try:
        return model.model_validate(source.value)
    except ValidationError as error:
        problems = [source.problem(tuple(e["loc"]), _message(e)) for e in error.errors(include_url=False)]
    _raise_if(problems)
    raise AssertionError("a validation error has at least one mistake")


def _raise_if(problems: list[Problem]) -> None:
    if len(problems) > MAX_PROBLEMS:
        more = _("… and %(count)d more mistakes") % {"count": len(problems) - MAX_PROBLEMS}
        problems = [*problems[:MAX_PROBLEMS], Problem((), None, more)]
    if problems:
        raise SourceError(problems)


def _message(error: ErrorDetails) -> str:
    limits = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return _("is missing")
        case "extra_forbidden":
            return _("is not a known key")
        case "string_too_short" | "too_short":
            return _("is empty")
        case "string_too_long":
            return _("is longer than %(count)d characters") % {"count": limits["max_length"]}
        case "string_type":
            return _("must be text (put it in quotes if it looks like a number)")
        case "int_type" | "greater_than_equal" | "less_than_equal":
            return _("must be a whole number from 1 to 9999")
        case "list_type":
            return _("must be a list")
        case "day":
            return _("must be a day such as 2024-05-23")
        case "roman":
            return _("must be a Roman number such as IV")
        case "letter":
            return _("must be one of the letters %(letters)s") % {"letters": ", ".join(POINT_LETTERS)}
        case _:
            return _("must be a group of keys") if error["type"].startswith("model") else str(error["msg"])


Found = Iterable[tuple[Path, str]]


def _document_problems(document: DocumentSource) -> Found:
    slug = document_slug(document.number)
    if not slug or len(slug) > 80:
        yield ("number",), _("must have letters or digits")
    yield from _order_problems(("decision", "articles"), "number", [a.number for a in document.decision.articles])
    for index, article in enumerate(document.decision.articles):
        yield from _article_problems(("decision", "articles", index), article)
    chapters = document.regulation.chapters
    yield from _order_problems(("regulation", "chapters"), "number", [c.number for c in chapters])
    last: int = 0
    for c, chapter in enumerate(chapters):
        path: Path = ("regulation", "chapters", c, "articles")
        # Articles count on through the chapters.
        yield from _order_problems(path, "number", [a.number for a in chapter.articles], after=last)
        last = max([last, *(position_of(a.number) for a in chapter.articles)])
        for a, article in enumerate(chapter.articles):
            yield from _article_problems((*path, a), article)


def _article_problems(path: Path, article: ArticleSource) -> Found:
    if article.text is None and not article.clauses:
        yield (*path, "text"), _("is missing: an article has a text, clauses, or both")
    for index, clause in enumerate(article.clauses):
        yield from _order_problems((*path, "clauses", index, "points"), "letter", [p.letter for p in clause.points])


def _order_problems(path: Path, key: str, numbers: list[Any], after: int = 0) -> Found:
    previous = after
    for index, number in enumerate(numbers):
        position = position_of(number)
        if position <= previous:
            yield (*path, index, key), _("%(number)s stands twice or out of order") % {"number": number}
        previous = max(previous, position)


def _cited_problems(cited: list[CitedSource]) -> Found:
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
