"""The printed form of a legal document and of the regulation that it issues (``/quy-che/…/van-ban.pdf``).

The classes here describe what is printed and know no database: whoever holds the text fills them in and calls
``build_regulation_pdf``. The page is set after Decree 30/2020/NĐ-CP; a consolidated text (with amendments) says so on
its first page, as văn bản hợp nhất do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from heapq import merge
from operator import attrgetter

from django.utils.safestring import SafeString
from django.utils.timezone import get_default_timezone
from reportlab.platypus import Flowable

from ioc_site.common.citations import Citation, document_slug, find_citations, find_citations_of_own
from ioc_site.common.vietnamese import long_date, short_date
from reports.layout import styles
from reports.layout.closing import Signature, closing
from reports.layout.document import Part, Properties, Section, build_pdf
from reports.layout.flow import with_closing
from reports.layout.head import Letterhead, letterhead, title_block
from reports.layout.paragraphs import balanced, grounds, listed, paragraph
from reports.layout.text import anchor, bold, italic, join, link


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Điểm: ``letter`` (``a``, ``đ``, ``a1``), its text, and by what it was changed, if it was."""

    letter: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Khoản: ``number`` as printed (``5``, ``3a``)."""

    number: str
    text: str
    points: tuple[Point, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Điều: ``number`` as printed (``8``, ``8a``); an article of a decision has no title, only text."""

    number: str
    title: str = ""
    text: str = ""
    clauses: tuple[Clause, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Chương: ``number`` in Roman figures; without a number, articles that stand in no chapter."""

    articles: tuple[Article, ...]
    number: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedRegulation:
    """What the decision issues, on pages of its own."""

    kind: str
    title: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A later document that changed the text: ``number`` is its full number, ``issuer`` as written in running text."""

    number: str
    issued_on: date
    in_force_from: date
    kind: str = "Quyết định"
    issuer: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDocument:
    """A decision (or another document with articles) and the regulation that it issues.

    ``issuer`` and ``authority`` are in capitals as printed; ``issuer_in_text`` is the one who signs, as running text
    names him (``Chủ tịch Ủy ban nhân dân tỉnh Bình Thuận``). ``in_force_on`` is the day whose text this is and
    ``amendments`` those taken into it, oldest first.
    """

    issuer: str
    number: str
    place: str
    issued_on: date
    kind: str
    title: str
    authority: str
    articles: tuple[Article, ...]
    signature: Signature
    in_force_on: date
    parent: str = ""
    issuer_in_text: str = ""
    grounds: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    regulation: AttachedRegulation | None = None
    amendments: tuple[Amendment, ...] = ()

    @property
    def name(self) -> str:
        """``Quyết định số 1089/QĐ-UBND``."""
        return f"{self.kind.capitalize()} số {self.number}"


def build_regulation_pdf(document: LegalDocument) -> bytes:
    """The document as a PDF/A-2b file; the same document gives the same bytes.

    Places have the anchors of the web page (``dieu-8-khoan-5-diem-a``), citations in the text lead to them, and the
    outline lists chapters and articles.
    """
    parts: list[Part] = [Section(story=_decision(document))]
    if document.regulation:
        parts.append(Section(story=_regulation(document, document.regulation)))
    properties = Properties(
        title=f"{document.name} {document.title}",
        author=document.issuer_in_text or document.issuer,
        subject=_as_in_force(document),
        created=datetime.combine(document.in_force_on, time(), get_default_timezone()),
    )
    return build_pdf(parts, properties)


def _decision(document: LegalDocument) -> list[Flowable]:
    places = _Places(document, of_decision=True)
    story = letterhead(
        Letterhead(
            issuer=document.issuer,
            parent=document.parent,
            number=document.number,
            place=document.place,
            issued_on=document.issued_on,
        )
    )
    story += title_block(document.kind, document.title)
    story += _amendments(document)
    story.append(balanced(document.authority, styles.AUTHORITY, styles.BODY_WIDTH))
    story += grounds(document.grounds)
    story.append(listed(f"{document.kind}:", styles.AUTHORITY, 1, title=document.name))
    for article in document.articles:
        story += _article(article, places, level=2)
    return with_closing(story, closing(document.recipients, document.signature))


def _regulation(document: LegalDocument, regulation: AttachedRegulation) -> list[Flowable]:
    places = _Places(document, of_decision=False)
    story = letterhead(Letterhead(issuer=document.issuer, parent=document.parent))
    story += title_block(regulation.kind, regulation.title, note=_issued_with(document))
    for chapter in regulation.chapters:
        story += _chapter_head(chapter)
        for article in chapter.articles:
            story += _article(article, places, level=2)
    return [*story, paragraph(_as_in_force(document), styles.COPY_NOTE)]


def _chapter_head(chapter: Chapter) -> Iterator[Flowable]:
    if not chapter.number:
        return
    label = f"Chương {chapter.number}"
    yield listed(label, styles.CHAPTER, 1, title=f"{label}. {chapter.title}")
    title = balanced(chapter.title, styles.CHAPTER_TITLE, styles.BODY_WIDTH - 40)
    title.keepWithNext = True
    yield title


def _article(article: Article, places: "_Places", level: int) -> Iterator[Flowable]:
    label = f"Điều {article.number}."
    here = places.eid(article)
    if article.title:
        head = join(anchor(here), f"{label} {article.title}")
        yield listed(head, styles.ARTICLE, level)
        if article.text:
            yield paragraph(places.linked(article.text, article))
    else:
        text = join(anchor(here), bold(label), " ", places.linked(article.text, article))
        yield listed(text, styles.BODY, level, title=label, keep=False)
    yield from _note(article.note)
    for clause in article.clauses:
        text = join(
            anchor(places.eid(article, clause)), f"{clause.number}. ", places.linked(clause.text, article, clause)
        )
        yield paragraph(text)
        yield from _note(clause.note)
        for point in clause.points:
            words = places.linked(point.text, article, clause, point)
            yield paragraph(join(anchor(places.eid(article, clause, point)), f"{point.letter}) ", words))
            yield from _note(point.note)


def _note(text: str) -> Iterator[Flowable]:
    if text:
        yield paragraph(f"({text})", styles.AMENDED)


def _issued_with(document: LegalDocument) -> str:
    issued = f"Ban hành kèm theo {document.name} {long_date(document.issued_on)}"
    return f"({issued}\ncủa {document.issuer_in_text})" if document.issuer_in_text else f"({issued})"


def _amendments(document: LegalDocument) -> Iterator[Flowable]:
    """The list that a consolidated text carries below its title."""
    if not document.amendments:
        return
    issued = f"{document.name} ngày {short_date(document.issued_on)}"
    yield paragraph(italic(f"{issued}, được sửa đổi, bổ sung bởi:"))
    for index, amendment in enumerate(document.amendments, start=1):
        parts = [f"{index}. {amendment.kind} số {amendment.number} ngày {short_date(amendment.issued_on)}"]
        parts += [f" của {amendment.issuer}"] if amendment.issuer else []
        parts += [f" {amendment.title}"] if amendment.title else []
        parts.append(f", có hiệu lực kể từ ngày {short_date(amendment.in_force_from)}.")
        yield paragraph(italic("".join(parts)))


def _as_in_force(document: LegalDocument) -> str:
    return f"Nội dung văn bản theo hiệu lực tại ngày {short_date(document.in_force_on)}."


class _Places:
    """The places of one document (its decision's own articles, or its regulation's) and links to them."""

    def __init__(self, document: LegalDocument, *, of_decision: bool) -> None:
        self._slug = document_slug(document.number)
        self._of_decision = of_decision
        self._known = set(_places(document.articles, of_decision=True))
        for chapter in document.regulation.chapters if document.regulation else ():
            self._known.update(_places(chapter.articles, of_decision=False))

    def eid(self, article: Article, clause: Clause | None = None, point: Point | None = None) -> str:
        return _citation(article, clause, point, of_decision=self._of_decision).eid

    def linked(
        self, text: str, article: Article, clause: Clause | None = None, point: Point | None = None
    ) -> SafeString:
        """The text of a provision with a link at each citation of a place that this document has."""
        own = _citation(article, clause, point, of_decision=self._of_decision)
        parts: list[str] = []
        done = 0
        in_order = merge(find_citations(text, self._slug), find_citations_of_own(text, own), key=attrgetter("start"))
        for found in in_order:
            citation = found.citation
            destination = self._resolve(citation)
            if destination is None:
                continue
            parts += [text[done : found.start], link(text[found.start : found.end], destination)]
            done = found.end
        return join(*parts, text[done:])

    def _resolve(self, citation: Citation) -> str | None:
        if self._of_decision:  # within the decision "Điều 1" is its own
            citation = replace(citation, of_decision=True)
        return citation.eid if citation.eid in self._known else None


def _places(articles: tuple[Article, ...], *, of_decision: bool) -> Iterator[str]:
    for article in articles:
        yield _citation(article, of_decision=of_decision).eid
        for clause in article.clauses:
            yield _citation(article, clause, of_decision=of_decision).eid
            for point in clause.points:
                yield _citation(article, clause, point, of_decision=of_decision).eid


def _citation(
    article: Article, clause: Clause | None = None, point: Point | None = None, *, of_decision: bool
) -> Citation:
    """How a place is cited; raises ``ValueError`` for a number that is none."""
    article_number, article_suffix = _split(article.number)
    clause_number, clause_suffix = _split(clause.number) if clause else (None, "")
    return Citation(
        "",
        article_number,
        clause_number,
        point.letter if point else None,
        article_suffix=article_suffix,
        clause_suffix=clause_suffix,
        of_decision=of_decision,
    )


def _split(number: str) -> tuple[int, str]:
    """``8a`` is article 8 with the suffix ``a``."""
    return (int(number), "") if number[-1:].isdigit() else (int(number[:-1]), number[-1:])
