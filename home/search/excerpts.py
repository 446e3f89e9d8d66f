"""What a result shows of its text, with the words marked that were searched for."""

import re
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from home.search.words import may_be_beginning
from ioc_site.common.folding import fold

# Characters of an excerpt, and those of them before the first word that matches.
LENGTH, LEAD = 240, 60
# How far into a long text the best place is looked for, and among how many words that match.
MAX_SCANNED, MAX_HITS = 10_000, 50


class _Flat(dict[int, str]):
    """A table for ``str.translate`` that takes the mark off each letter and keeps the length of the text."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = fold(letter)
        self[code] = folded if len(folded) == 1 else letter
        return self[code]


_FLAT = _Flat()


def highlight(text: str, terms: Sequence[str]) -> SafeString:
    """The whole text (NFC), escaped, with ``<mark>`` around each word that is one of the terms without marks.

    The last term may be the beginning of a word. Neighbours are marked together.
    """
    parts, end = [], 0
    for start, stop in _together(text, _hits(text, terms)):
        parts.append(f"{escape(text[end:start])}<mark>{escape(text[start:stop])}</mark>")
        end = stop
    return mark_safe("".join([*parts, escape(text[end:])]))


def excerpt(text: str, terms: Sequence[str]) -> SafeString:
    """A few lines around the place where the most terms stand close together, marked; ``""`` without a match."""
    scanned = text[:MAX_SCANNED]
    hits = _hits(scanned, terms)[:MAX_HITS]
    if not hits:
        return SafeString("")
    best = max(hits, key=lambda hit: (_distinct_from(hits, hit[0]), -hit[0]))[0]
    first, last = max(best - LEAD, 0), min(best - LEAD + LENGTH, len(text))
    start = text.rfind(" ", 0, first + 1) + 1 if first else 0
    end = last if last == len(text) else max(text.rfind(" ", best, last), best + 1)
    before, after = ("… " if start else ""), ("…" if end < len(text) else "")
    return mark_safe(f"{before}{highlight(text[start:end], terms)}{after}")


def _hits(text: str, terms: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where the terms stand: start, end and the word without marks."""
    if not terms:
        return []
    last = re.escape(terms[-1]) + (r"[^\W_]*" if may_be_beginning(terms[-1]) else "")
    words = "|".join([*map(re.escape, terms[:-1]), last])
    pattern = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])")
    return [(match.start(), match.end(), match.group()) for match in pattern.finditer(text.translate(_FLAT))]


def _together(text: str, hits: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """The spans to mark: words with nothing but white space between them are one."""
    spans: list[tuple[int, int]] = []
    for start, end, _word in hits:
        if spans and text[spans[-1][1] : start].isspace():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _distinct_from(hits: Sequence[tuple[int, int, str]], place: int) -> int:
    """How many different words stand within one excerpt from a place on."""
    return len({word for start, _end, word in hits if place <= start < place + LENGTH - LEAD})
