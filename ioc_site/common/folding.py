"""Text folded for search and comparison, so that ``duong`` finds ``Đường`` on SQLite and PostgreSQL alike.

Neither database's own tools do this for Vietnamese: SQLite's full-text index and Unicode decomposition both leave đ
as it is. A searchable model keeps a column with ``fold(...)`` of its words and compares it with ``fold(query)``.
"""

import unicodedata


def fold(text: str) -> str:
    """Lower case without marks, đ as d, each run of white space or control characters as one space, ends trimmed.

    Folding twice changes nothing. ``fold("  ĐƯỜNG\\tHùng Vương ")`` is ``"duong hung vuong"``.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    bare = "".join(" " if unicodedata.category(char) == "Cc" else char for char in decomposed if not _is_mark(char))
    return " ".join(bare.casefold().replace("đ", "d").split())


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) != 0 or unicodedata.category(char) in {"Mn", "Cf"}
