"""What search compares: words without marks, and for those who type the marks, words with them."""

import re
import unicodedata

from ioc_site.common.folding import fold

_WORD = re.compile(r"[^\W_]+")
MAX_WORDS = 12
MAX_QUERY = 200
# The last word of a query may be the beginning of one, when there is enough of it.
MIN_BEGINNING = 3


def folded_words(text: str) -> str:
    """The words of a text without marks, one space between two: ``"Điều 8. Sở Y tế"`` gives ``"dieu 8 so y te"``."""
    return " ".join(_WORD.findall(fold(text)))


def marked_words(text: str) -> str:
    """The words with their marks, in lower case: ``"điều 8 sở y tế"``."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", text).lower()))


def may_be_beginning(word: str) -> bool:
    """Whether the last word of a query also stands for longer ones."""
    return len(word) >= MIN_BEGINNING


def shortened(text: str) -> str:
    """The beginning of a long text, up to the last whole word."""
    return text if len(text) <= MAX_QUERY else text[:MAX_QUERY].rsplit(" ", 1)[0]


def query_words(text: str) -> tuple[list[str], list[str]]:
    """The first words of what somebody typed, each once, without and with their marks; the rest is left out."""
    folded, marked = folded_words(text).split(), marked_words(text).split()
    return list(dict.fromkeys(folded))[:MAX_WORDS], list(dict.fromkeys(marked))[:MAX_WORDS]
