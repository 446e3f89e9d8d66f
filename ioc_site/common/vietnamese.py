"""Dates and numbers as Vietnamese official documents write them, and the reading of both back.

The forms follow Decree 30/2020/NĐ-CP for dates (``ngày 05 tháng 01 năm 2024``: a day below 10 and the months 1 and 2
get a leading zero) and the national custom for numbers (``1.234,5``). Times are shown in the portal's own time zone.
Babel's and Django's Vietnamese formats differ from the official ones, hence these functions.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Number = int | float | Decimal

SWAP_SEPARATORS = str.maketrans(",.", ".,")
_LONGEST_NUMBER = 40


class AmbiguousNumberError(ValueError):
    """A number such as ``1.234`` that reads as two different values; ``readings`` holds both (Vietnamese first)."""

    def __init__(self, text: str, readings: tuple[Decimal, Decimal]) -> None:
        super().__init__(f"{text!r} reads as {readings[0]} or {readings[1]}")
        self.readings = readings


def local(value: date) -> date:
    """A moment in the portal's time zone; plain dates and naive moments are taken as they are."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def long_date(value: date) -> str:
    """``ngày 23 tháng 5 năm 2024``."""
    day = local(value)
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def short_date(value: date) -> str:
    """``23/05/2024``."""
    day = local(value)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def date_time(value: datetime) -> str:
    """``14:05 ngày 23/05/2024``."""
    return f"{local(value):%H:%M} ngày {short_date(value)}"


def number(value: Number, decimals: int | None = None) -> str:
    """``1.234,5``, rounded half up to ``decimals`` places; without it as many places as the value has."""
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise ValueError("only finite numbers can be shown")
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{exact or abs(exact):,f}"  # no "-0"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(SWAP_SEPARATORS)


def percent(value: Number, decimals: int | None = 1) -> str:
    """``12,5%`` of 12.5: the value counts in per cent already."""
    return f"{number(value, decimals)}%"


def file_size(size: int) -> str:
    """``1,5 MB`` of a number of bytes, in steps of 1024."""
    power = min(max(size, 1).bit_length() - 1, 30) // 10
    amount = size / 1024**power
    return f"{number(amount, 0 if power == 0 or amount >= 100 else 1)} {('B', 'KB', 'MB', 'GB')[power]}"


_STEPS = ((60, "minute"), (3600, "hour"), (86400, "day"), (30 * 86400, "month"), (365 * 86400, "year"))


def relative(value: datetime, now: datetime | None = None) -> str:
    """How long ago or how far ahead, in the active language: ``5 phút trước``, ``còn 3 ngày``, ``vừa xong``."""
    seconds = ((now or timezone.now()) - value).total_seconds()
    size, unit = 1, ""
    for step, name in _STEPS:
        if abs(seconds) >= step:
            size, unit = step, name
    if not unit:
        return _("just now")
    count = int(abs(seconds) // size)
    return (_past if seconds > 0 else _ahead)(unit, count)


def _past(unit: str, count: int) -> str:
    texts = {
        "minute": ngettext("%(count)s minute ago", "%(count)s minutes ago", count),
        "hour": ngettext("%(count)s hour ago", "%(count)s hours ago", count),
        "day": ngettext("%(count)s day ago", "%(count)s days ago", count),
        "month": ngettext("%(count)s month ago", "%(count)s months ago", count),
        "year": ngettext("%(count)s year ago", "%(count)s years ago", count),
    }
    return texts[unit] % {"count": count}


def _ahead(unit: str, count: int) -> str:
    texts = {
        "minute": ngettext("%(count)s minute left", "%(count)s minutes left", count),
        "hour": ngettext("%(count)s hour left", "%(count)s hours left", count),
        "day": ngettext("%(count)s day left", "%(count)s days left", count),
        "month": ngettext("%(count)s month left", "%(count)s months left", count),
        "year": ngettext("%(count)s year left", "%(count)s years left", count),
    }
    return texts[unit] % {"count": count}


_PLAIN = re.compile(r"\d+")
_ONE_SEPARATOR = re.compile(r"(?P<whole>\d+)(?P<mark>[.,])(?P<rest>\d+)")
_GROUPED = re.compile(
    r"(?P<whole>\d{1,3}(?:(?P<group>[., ])\d{3})(?:(?P=group)\d{3})*)(?:(?P<mark>[.,])(?P<rest>\d+))?"
)


def parse_number(text: str) -> Decimal:
    """Read a number in Vietnamese (``1.234,5``) or English (``1,234.5``) form; white space may group thousands.

    Raises ``AmbiguousNumberError`` where both readings are possible and differ (``1.234``), and ``ValueError`` for
    anything else that is not one plain decimal number: signs other than a leading + or -, exponents, units.
    """
    plain = " ".join(text.split()).replace("\u2212", "-")
    if len(plain) > _LONGEST_NUMBER or not plain.isascii():
        raise ValueError("not a number")
    sign, digits = (-1, plain[1:]) if plain[:1] == "-" else (1, plain.removeprefix("+"))
    try:
        return sign * _parse_unsigned(text, digits)
    except AmbiguousNumberError as error:
        raise AmbiguousNumberError(text, (sign * error.readings[0], sign * error.readings[1])) from None


def _parse_unsigned(text: str, digits: str) -> Decimal:
    if _PLAIN.fullmatch(digits):
        return Decimal(digits)
    single = _ONE_SEPARATOR.fullmatch(digits)
    if single:
        as_fraction = Decimal(f"{single['whole']}.{single['rest']}")
        # Only three digits after one to three digits (not a lone or leading 0) can be a group of thousands.
        if len(single["rest"]) != 3 or len(single["whole"]) > 3 or single["whole"].startswith("0"):
            return as_fraction
        as_thousands = Decimal(single["whole"] + single["rest"])
        vietnamese_first = (as_thousands, as_fraction) if single["mark"] == "." else (as_fraction, as_thousands)
        raise AmbiguousNumberError(text, vietnamese_first)
    grouped = _GROUPED.fullmatch(digits)
    if grouped is None or grouped["mark"] == grouped["group"]:
        raise ValueError("not a number")
    whole = grouped["whole"].replace(grouped["group"], "")
    return Decimal(f"{whole}.{grouped['rest']}" if grouped["rest"] else whole)


_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_IN_WORDS = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}),? năm (\d{4})", re.ASCII)


def parse_date(text: str) -> date:
    """Read ``23/5/2024`` (day first, also with ``-`` or ``.``), ``2024-05-23`` or ``ngày 23 tháng 5 năm 2024``.

    Raises ``ValueError`` for anything else, an impossible day included.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).lower().split())
    if match := _DAY_FIRST.fullmatch(plain):
        day, month, year = match[1], match[3], match[4]
    elif match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = match.groups()
    elif match := _IN_WORDS.fullmatch(plain):
        day, month, year = match.groups()
    else:
        raise ValueError("not a date")
    return date(int(year), int(month), int(day))
