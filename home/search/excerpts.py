"""What a result shows of its text, with the words marked that were searched for."""

import re
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from home.search.words import folded_words, may_be_beginning

_WORD = re.compile(r"[^\W_]+")
# Words of an excerpt, and those of them before the first one that matches.
LENGTH, LEAD = 40, 8
# How far into a long text the best place is looked for.
MAX_SCANNED = 20_000


def highlight(text: str, terms: Sequence[str]) -> SafeString:
    """The whole text, escaped, with ``<mark>`` around each word that is one of the terms without marks.

    The last term may be the beginning of a word.
    """
    parts, end = [], 0
    for word in _WORD.finditer(text):
        if _matches(word.group(), terms):
            parts.append(f"{escape(text[end : word.start()])}<mark>{escape(word.group())}</mark>")
            end = word.end()
    return mark_safe("".join([*parts, escape(text[end:])]).replace("</mark> <mark>", " "))


def excerpt(text: str, terms: Sequence[str]) -> SafeString:
    """Some forty words around the place where the most terms stand close together, marked; ``""`` without a match."""
    words = list(_WORD.finditer(text[:MAX_SCANNED]))
    hits = [(place, folded_words(word.group())) for place, word in enumerate(words) if _matches(word.group(), terms)]
    if not hits:
        return SafeString("")
    best = max(hits, key=lambda hit: (_distinct_within(hits, hit[0]), -hit[0]))[0]
    first = max(best - LEAD, 0)
    last = min(first + LENGTH, len(words)) - 1
    start = words[first].start() if first else 0
    end = words[last].end() if last < len(words) - 1 else len(text[:MAX_SCANNED])
    before, after = ("… " if first else ""), ("…" if end < len(text) else "")
    return mark_safe(f"{before}{highlight(text[start:end], terms)}{after}")


def _matches(word: str, terms: Sequence[str]) -> bool:
    folded = folded_words(word)
    if not folded or not terms:
        return False
    return folded in terms or (may_be_beginning(terms[-1]) and folded.startswith(terms[-1]))


def _distinct_within(hits: Sequence[tuple[int, str]], place: int) -> int:
    return len({word for at, word in hits if place <= at < place + LENGTH - LEAD})
