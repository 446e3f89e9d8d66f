"""Citations of a legal document, as lawyers write them: ``điểm a khoản 5 Điều 8``.

Any room can cite a clause; only ``home.regulation`` resolves a citation to its text. The element id of a citation
(``dieu-8-khoan-5-diem-a``) is the anchor on the public page and the eId in the Akoma Ntoso export.

A decision that issues a regulation has articles of its own: they are cited as ``Điều 1 Quyết định`` and their ids
begin with ``quyet-dinh-``. What an amendment inserts between two numbers carries a letter or, for points, a digit
after it: ``Điều 8a``, ``khoản 3a``, ``điểm a1``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, total_ordering

from ioc_site.common.folding import fold

REGULATION = "1089-qd-ubnd"
# The letters of điểm in the order in which Vietnamese legal documents use them (đ stands after d).
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
# Those that they leave out can be typed all the same: such a place is readable, it just does not exist.
_LETTERS = "abcdđefghijklmnopqrstuvwxyz"
DECISION_PREFIX = "quyet-dinh-"
_LETTER_TO_SLUG = {"đ": "dd"}
_SLUG_TO_LETTER = {slug: letter for letter, slug in _LETTER_TO_SLUG.items()}
_POINT = re.compile(rf"[{_LETTERS}][1-9]?")


@total_ordering
@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a legal document: an article, or a clause or point below it.

    ``document`` is the slug of the document, ``article`` and ``clause`` count from 1, ``point`` is its letter (with a
    digit when it was inserted later). The suffixes are the letters of inserted articles and clauses (``Điều 8a``).
    ``of_decision`` tells the articles of the issuing decision from those of the regulation that it issues.
    An article without numbered clauses has no points. Raises ``ValueError`` for an impossible place.
    Citations sort in reading order, the decision first.
    """

    document: str
    article: int
    clause: int | None = None
    point: str | None = None
    article_suffix: str = ""
    clause_suffix: str = ""
    of_decision: bool = False

    def __post_init__(self) -> None:
        if self.article < 1 or (self.clause is not None and self.clause < 1):
            raise ValueError("articles and clauses count from 1")
        if self.point is not None and (self.clause is None or not _POINT.fullmatch(self.point)):
            raise ValueError("a point is one letter within a clause")
        if self.clause is None and self.clause_suffix:
            raise ValueError("only a clause has a clause suffix")
        if any(s and (len(s) > 1 or s not in _LETTERS) for s in (self.article_suffix, self.clause_suffix)):
            raise ValueError("a suffix is one letter")

    @property
    def eid(self) -> str:
        """The anchor: ``dieu-8-khoan-5-diem-a`` (điểm đ is written ``diem-dd``)."""
        parts = [f"{DECISION_PREFIX if self.of_decision else ''}dieu-{self.article}{_to_slug(self.article_suffix)}"]
        if self.clause is not None:
            parts.append(f"khoan-{self.clause}{_to_slug(self.clause_suffix)}")
        if self.point is not None:
            parts.append(f"diem-{_to_slug(self.point)}")
        return "-".join(parts)

    @property
    def label(self) -> str:
        """The citation in words, smallest unit first: ``điểm a khoản 5 Điều 8``."""
        words = [f"Điều {self.article}{self.article_suffix}"]
        if self.clause is not None:
            words.insert(0, f"khoản {self.clause}{self.clause_suffix}")
        if self.point is not None:
            words.insert(0, f"điểm {self.point}")
        if self.of_decision:
            words.append("Quyết định")
        return " ".join(words)

    def __str__(self) -> str:
        return self.label

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Citation):
            return NotImplemented
        return self._reading_order < other._reading_order

    @property
    def _reading_order(self) -> tuple[object, ...]:
        point = self.point or ""
        return (
            self.document,
            not self.of_decision,
            (self.article, _letter_rank(self.article_suffix)),
            (self.clause or 0, _letter_rank(self.clause_suffix)),
            (_letter_rank(point[:1]), point[1:]),
        )

    @classmethod
    def from_eid(cls, document: str, eid: str) -> "Citation":
        """Read an anchor back; raises ``ValueError`` for anything that is not one."""
        match = _EID.fullmatch(eid)
        if match is None:
            raise ValueError(f"not the id of an article, clause or point: {eid!r}")
        return cls(
            document,
            int(match["article"]),
            int(match["clause"]) if match["clause"] else None,
            _from_slug(match["point"]) or None,
            article_suffix=_from_slug(match["article_suffix"]),
            clause_suffix=_from_slug(match["clause_suffix"]),
            of_decision=bool(match["decision"]),
        )


def _to_slug(letters: str) -> str:
    return _LETTER_TO_SLUG.get(letters[:1], letters[:1]) + letters[1:]


def _from_slug(slug: str | None) -> str:
    for written, letter in _SLUG_TO_LETTER.items():
        if slug and slug.startswith(written):
            return letter + slug[len(written) :]
    return slug or ""


def _letter_rank(letter: str) -> int:
    return _LETTERS.index(letter) + 1 if letter else 0


def document_slug(number: str) -> str:
    """The slug of a document, from its number: ``1089/QĐ-UBND`` gives ``1089-qd-ubnd``."""
    return re.sub(r"[^a-z0-9]+", "-", fold(number)).strip("-")


@dataclass(frozen=True, slots=True)
class CitationInText:
    """A citation found in running text, with the span ``text[start:end]`` that it takes."""

    citation: Citation
    start: int
    end: int


_SLUG_LETTER = "dd|[a-z]"
_EID = re.compile(
    rf"(?P<decision>{DECISION_PREFIX})?dieu-(?P<article>[1-9]\d{{0,8}})(?P<article_suffix>{_SLUG_LETTER})?"
    rf"(?:-khoan-(?P<clause>[1-9]\d{{0,8}})(?P<clause_suffix>{_SLUG_LETTER})?"
    rf"(?:-diem-(?P<point>(?:{_SLUG_LETTER})[1-9]?))?)?",
    re.ASCII,
)

_NUMBER = r"[0-9]{1,9}[a-zđ]?(?!\w)"
_LETTER = r"[a-zđ][1-9]?(?!\w)"


def _listed(word: str, item: str, name: str) -> str:
    """A pattern for ``khoản 1``, ``khoản 1, 2 và 3`` and ``khoản 1 và khoản 2``; at most 16 of them."""
    return rf"(?P<{name}>{word}\s+{item}(?:(?:\s?,\s?|\s?,?\s(?:và|hoặc)\s+)(?:{word}\s+)?{item}){{0,15}})"


# Smallest unit first, as documents write it, or the article first, as people type it. Other documents' clauses look
# the same and are told apart by what follows: ``khoản 3 Điều 10 Luật …`` is none of ours.
_IN_TEXT = re.compile(
    rf"(?<!\w)(?:(?:{_listed('điểm', _LETTER, 'points')}\s+)?{_listed('khoản', _NUMBER, 'clauses')}\s+)?"
    rf"điều\s+(?P<article>{_NUMBER})"
    rf"(?P<below>\s+khoản\s+(?P<clause>{_NUMBER})(?:\s+điểm\s+(?P<point>{_LETTER}))?(?!\s+điều))?",
    re.IGNORECASE,
)
# A provision that speaks of its own article or clause: ``khoản 4 Điều này``, ``điểm a và b khoản này``.
_HERE = re.compile(
    rf"(?<!\w)(?:{_listed('điểm', _LETTER, 'points')}\s+)?"
    rf"(?:{_listed('khoản', _NUMBER, 'clauses')}\s+điều|khoản)\s+này(?!\w)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:(?:điểm|khoản)\s+)?(?<!\w)(?P<item>[0-9]{1,9}[a-zđ]?|[a-zđ][1-9]?)(?!\w)", re.IGNORECASE)
_OTHER_DOCUMENT = re.compile(
    r"(?:\s*,)?\s+(?:(?:của|thuộc|tại|trong)\s+)?"
    r"(?:(?:bộ\s+)?luật|nghị\s+(?:định|quyết)|thông\s+tư|hiến\s+pháp|pháp\s+lệnh|chỉ\s+thị)(?!\w)",
    re.IGNORECASE,
)
# In lower case and without a number, "quyết định" is a verb.
_DECISION = re.compile(
    r"(?:\s*,)?\s+(?:(?:của|thuộc|tại|trong)\s+)?(?:Quyết\s+định(?!\w)|quyết\s+định(?=\s+(?:số|\d)))"
    r"(?:\s+số)?(?:\s+(?P<number>[0-9]+/[\w/-]*\w))?"
)


def find_citations(text: str, document: str = REGULATION) -> Iterator[CitationInText]:
    """Find citations such as ``khoản 3 Điều 10`` in running text (NFC), in order and without overlap.

    Each item of a list (``khoản 1 và 2 Điều 7``) is a citation of its own. An article of a law, decree or other
    decision (``Điều 5 Nghị định …``) is no citation of this document; ``Điều 1 Quyết định 1089/QĐ-UBND`` is one of
    the issuing decision's own articles. Whether the place exists is not checked here.
    """
    for match in _IN_TEXT.finditer(text):
        if _OTHER_DOCUMENT.match(text, match.end()):
            continue
        decision = _DECISION.match(text, match.end())
        if decision and document_slug(decision["number"] or "") != document:
            continue
        cite = partial(_citation, document, match["article"], of_decision=bool(decision))
        end = decision.end() if decision else match.end()
        yield from _read(match, cite, end, clause=match["clause"], point=match["point"])


def find_citations_of_own(text: str, own: Citation) -> Iterator[CitationInText]:
    """Find where the text of the provision ``own`` cites a place of its own article or clause: ``khoản 4 Điều này``,
    ``điểm a khoản này``. In order and without overlap; whether the place exists is not checked here.
    """
    cite = partial(_citation, own.document, f"{own.article}{own.article_suffix}", of_decision=own.of_decision)
    for match in _HERE.finditer(text):
        if match["clauses"]:
            yield from _read(match, cite, match.end())
        elif match["points"] and own.clause:
            yield from _read(match, cite, match.end(), clause=f"{own.clause}{own.clause_suffix}")


def _read(
    match: re.Match[str],
    cite: Callable[[str | None, str | None], Citation],
    end: int,
    *,
    clause: str | None = None,
    point: str | None = None,
) -> Iterator[CitationInText]:
    """The citations of a match; ``clause`` and ``point`` stand for a clause and point that are no list."""
    clauses = _items(match, "clauses") or [(clause, match.start(), end)]
    points = _items(match, "points") or [(point, match.start(), end)]
    # In "điểm a, b khoản 5 Điều 8" the points vary, otherwise the clauses do; the last item takes the rest.
    varying = points if match["points"] else clauses
    for index, (item, start, stop) in enumerate(varying):
        place = (clauses[-1][0], item) if match["points"] else (item, points[0][0])
        try:
            citation = cite(*place)
        except ValueError:
            continue
        last = index == len(varying) - 1
        yield CitationInText(citation, start if index else match.start(), end if last else stop)


def _items(match: re.Match[str], group: str) -> list[tuple[str | None, int, int]]:
    if not match[group]:
        return []
    return [(m["item"], m.start(), m.end()) for m in _ITEM.finditer(match.string, match.start(group), match.end(group))]


def _citation(document: str, article: str, clause: str | None, point: str | None, *, of_decision: bool) -> Citation:
    article_number, article_suffix = _split(article.lower())
    clause_number, clause_suffix = _split(clause.lower()) if clause else (None, "")
    return Citation(
        document,
        article_number,
        clause_number,
        point.lower() if point else None,
        article_suffix=article_suffix,
        clause_suffix=clause_suffix,
        of_decision=of_decision,
    )


def _split(number: str) -> tuple[int, str]:
    return (int(number), "") if number[-1].isdigit() else (int(number[:-1]), number[-1])
