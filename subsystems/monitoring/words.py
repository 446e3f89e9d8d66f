"""The words of a text, as rules and searches compare them, and where they stand.

Words are compared without marks (``folded``) or with them (``marked``). With marks, the two ways of placing a tone
(``hoà`` and ``hòa``) are the same word.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from ioc_site.common.folding import fold

_WORD = re.compile(r"[^\W_]+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# Between title and text stands a word that nothing is, so that no phrase reaches from one into the other.
GAP = ""
TITLE, TEXT = "title", "text"


@lru_cache(maxsize=100_000)
def folded_word(word: str) -> str:
    """One word without marks, in lower case."""
    return fold(word).replace(" ", "")


@lru_cache(maxsize=100_000)
def marked_word(word: str) -> str:
    """One word with its marks, in lower case, its tone at the end: ``hoà`` and ``hòa`` give the same."""
    letters = unicodedata.normalize("NFD", word.lower())
    tone = "".join(char for char in letters if char in _TONES)
    return unicodedata.normalize("NFC", "".join(char for char in letters if char not in _TONES)) + tone


def words_of(text: str) -> list[str]:
    """The words as they stand."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def folded_words(text: str) -> list[str]:
    """The words without marks: ``["dieu", "8"]`` of ``"Điều 8"``."""
    return [folded_word(word) for word in words_of(text)]


def marked_words(text: str) -> list[str]:
    """The words with marks, in the one form of ``marked_word``."""
    return [marked_word(word) for word in words_of(text)]


@dataclass(frozen=True, slots=True)
class Text:
    """A title and a text as lists of words, with the place of each: field, first character, one past the last."""

    folded: list[str]
    marked: list[str]
    places: list[tuple[str, int, int]]
    _told: dict[tuple[int, int], dict[str, object]] = field(default_factory=dict)

    def place(self, first: int, last: int) -> dict[str, object]:
        """Where the words ``first`` to ``last`` (one past) stand, in characters of their field; not to be changed, as
        many rules point to one place."""
        told = self._told.get((first, last))
        if told is None:
            name, start, _end = self.places[first]
            told = self._told[first, last] = {"in": name, "from": start, "to": self.places[last - 1][2]}
        return told


def read(title: str, text: str) -> Text:
    """The words of a mention; both strings must be in composed form (NFC), as mentions are stored."""
    folded: list[str] = []
    marked: list[str] = []
    places: list[tuple[str, int, int]] = []
    for name, content in ((TITLE, title), (TEXT, text)):
        for match in _WORD.finditer(content):
            word = match[0]
            folded.append(folded_word(word))
            marked.append(marked_word(word))
            places.append((name, match.start(), match.end()))
        folded.append(GAP)
        marked.append(GAP)
        places.append((name, len(content), len(content)))
    return Text(folded, marked, places)
