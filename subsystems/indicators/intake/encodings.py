"""From bytes to text: UTF-8, UTF-16 and Windows-1258 are told apart, old font codes are refused by name.

TCVN3 and VNI put Vietnamese letters on the places of other signs, so a reader that does not know them sees
``Tæng sè``. Guessing them back would be wrong now and then; a figure's area must not be guessed.
"""

import codecs
import re
import unicodedata

from subsystems.indicators.intake.refusals import FileRefused

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Signs that stand in the middle of Vietnamese words only where an old font code is read as something else.
_STRAY = re.compile(r"[A-Za-zà-ỹ][¡¢£¤¥¦§¨©ª«¬®µ¶·¸¹»¼½¾ÆÇËÎÏÑÖ×ØÜÞßäåæçëîïñö÷øûüþ]|[¨©ª«¬®µ¶·¸¹][A-Za-z]")
_VIETNAMESE = set("ăâđêôơưĂÂĐÊÔƠƯ") | {
    unicodedata.normalize("NFC", base + mark)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for mark in "\u0300\u0301\u0303\u0309\u0323"
}
_PUNCTUATION = set("–—‘’“”…•°²³×·\u00a0€₫§±")


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; raises ``FileRefused``."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _strict(content, name), "UTF-8" if name.startswith("utf-8") else "UTF-16"
    if wide := _utf_16_without_mark(content):
        return _strict(content, wide), "UTF-16"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _old_encoding(content), "Windows-1258"
    refuse_font_codes(text)
    return _normal(text), "UTF-8"


def refuse_font_codes(text: str) -> None:
    """Raise ``FileRefused`` when a text looks like TCVN3 or VNI."""
    if len(_STRAY.findall(text[:200_000])) >= 2:
        raise FileRefused("tcvn3")


def _strict(content: bytes, name: str) -> str:
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        raise FileRefused("encoding") from None
    refuse_font_codes(text)
    return _normal(text)


def _utf_16_without_mark(content: bytes) -> str:
    """UTF-16 without its mark shows by zeros at every other place."""
    sample = content[:2000]
    if len(sample) < 4:
        return ""
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if max(odd, even) < len(sample) * 0.2:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _old_encoding(content: bytes) -> str:
    text = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    refuse_font_codes(text)
    foreign = [char for char in text if ord(char) > 127 and char not in _VIETNAMESE and char not in _PUNCTUATION]
    if foreign:
        raise FileRefused("encoding")
    return _normal(text)


def _normal(text: str) -> str:
    if "\x00" in text:
        raise FileRefused("encoding")
    return unicodedata.normalize("NFC", text) if not text.isascii() else text
