"""Citations of a legal document, as lawyers write them: ``điểm a khoản 5 Điều 8``.

Any room can cite a clause; only ``home.regulation`` resolves a citation to its text. The element id of a citation
(``dieu-8-khoan-5-diem-a``) is the anchor on the public page and the eId in the Akoma Ntoso export.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

REGULATION = "1089-qd-ubnd"
# The letters of điểm in the order in which Vietnamese legal documents use them (đ stands after d).
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
_LETTER_TO_SLUG = {"đ": "dd"}
_SLUG_TO_LETTER = {slug: letter for letter, slug in _LETTER_TO_SLUG.items()}


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A place in a legal document: an article, or a clause or point below it.

    ``document`` is the slug of the document, ``article`` and ``clause`` count from 1, ``point`` is its letter.
    An article without numbered clauses has no points. Raises ``ValueError`` for an impossible place.
    """

    document: str
    article: int
    clause: int | None = None
    point: str | None = None

    def __post_init__(self) -> None:
        if self.article < 1 or (self.clause is not None and self.clause < 1):
            raise ValueError("articles and clauses count from 1")
        if self.point is not None and (self.clause is None or self.point not in POINT_LETTERS):
            raise ValueError("a point is one letter within a clause")

    @property
    def eid(self) -> str:
        """The anchor: ``dieu-8-khoan-5-diem-a`` (điểm đ is written ``diem-dd``)."""
        parts = [f"dieu-{self.article}"]
        if self.clause is not None:
            parts.append(f"khoan-{self.clause}")
        if self.point is not None:
            parts.append(f"diem-{_LETTER_TO_SLUG.get(self.point, self.point)}")
        return "-".join(parts)

    @property
    def label(self) -> str:
        """The citation in words, smallest unit first: ``điểm a khoản 5 Điều 8``."""
        words = [f"Điều {self.article}"]
        if self.clause is not None:
            words.insert(0, f"khoản {self.clause}")
        if self.point is not None:
            words.insert(0, f"điểm {self.point}")
        return " ".join(words)

    def __str__(self) -> str:
        return self.label

    @classmethod
    def from_eid(cls, document: str, eid: str) -> "Citation":
        """Read an anchor back; raises ``ValueError`` for anything that is not one."""
        match = _EID.fullmatch(eid)
        if match is None:
            raise ValueError(f"not the id of an article, clause or point: {eid!r}")
        letter = match["point"]
        return cls(
            document,
            int(match["article"]),
            int(match["clause"]) if match["clause"] else None,
            _SLUG_TO_LETTER.get(letter, letter) if letter else None,
        )


@dataclass(frozen=True, slots=True)
class CitationInText:
    """A citation found in running text, with the span ``text[start:end]`` that it takes."""

    citation: Citation
    start: int
    end: int


_EID = re.compile(r"dieu-(?P<article>[1-9]\d{0,3})(?:-khoan-(?P<clause>[1-9]\d{0,3})(?:-diem-(?P<point>dd|[a-z]))?)?")
_IN_TEXT = re.compile(
    r"(?<!\w)(?:(?:điểm\s+(?P<point>[a-zđ])\s+)?khoản\s+(?P<clause>[1-9]\d{0,3})\s+)?"
    r"điều\s+(?P<article>[1-9]\d{0,3})(?!\w)",
    re.IGNORECASE,
)


def find_citations(text: str, document: str = REGULATION) -> Iterator[CitationInText]:
    """Find citations such as ``khoản 3 Điều 10`` in running text (NFC), in order and without overlap."""
    for match in _IN_TEXT.finditer(text):
        point = match["point"].lower() if match["point"] else None
        try:
            citation = Citation(document, int(match["article"]), int(match["clause"] or 0) or None, point)
        except ValueError:
            continue
        yield CitationInText(citation, match.start(), match.end())
