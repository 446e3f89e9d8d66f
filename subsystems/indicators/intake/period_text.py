"""Periods as they stand in files: codes, Vietnamese and English words, dates of spreadsheet programs."""

import math
import re
from calendar import monthrange
from datetime import date, datetime
from typing import Any

from ioc_site.common.folding import fold
from ioc_site.common.vietnamese import parse_date
from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.periods import FIRST_YEAR, LAST_YEAR, SCHOOL_YEAR_BEGINS, ReportingPeriod, period_of

LONGEST = 40
EXAMPLES = {
    PeriodKind.DAY: "2026-10-05",
    PeriodKind.MONTH: "2026-10",
    PeriodKind.QUARTER: "2026-Q3",
    PeriodKind.HALF_YEAR: "2026-H1",
    PeriodKind.YEAR: "2026",
    PeriodKind.SCHOOL_YEAR: "2025-2026",
}
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?P<year>\d{4})"
_OF_YEAR = rf"(?:\s*(?:[/.-]|nam|of|,)?\s*){_YEAR}"
_PATTERNS: dict[PeriodKind, tuple[re.Pattern[str], ...]] = {
    PeriodKind.MONTH: (
        re.compile(rf"{_YEAR}\s*[-/.m]\s*(?P<n>\d{{1,2}})"),
        re.compile(rf"(?:thang|t|month|m)?\s*(?P<n>\d{{1,2}}){_OF_YEAR}"),
        re.compile(rf"(?P<word>[a-z]{{3}})[a-z]*{_OF_YEAR}"),
    ),
    PeriodKind.QUARTER: (
        re.compile(rf"{_YEAR}\s*[-/. ]?\s*(?:q|quy)\s*(?P<n>i{{1,3}}|iv|[1-4])"),
        re.compile(rf"(?:quy|quarter|q)\s*(?P<n>i{{1,3}}|iv|[1-4]){_OF_YEAR}"),
    ),
    PeriodKind.HALF_YEAR: (
        re.compile(rf"{_YEAR}\s*[-/. ]?\s*h\s*(?P<n>[12])"),
        re.compile(rf"h(?P<n>[12]){_OF_YEAR}"),
        re.compile(rf"(?:6|sau) thang (?P<word>dau|cuoi)(?: nam)?{_OF_YEAR}"),
        re.compile(rf"(?P<word>first|second) half{_OF_YEAR}"),
    ),
    PeriodKind.YEAR: (re.compile(rf"(?:nam|year)?\s*{_YEAR}"),),
    PeriodKind.SCHOOL_YEAR: (re.compile(rf"(?:nam hoc|school year)?\s*{_YEAR}\s*[-/–]\s*(?P<n>\d{{4}}|\d{{2}})"),),
    PeriodKind.DAY: (),
}
_HALVES = {"dau": 1, "cuoi": 2, "first": 1, "second": 2}


class BadPeriod(ValueError):
    """A cell is no period of the kind; ``code`` is that of a finding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_period(cell: Any, kind: PeriodKind | str) -> ReportingPeriod:
    """The period that a cell names; raises ``BadPeriod``."""
    kind = PeriodKind(kind)
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _from_date(cell, kind)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if kind != PeriodKind.YEAR or not math.isfinite(cell) or cell != int(cell):
            raise BadPeriod("bad_period")
        cell = str(int(cell))
    text = fold(str(cell))
    if len(text) > LONGEST:
        raise BadPeriod("long_period")
    period = _from_text(text, kind)
    if period is None or not FIRST_YEAR <= period.start.year <= LAST_YEAR:
        raise BadPeriod("bad_period")
    return period


def _from_date(day: date, kind: PeriodKind) -> ReportingPeriod:
    """Excel keeps ``10/2026`` as the first (now and then the last) day of the month."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadPeriod("bad_period")
    period = period_of(kind, day)
    if kind == PeriodKind.DAY or day in (period.start, period.end):
        return period
    if kind == PeriodKind.MONTH and day.day == monthrange(day.year, day.month)[1]:
        return period
    raise BadPeriod("bad_period")


def _from_text(text: str, kind: PeriodKind) -> ReportingPeriod | None:
    if kind == PeriodKind.DAY:
        try:
            return period_of(kind, parse_date(text.removeprefix("ngay ").removeprefix("day ").strip()))
        except ValueError:
            return None
    for pattern in _PATTERNS[kind]:
        match = pattern.fullmatch(text)
        if match and (start := _start(kind, int(match["year"]), match.groupdict())):
            return period_of(kind, start)
    return None


def _start(kind: PeriodKind, year: int, found: dict[str, str | None]) -> date | None:
    if not 1 <= year <= 9998:
        return None
    number, word = found.get("n"), found.get("word")
    if kind == PeriodKind.MONTH:
        month = _ENGLISH_MONTHS.index(word) + 1 if word in _ENGLISH_MONTHS else int(number or 0)
        return date(year, month, 1) if 1 <= month <= 12 else None
    if kind == PeriodKind.QUARTER:
        return date(year, _NUMBERS[number or ""] * 3 - 2, 1)
    if kind == PeriodKind.HALF_YEAR:
        half = _HALVES[word] if word else int(number or 0)
        return date(year, 6 * half - 5, 1)
    if kind == PeriodKind.SCHOOL_YEAR:
        is_next = number in (str(year + 1), f"{(year + 1) % 100:02}")
        return date(year, SCHOOL_YEAR_BEGINS, 1) if is_next else None
    return date(year, 1, 1)
