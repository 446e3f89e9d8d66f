"""Finding many phrases in one walk over the words of a text."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

_ENDS = ""  # no word is empty
Span = tuple[int, int]


class Trie:
    """Phrases by their words; each has a number that the caller chose."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, words: Sequence[str], number: int) -> None:
        """Add a phrase; one without words is never found."""
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        if words:
            node.setdefault(_ENDS, []).append(number)

    def find(self, words: Sequence[str], found: dict[int, list[Span]]) -> None:
        """Put every occurrence into ``found``: number → spans of words, the end one past."""
        root = self._root
        count = len(words)
        for start, first in enumerate(words):
            node = root.get(first) if first else None
            end = start + 1
            while node is not None:
                for number in node.get(_ENDS, ()):
                    found[number].append((start, end))
                node = node.get(words[end]) if end < count and words[end] else None
                end += 1


def found_phrases() -> dict[int, list[Span]]:
    """An empty result for ``Trie.find``."""
    return defaultdict(list)
