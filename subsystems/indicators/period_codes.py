"""Periods in addresses: the codes that ``ReportingPeriod.code`` writes, read back."""

import re
from datetime import date

from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.periods import FIRST_YEAR, LAST_YEAR, SCHOOL_YEAR_BEGINS, ReportingPeriod

_FORMS = (
    (PeriodKind.DAY, re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)),
    (PeriodKind.MONTH, re.compile(r"(\d{4})-(\d\d)", re.ASCII)),
    (PeriodKind.QUARTER, re.compile(r"(\d{4})-Q([1-4])", re.ASCII)),
    (PeriodKind.HALF_YEAR, re.compile(r"(\d{4})-H([12])", re.ASCII)),
    (PeriodKind.SCHOOL_YEAR, re.compile(r"(\d{4})-(\d{4})", re.ASCII)),
    (PeriodKind.YEAR, re.compile(r"(\d{4})", re.ASCII)),
)
_MONTHS_EACH = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6}


def period_from_code(code: str) -> ReportingPeriod:
    """The period that a code names: ``2026-10-05``, ``2026-10``, ``2026-Q3``, ``2026-H1``, ``2026``, ``2026-2027``.

    Raises ``ValueError`` for anything else, and for years that no figure is about.
    """
    for kind, form in _FORMS:
        if match := form.fullmatch(code):
            year, *rest = map(int, match.groups())
            if not FIRST_YEAR <= year <= LAST_YEAR or (kind == PeriodKind.SCHOOL_YEAR and rest != [year + 1]):
                break
            return ReportingPeriod(_first_day(kind, year, rest), kind)
    raise ValueError(f"{code!r} is no period")


def _first_day(kind: PeriodKind, year: int, rest: list[int]) -> date:
    if kind == PeriodKind.DAY:
        return date(year, *rest)
    if kind == PeriodKind.SCHOOL_YEAR:
        return date(year, SCHOOL_YEAR_BEGINS, 1)
    return date(year, (rest[0] - 1) * _MONTHS_EACH[kind] + 1 if rest else 1, 1)
