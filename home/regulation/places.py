"""Where a change goes: a citation typed by staff (``khoản 5 Điều 8``, ``Chương II``), read into a place."""

import re
import unicodedata
from dataclasses import dataclass

from home.regulation.enums import Part, ProvisionKind
from home.regulation.models import Document
from home.regulation.numbering import roman_value
from ioc_site.common.citations import Citation, find_citations

_CHAPTER = re.compile(r"chương\s+([IVX]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document, whether or not it exists; ``parent_eid`` is empty for chapters and articles."""

    eid: str
    part: Part
    kind: ProvisionKind
    number: str
    parent_eid: str


def read_place(document: Document, text: str) -> Place:
    """Read one citation. Raises ``ValueError`` for anything else."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if match := _CHAPTER.fullmatch(plain):
        number = match[1].upper()
        if not roman_value(number):
            raise ValueError(f"not a chapter: {text!r}")
        return Place(chapter_eid(number), Part.REGULATION, ProvisionKind.CHAPTER, number, "")
    if plain.lower().endswith("quyết định"):
        plain = f"{plain} {document.number}"
    found = list(find_citations(plain, document.slug))
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(plain)):
        raise ValueError(f"not one citation: {text!r}")
    return place_of(found[0].citation)


def place_of(citation: Citation) -> Place:
    """The place that a citation names."""
    part = Part.DECISION if citation.of_decision else Part.REGULATION
    article = f"{citation.article}{citation.article_suffix}"
    clause = f"{citation.clause}{citation.clause_suffix}" if citation.clause else ""
    if not clause:
        return Place(citation.eid, part, ProvisionKind.ARTICLE, article, "")
    parent = citation.eid.rpartition("-diem-" if citation.point else "-khoan-")[0]
    if citation.point:
        return Place(citation.eid, part, ProvisionKind.POINT, citation.point, parent)
    return Place(citation.eid, part, ProvisionKind.CLAUSE, clause, parent)


def chapter_eid(number: str) -> str:
    """The anchor of a chapter: ``chuong-2`` for Chương II."""
    return f"chuong-{roman_value(number)}"
