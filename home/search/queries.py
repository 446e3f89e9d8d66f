"""The read side of the search: ``/tim-kiem/``."""

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from home.content.enums import Audience
from home.content.queries import AUDIENCE_PARAMETER, PAGE_PARAMETER, SUBSYSTEM_PARAMETER
from home.search import engines
from home.search.enums import Kind
from home.search.excerpts import excerpt, highlight
from home.search.models import SearchEntry
from home.search.sources import clause_key
from home.search.words import MAX_WORDS, folded_words, marked_words, query_words, shortened
from ioc_site.common.citations import Citation, find_citations
from ioc_site.common.folding import fold
from ioc_site.common.subsystems import Subsystem

QUERY_PARAMETER = "q"
KIND_PARAMETER = "loai"
PAGE_SIZE = 15
# The words of a citation as people type them without marks.
_CITING = {"dieu": "điều", "khoan": "khoản", "diem": "điểm"}
_CLOSE = 0.75


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found; ``title`` and ``excerpt`` are safe HTML with the words marked."""

    entry: SearchEntry
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: its label, how many results it has, and the query string that chooses it."""

    label: Any
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SearchScreen:
    """All that the page shows. ``direct`` is the clause that the query cites, ``suggestion`` a query that finds more.

    ``shortened`` tells that only the beginning of a long query was looked for.
    """

    query: str
    results: list[Result] = field(default_factory=list)
    count: int = 0
    number: int = 1
    last: int = 1
    previous_query: str = ""
    next_query: str = ""
    kinds: list[Choice] = field(default_factory=list)
    audiences: list[Choice] = field(default_factory=list)
    subsystems: list[Choice] = field(default_factory=list)
    direct: SearchEntry | None = None
    suggestion: str = ""
    suggestion_query: str = ""
    is_filtered: bool = False
    shortened: bool = False


def search_screen(parameters: Mapping[str, str], user: Any) -> SearchScreen:
    """What ``user`` finds; at most four queries, however much there is."""
    typed = " ".join(parameters.get(QUERY_PARAMETER, "").replace("\0", " ").split())
    query = shortened(typed)
    folded, marked = query_words(query)
    if not folded:
        return SearchScreen(query=query)
    found = engines.find(folded, marked, with_staff=user.is_authenticated)
    asked = {
        "kind": parameters.get(KIND_PARAMETER, ""),
        "audience": parameters.get(AUDIENCE_PARAMETER, ""),
        "subsystem": parameters.get(SUBSYSTEM_PARAMETER, ""),
    }
    facets = {name: _facet(name, asked, found, query) for name in asked}
    chosen = _filtered(found, asked)
    page = Paginator(chosen, PAGE_SIZE).get_page(parameters.get(PAGE_PARAMETER))
    suggestion = "" if found else _suggestion(folded, user)
    return SearchScreen(
        query=query,
        results=_results([match.pk for match in page.object_list], folded),
        count=len(chosen),
        number=page.number,
        last=page.paginator.num_pages,
        previous_query=_link(query, asked, page.number - 1) if page.has_previous() else "",
        next_query=_link(query, asked, page.number + 1) if page.has_next() else "",
        kinds=facets["kind"],
        audiences=facets["audience"],
        subsystems=facets["subsystem"],
        direct=_cited_clause(query) if page.number == 1 else None,
        suggestion=suggestion,
        suggestion_query=_link(suggestion, {}) if suggestion else "",
        is_filtered=len(chosen) < len(found),
        shortened=query != typed or len(set(folded_words(query).split())) > MAX_WORDS,
    )


_PARAMETERS = {"kind": KIND_PARAMETER, "audience": AUDIENCE_PARAMETER, "subsystem": SUBSYSTEM_PARAMETER}
_LABELS: dict[str, dict[str, Any]] = {
    "kind": dict(Kind.choices),
    "audience": dict(Audience.choices),
    "subsystem": dict(Subsystem.choices),
}


def _filtered(found: Sequence[engines.Match], asked: Mapping[str, str], without: str = "") -> list[engines.Match]:
    """Those that pass the filters; a value that no filter has filters nothing."""
    active = [(name, value) for name, value in asked.items() if value in _LABELS[name] and name != without]
    if not active:
        return list(found)
    return [match for match in found if all(getattr(match, name) == value for name, value in active)]


def _facet(name: str, asked: Mapping[str, str], found: Sequence[engines.Match], query: str) -> list[Choice]:
    """The values of a filter that have results under the other filters, with their numbers."""
    counts = Counter(getattr(match, name) for match in _filtered(found, asked, without=name))
    return [
        Choice(
            label=label,
            count=counts[value],
            query=_link(query, {**asked, name: "" if asked[name] == value else value}),
            chosen=asked[name] == value,
        )
        for value, label in _LABELS[name].items()
        if counts[value] or asked[name] == value
    ]


def _link(query: str, asked: Mapping[str, str], number: int = 1) -> str:
    parameters = {QUERY_PARAMETER: query}
    parameters |= {_PARAMETERS[name]: value for name, value in asked.items() if value in _LABELS[name]}
    return "?" + urlencode(parameters | ({PAGE_PARAMETER: str(number)} if number > 1 else {}))


def _results(ids: list[int], terms: list[str]) -> list[Result]:
    entries = SearchEntry.objects.defer("folded_title", "folded_summary", "folded_text", "marked").in_bulk(ids)
    return [
        Result(entry, highlight(entry.title, terms), _excerpt(entry, terms))
        for entry in (entries[pk] for pk in ids if pk in entries)
    ]


def _excerpt(entry: SearchEntry, terms: list[str]) -> SafeString:
    """From the summary when it has as many of the terms as the text, else from the text."""
    from_summary, from_text = excerpt(entry.summary, terms), excerpt(entry.text, terms)
    if from_summary and from_summary.count("<mark>") >= min(from_text.count("<mark>"), len(terms)):
        return from_summary
    return from_text or from_summary or highlight(entry.summary or shortened(entry.text), [])


def _cited_clause(query: str) -> SearchEntry | None:
    """The clause that the query cites, marks or not, smallest unit first or last; ``None`` when there is none."""
    citation = read_loosely(query)
    return SearchEntry.objects.filter(key=clause_key(citation)).first() if citation else None


def read_loosely(query: str) -> Citation | None:
    """The one citation in a query such as ``dieu 8 khoan 5`` or ``điểm đ khoản 5 điều 8``."""
    words = [_CITING.get(fold(word), word) for word in re.split(r"[\s,;]+", query)]
    found = list(find_citations(" ".join(words)))
    return found[0].citation if len(found) == 1 else None


def _suggestion(folded: list[str], user: Any) -> str:
    """The query with each unknown word replaced by the most similar one of the titles; empty without such a word."""
    titles = SearchEntry.objects.all() if user.is_authenticated else SearchEntry.objects.filter(staff_only=False)
    known = Counter(word for title in titles.values_list("title", flat=True) for word in marked_words(title).split())
    by_folded: dict[str, str] = {}
    for word, _count in known.most_common():
        by_folded.setdefault(folded_words(word), word)
    corrected = []
    for word in folded:
        close = [word] if word in by_folded else difflib.get_close_matches(word, by_folded, n=1, cutoff=_CLOSE)
        if not close:
            return ""
        corrected.append(by_folded[close[0]])
    return " ".join(corrected)
