"""Links that make themselves: citations of the regulation, and names of agencies in it.

Only places that exist become links. What an editor mistyped stays plain text on the page and is shown to the editor
(``check_citations``).
"""

import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from time import monotonic
from typing import Any

from asgiref.local import Local
from django.core.signals import request_started
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from home.regulation.queries import AgencyName, existing_eids
from ioc_site.common.citations import REGULATION, Citation, find_citations, find_citations_of_own

_request = Local()
_LONGEST_SECONDS = 1.0  # outside requests, in commands and workers
# What a citation must contain, to leave almost all pages alone at once.
_HINT = re.compile(r"điều(?:\s|&nbsp;)+\d", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|<(?P<close>/)?(?P<name>[a-zA-Z][\w-]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
# A link does not go into another one, nor into what is shown as typed.
_LEFT_ALONE = frozenset({"a", "button", "code", "kbd", "option", "pre", "samp", "script", "style", "svg", "textarea"})


def document_url(slug: str) -> str:
    """The page of a document; fixed by contract, so no query and no reversing for each link."""
    return f"/quy-che/{slug}/"


def agency_url(slug: str) -> str:
    """The page of an agency, fixed by contract as well."""
    return f"/co-quan/{slug}/"


def known_eids(slug: str = REGULATION) -> frozenset[str]:
    """The anchors of a document, read once a request: a page has many texts, and none may be older than the data."""
    known: dict[str, tuple[float, frozenset[str]]] = getattr(_request, "eids", {})
    now = monotonic()
    read_at, eids = known.get(slug, (-_LONGEST_SECONDS, frozenset()))
    if now - read_at >= _LONGEST_SECONDS:
        eids = existing_eids(slug)
        _request.eids = {**known, slug: (now, eids)}
    return eids


def forget_eids(**kwargs: Any) -> None:
    """Have the anchors read again: another request begins, or the text changed."""
    _request.eids = {}


request_started.connect(forget_eids, dispatch_uid="regulation_forget_eids")


def link_citations(html: str, slug: str = REGULATION) -> SafeString:
    """Turn ``khoản 3 Điều 10`` in safe HTML into a link, except within links and code."""
    if not _HINT.search(html):
        return mark_safe(html)
    eids = known_eids(slug)
    parts: list[str] = []
    done = inside = 0
    for tag in _TAG.finditer(html):
        between = html[done : tag.start()]
        parts += [between if inside else _link_text(between, slug, eids), tag.group()]
        done = tag.end()
        if tag["name"] and tag["name"].lower() in _LEFT_ALONE and not tag.group().endswith("/>"):
            inside = max(0, inside - 1) if tag["close"] else inside + 1
    rest = html[done:]
    parts.append(rest if inside else _link_text(rest, slug, eids))
    return mark_safe("".join(parts))


def _link_text(text: str, slug: str, eids: Set[str]) -> str:
    """The same for a piece of HTML without tags."""
    if not _HINT.search(text):
        return text
    plain = unicodedata.normalize("NFC", text.replace("&nbsp;", "\N{NO-BREAK SPACE}"))
    parts: list[str] = []
    done = 0
    for found in find_citations(plain, slug):
        if found.citation.eid in eids:
            opening = _opening("citation", f"{document_url(slug)}#{found.citation.eid}")
            parts += [plain[done : found.start], opening, plain[found.start : found.end], "</a>"]
            done = found.end
    return "".join([*parts, plain[done:]])


@dataclass(frozen=True, slots=True)
class CitationProblem:
    """A citation that leads nowhere: ``citation`` as typed at ``start``, and what to tell the editor."""

    citation: str
    start: int
    message: str


def check_citations(text: str, slug: str = REGULATION) -> list[CitationProblem]:
    """The citations in a text, plain or HTML, of places that the document does not have today."""
    plain = unicodedata.normalize("NFC", _TAG.sub(" ", text).replace("&nbsp;", " "))
    eids = known_eids(slug) if _HINT.search(plain) else frozenset()
    return [
        CitationProblem(
            citation=plain[found.start : found.end],
            start=found.start,
            message=_("The regulation has no %(citation)s.") % {"citation": found.citation.label},
        )
        for found in find_citations(plain, slug)
        if found.citation.eid not in eids
    ]


@dataclass(frozen=True)
class TextLinker:
    """Turns the plain text of a document into HTML with links to its own places and to the agencies it names.

    ``base`` stands before the anchors: empty on the document's own page. ``of_decision`` reads a bare ``Điều 3`` as
    the decision's own article.
    """

    slug: str
    eids: Set[str]
    agencies: tuple[AgencyName, ...] = ()
    base: str = ""
    of_decision: bool = False

    def html(self, text: str, own: Citation | None = None) -> SafeString:
        """The text as HTML; a new line in it starts a new paragraph (``</p><p>``). ``own`` is the provision that says
        it, of which ``khoản 4 Điều này`` speaks.
        """
        links = [(start, end, _opening("agency", agency_url(a.slug))) for start, end, a in self.agencies_in(text)]
        links += [
            (start, end, _opening("citation", f"{self.base}#{eid}")) for start, end, eid in self.places_in(text, own)
        ]
        parts: list[str] = []
        done = 0
        for start, end, opening in sorted(links):
            if start >= done:
                parts += [escape(text[done:start]), opening, escape(text[start:end]), "</a>"]
                done = end
        parts.append(escape(text[done:]))
        return mark_safe("".join(parts).replace("\n", "</p><p>"))

    def agencies_in(self, text: str) -> Iterator[tuple[int, int, AgencyName]]:
        """Where the text names an agency: start, end and the agency."""
        if self.agencies:
            pattern, by_name = _names(self.agencies)
            for match in pattern.finditer(text):
                yield match.start(), match.end(), by_name[match.group()]

    def places_in(self, text: str, own: Citation | None = None) -> Iterator[tuple[int, int, str]]:
        """Where the text cites a place that this document has: start, end and anchor; in no certain order."""
        if own is not None:
            for found in find_citations_of_own(text, own):
                if found.citation.eid in self.eids:
                    yield found.start, found.end, found.citation.eid
        for found in find_citations(text, self.slug):
            citation = replace(found.citation, of_decision=True) if self.of_decision else found.citation
            if citation.eid in self.eids:
                yield found.start, found.end, citation.eid


def _opening(kind: str, url: str) -> str:
    return f'<a class="{kind}" href="{escape(url)}">'


@lru_cache(maxsize=16)
def _names(agencies: tuple[AgencyName, ...]) -> tuple[re.Pattern[str], dict[str, AgencyName]]:
    """Any of the names as a whole, the longest first: ``Văn phòng Ủy ban nhân dân tỉnh`` is not its second half."""
    by_name = {agency.name: agency for agency in agencies}
    longest_first = sorted(by_name, key=len, reverse=True)
    initials = "".join(sorted({name[0] for name in by_name}))  # almost every place is ruled out by its first letter
    names = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?=[{re.escape(initials)}])(?<!\w)(?:{names})(?!\w)"), by_name
