"""From any text to text that can be set: NFC, without invisible characters, with a visible mark for what has no glyph.

Plain strings are data and always escaped; only the helpers here make markup (as ``SafeString``, the type that Django
uses for it), so a citizen's ``<b>`` or ``&`` is printed as typed.
"""

import re
import unicodedata
from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from reports.layout.fonts import register_fonts

REPLACEMENT = "□"  # drawn once for each emoji or letter that the font does not have
_MAX_MARKS = 2  # Vietnamese needs two marks on a vowel; stacks of more would run into the lines around

_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_JOINED = re.compile("(\\S)[\ufe0e\ufe0f]?(?:\u200d\\S[\ufe0e\ufe0f]?)+")
_MODIFIER = re.compile("[\U0001f3fb-\U0001f3ff\ufe00-\ufe0f]")
_LINE_BREAK = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")


def printable(text: str) -> str:
    """The text as the font can draw it, in NFC.

    Control and format characters (NUL, bidi, zero width) go; ``\\n`` and tab stay as line break and space. An emoji, a
    flag or a joined sequence of emoji becomes one ``□``, and marks beyond two on one letter are dropped.
    """
    text = unicodedata.normalize("NFC", _LINE_BREAK.sub("\n", text).replace("\t", " "))
    drawable = _drawable()
    if all(char in drawable for char in text):
        return text
    text = _MODIFIER.sub("", _JOINED.sub(r"\1", _FLAG.sub(REPLACEMENT, text)))
    out: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if char != "\n" and category[0] == "C" and category != "Co" and category != "Cn":
            continue
        if category[0] == "M":
            marks += 1
            if marks > _MAX_MARKS or char not in drawable | _marks():
                continue
        else:
            marks = 0
        out.append(char if char in drawable or category[0] == "M" else REPLACEMENT)
    return "".join(out)


@lru_cache(maxsize=1)
def _drawable() -> frozenset[str]:
    """Characters that stand for themselves: in the font, and neither a mark nor invisible."""
    chars = (chr(code) for code in register_fonts())
    return frozenset(char for char in chars if unicodedata.category(char)[0] not in "CM") | {"\n"}


@lru_cache(maxsize=1)
def _marks() -> frozenset[str]:
    chars = (chr(code) for code in register_fonts())
    return frozenset(char for char in chars if unicodedata.category(char)[0] == "M")


def markup(text: str) -> SafeString:
    """Paragraph markup of a text: plain strings are made printable and escaped, markup passes as it is."""
    if isinstance(text, SafeString):
        return text
    escaped = conditional_escape(printable(text))
    return SafeString(escaped.replace("\n", "<br/>"))


def bold(text: str) -> SafeString:
    """The text in bold."""
    return format_html("<b>{}</b>", markup(text))


def italic(text: str) -> SafeString:
    """The text in italics."""
    return format_html("<i>{}</i>", markup(text))


def link(text: str, destination: str) -> SafeString:
    """A link within the document (``destination`` is the name of an anchor) or, with a scheme, to an address."""
    href = destination if ":" in destination else f"#{destination}"
    return format_html('<a href="{}">{}</a>', href, markup(text))


def anchor(name: str) -> SafeString:
    """An invisible place that links can lead to; stands at the start of a paragraph's text."""
    return format_html('<a name="{}"/>', name)


def join(*parts: str) -> SafeString:
    """Several texts, plain or markup, one after the other."""
    return SafeString("".join(markup(part) for part in parts))
