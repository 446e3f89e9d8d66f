"""Periods of the figures, as codes: ``2026-11``, ``2026-Q4``, ``2026``, ``12m`` (the last twelve months), ``all``."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

LAST_YEAR, ALL = "12m", "all"
FIRST_YEAR = 2024
_MONTH, _QUARTER, _YEAR = re.compile(r"(\d{4})-(\d{2})"), re.compile(r"(\d{4})-Q([1-4])"), re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Span:
    """A period with its ends: from ``start`` up to, not with, ``end``; open ends are ``None``."""

    code: str
    start: datetime | None
    end: datetime | None


def span_of(code: str, today: date) -> Span:
    """The span of a code; ``ValueError`` for one that is none."""
    if code == ALL:
        return Span(code, None, None)
    if code == LAST_YEAR:
        # Whole months: the running one and the eleven before it.
        year, month = today.year - (1 if today.month < 12 else 0), today.month % 12 + 1
        return Span(code, _first_of(year, month), None)
    if match := _MONTH.fullmatch(code):
        return _months(code, int(match[1]), int(match[2]), 1)
    if match := _QUARTER.fullmatch(code):
        return _months(code, int(match[1]), 3 * int(match[2]) - 2, 3)
    if _YEAR.fullmatch(code):
        return _months(code, int(code), 1, 12)
    raise ValueError(f"{code!r} is no period")


def _months(code: str, year: int, month: int, count: int) -> Span:
    last = month + count - 1
    return Span(code, _first_of(year, month), _first_of(year + last // 12, last % 12 + 1))


def _first_of(year: int, month: int) -> datetime:
    return timezone.make_aware(datetime(year, month, 1))  # noqa: DTZ001 - made aware at once


def is_month_code(code: str) -> bool:
    return _MONTH.fullmatch(code) is not None


def months_between(first: date, last: date) -> list[str]:
    """The codes of the months that begin between two days, both included."""
    number = first.year * 12 + first.month - (1 if first.day == 1 else 0)
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(number, last.year * 12 + last.month)]


def month_code(moment: datetime) -> str:
    """The month of a moment in Vietnam."""
    return f"{timezone.localtime(moment):%Y-%m}"


def spans_of_month(code: str) -> tuple[str, str, str]:
    """The month itself, its quarter and its year."""
    year, month = code.split("-")
    return code, f"{year}-Q{(int(month) + 2) // 3}", year


def months_before(today: date, count: int) -> list[str]:
    """The codes of the last ``count`` months, the running one included, oldest first."""
    last = today.year * 12 + today.month - 1
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in range(last - count + 1, last + 1)]


def months_of(code: str, today: date) -> list[str]:
    """The months that the chart of a period shows: its own, of a single month the year up to it."""
    if match := _QUARTER.fullmatch(code):
        first = 3 * int(match[2]) - 2
        return [f"{match[1]}-{month:02d}" for month in range(first, first + 3)]
    if match := _MONTH.fullmatch(code):
        return months_before(date(int(match[1]), int(match[2]), 1), 12)
    if _YEAR.fullmatch(code):
        return [f"{code}-{month:02d}" for month in range(1, 13)]
    return months_before(today, 24 if code == ALL else 12)


def label_of(code: str) -> str:
    """A period in words."""
    if code == ALL:
        return _("Since the beginning")
    if code == LAST_YEAR:
        return _("The last twelve months")
    if match := _MONTH.fullmatch(code):
        return _("%(month)s/%(year)s") % {"month": int(match[2]), "year": match[1]}
    if match := _QUARTER.fullmatch(code):
        return _("Quarter %(quarter)s/%(year)s") % {"quarter": match[2], "year": match[1]}
    return _("Year %(year)s") % {"year": code}


def period_choices(today: date) -> list[tuple[str, str]]:
    """What can be chosen: the last twelve months, all, years, quarters and months, newest first."""
    years = [str(year) for year in range(today.year, FIRST_YEAR - 1, -1)]
    quarter = today.year * 4 + (today.month - 1) // 3
    quarters = [f"{number // 4}-Q{number % 4 + 1}" for number in range(quarter, quarter - 8, -1)]
    months = months_before(today, 12)[::-1]
    return [(code, label_of(code)) for code in (LAST_YEAR, ALL, *years, *quarters, *months)]
