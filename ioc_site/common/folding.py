"""Text folded for search and comparison, so that ``duong`` finds ``Đường`` on SQLite and PostgreSQL alike.

Neither database's own tools do this for Vietnamese: SQLite's full-text index and Unicode decomposition both leave đ
as it is. A searchable model keeps a column with ``fold(...)`` of its words and compares it with ``fold(query)``.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
# XML 1.0 has no place for these, not even escaped.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class _Bare(dict[int, str | None]):
    """What each character becomes, found out when it is first met: marks nothing, control characters a space."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        if unicodedata.category(char) == "Cc":
            bare: str | None = " "
        else:
            is_mark = unicodedata.combining(char) != 0 or unicodedata.category(char) in {"Mn", "Cf"}
            bare = None if is_mark else char
        self[code] = bare
        return bare


_BARE = _Bare()


def fold(text: str) -> str:
    """Lower case without marks, đ as d, each run of white space or control characters as one space, ends trimmed.

    Folding twice changes nothing. ``fold("  ĐƯỜNG\\tHùng Vương ")`` is ``"duong hung vuong"``.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return " ".join(decomposed.translate(_BARE).casefold().replace("đ", "d").split())


def words_of(text: str) -> list[str]:
    """The folded words, letters and digits only: ``["dieu", "8", "so", "y", "te"]`` of ``"Điều 8. Sở Y tế"``."""
    return _WORD.findall(fold(text))


def xml_text(text: str) -> str:
    """The text without what an XML document cannot hold; one such character would cost all the others their file."""
    return _NO_XML.sub("", text)
