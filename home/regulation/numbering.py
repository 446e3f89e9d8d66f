"""How chapters, articles, clauses and points are numbered, and which comes first."""

import re

from ioc_site.common.citations import POINT_LETTERS

_ROMAN = re.compile(r"(?=[XVI])(X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"X": 10, "V": 5, "I": 1}


def roman_value(number: str) -> int:
    """The value of a Roman number up to 39; 0 for anything else."""
    if not _ROMAN.fullmatch(number):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in number]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def position_of(number: str | int) -> int:
    """The place of ``II``, ``8``, ``8a``, ``đ`` or ``đ1`` among its siblings; only the order means something.

    Raises ``ValueError`` for what is no number of a provision.
    """
    text = str(number)
    if roman := roman_value(text):
        return roman
    if match := re.fullmatch(r"([0-9]{1,6})([a-zđ]?)", text):
        return int(match[1]) * 100 + (_letter_place(match[2]) if match[2] else 0)
    if match := re.fullmatch(r"([a-zđ])([1-9]?)", text):
        return _letter_place(match[1]) * 10 + int(match[2] or 0)
    raise ValueError(f"not the number of a provision: {text!r}")


def _letter_place(letter: str) -> int:
    if letter not in POINT_LETTERS:
        raise ValueError(f"not a letter of a provision: {letter!r}")
    return POINT_LETTERS.index(letter) + 1
