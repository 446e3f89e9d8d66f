"""Numbers as people write them in Việt Nam and elsewhere, read by what the file as a whole says.

``1.234`` is one thousand two hundred and thirty-four in one file and one and a bit in another. Cells that read in
one way only (``1.234,5``, ``12,5``, ``1,234.5``) say which form a file uses; where none does, such a cell is refused.
"""

import math
import re
from enum import Enum

from subsystems.indicators.intake.refusals import shown


class NumberForm(Enum):
    """Which sign stands before the fraction."""

    VIETNAMESE = ","
    ENGLISH = "."


class BadNumber(ValueError):
    """A cell is no number; ``code`` and ``params`` are those of a finding."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


_ONE = re.compile(r"(\d+)([.,])(\d+)", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:(?P<group>[., ])\d{3})(?:(?P=group)\d{3})*(?:(?P<mark>[.,])\d+)?", re.ASCII)
_WITH_UNIT = re.compile(r"([+-]?\d(?:[\d., ]*\d)?)\s*([^\d\s.,+-].*)")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "\u2013": "-"})
_LONGEST, _MOST_DIGITS = 40, 15
_AMBIGUOUS = object()


def clean(text: str) -> tuple[str, bool]:
    """The text without outer space and a trailing per cent sign, and whether there was one."""
    plain = " ".join(text.translate(_SPACES).split())
    if plain.endswith("%"):
        return plain[:-1].rstrip(), True
    return plain, False


def form_of(text: str) -> "NumberForm | None":
    """Which form a number must be in; ``None`` when it says nothing (``12``, ``1 234``) or could be either."""
    evidence = _evidence(text.lstrip("+-"))
    return evidence if isinstance(evidence, NumberForm) else None


def is_ambiguous(text: str) -> bool:
    """Whether both forms read it, as different numbers."""
    return _evidence(text.lstrip("+-")) is _AMBIGUOUS


def grouping_form(text: str) -> NumberForm:
    """The form in which an ambiguous text is a whole number: its sign groups thousands."""
    return NumberForm.VIETNAMESE if "." in text else NumberForm.ENGLISH


def _evidence(digits: str) -> object:
    if digits.isdigit():
        return None
    if one := _ONE.fullmatch(digits):
        whole, mark, rest = one.groups()
        if len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0"):
            return _AMBIGUOUS
        return NumberForm(mark)
    grouped = _GROUPED.fullmatch(digits)
    if grouped is None or grouped["group"] == grouped["mark"]:
        return None
    if grouped["mark"]:
        return NumberForm(grouped["mark"])
    return {".": NumberForm.VIETNAMESE, ",": NumberForm.ENGLISH, " ": None}[grouped["group"]]


def read(text: str, form: NumberForm | None) -> float:
    """The number of a cleaned text, in a file whose form is ``form``; raises ``BadNumber``."""
    if not text or len(text) > _LONGEST:
        raise BadNumber("not_a_number")
    sign, digits = (-1.0, text[1:]) if text[0] == "-" else (1.0, text.removeprefix("+"))
    if digits.isascii() and digits.isdigit():
        return sign * _float(digits)
    evidence = _evidence(digits)
    if evidence is _AMBIGUOUS:
        if form is None:
            bare = digits.replace(".", "").replace(",", "")
            raise BadNumber("ambiguous_number", first=bare, second=digits.replace(".", ","))
        evidence = form
    if evidence is None:
        return sign * _float(_grouped_by_spaces(text, digits))
    if form is not None and evidence is not form:
        raise BadNumber("mixed_numbers")
    mark = evidence.value  # type: ignore[attr-defined]
    plain = digits.replace(" ", "").replace("." if mark == "," else ",", "").replace(mark, ".")
    return sign * _float(plain)


def _grouped_by_spaces(text: str, digits: str) -> str:
    if _GROUPED.fullmatch(digits) and " " in digits and "." not in digits and "," not in digits:
        return digits.replace(" ", "")
    if with_unit := _WITH_UNIT.fullmatch(text):
        raise BadNumber("unit_in_cell", number=shown(with_unit[1]))
    raise BadNumber("not_a_number")


def _float(plain: str) -> float:
    if len(plain.replace(".", "").strip("0")) > _MOST_DIGITS:
        raise BadNumber("too_many_digits")
    return float(plain)


def checked(value: float) -> float:
    """A number that came as a number: finite, and within what is kept exactly; raises ``BadNumber``."""
    if not math.isfinite(value):
        raise BadNumber("not_a_number")
    if abs(value) >= 10**_MOST_DIGITS:
        raise BadNumber("too_many_digits")
    # Spreadsheet programs show 15 digits; what lies behind them is noise of their arithmetic.
    return float(f"{value:.15g}")
