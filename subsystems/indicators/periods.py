"""Reporting periods: what a figure is about, as one number that sorts, one code that files carry, and one label.

The key stored with an observation is the first day as ``YYYYMMDD``: it sorts in time whatever the kind, and a person
who reads the table understands it. A school year begins on 1 September and ends on 31 August.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from subsystems.indicators.enums import PeriodKind

_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}
_ROMAN = ("I", "II", "III", "IV")
SCHOOL_YEAR_BEGINS = 9
FIRST_YEAR, LAST_YEAR = 1976, 2100


@dataclass(frozen=True, slots=True, order=True)
class ReportingPeriod:
    """One period of one kind, known by its first day."""

    start: date
    kind: PeriodKind

    @property
    def key(self) -> int:
        """The number stored with an observation: ``20260101``."""
        return self.start.year * 10000 + self.start.month * 100 + self.start.day

    @property
    def end(self) -> date:
        """The last day."""
        return self.next().start - timedelta(days=1)

    @property
    def code(self) -> str:
        """``2026-10-05``, ``2026-10``, ``2026-Q3``, ``2026-H1``, ``2026`` or ``2026-2027``."""
        start = self.start
        if self.kind == PeriodKind.DAY:
            return start.isoformat()
        if self.kind == PeriodKind.MONTH:
            return f"{start.year}-{start.month:02}"
        if self.kind == PeriodKind.QUARTER:
            return f"{start.year}-Q{(start.month + 2) // 3}"
        if self.kind == PeriodKind.HALF_YEAR:
            return f"{start.year}-H{(start.month + 5) // 6}"
        if self.kind == PeriodKind.SCHOOL_YEAR:
            return f"{start.year}-{start.year + 1}"
        return str(start.year)

    @property
    def label(self) -> str:
        """As people say it, in the active language: ``Tháng 10/2026``, ``Quý III/2026``, ``Năm học 2025-2026``."""
        start = self.start
        values = {
            "day": f"{start.day:02}/{start.month:02}/{start.year}",
            "month": f"{start.month}/{start.year}",
            "quarter": f"{_ROMAN[(start.month - 1) // 3]}/{start.year}",
            "year": start.year,
            "years": f"{start.year}-{start.year + 1}",
        }
        texts = {
            PeriodKind.DAY: _("Day %(day)s"),
            PeriodKind.MONTH: _("Month %(month)s"),
            PeriodKind.QUARTER: _("Quarter %(quarter)s"),
            PeriodKind.HALF_YEAR: _("First half of %(year)s") if start.month == 1 else _("Second half of %(year)s"),
            PeriodKind.YEAR: _("Year %(year)s"),
            PeriodKind.SCHOOL_YEAR: _("School year %(years)s"),
        }
        return texts[self.kind] % values

    def next(self) -> "ReportingPeriod":
        return self.shifted(1)

    def previous(self) -> "ReportingPeriod":
        return self.shifted(-1)

    def year_before(self) -> "ReportingPeriod":
        """The same period of the year before; of a 29 February the 28th."""
        if self.kind == PeriodKind.DAY and (self.start.month, self.start.day) == (2, 29):
            return ReportingPeriod(date(self.start.year - 1, 2, 28), self.kind)
        return ReportingPeriod(self.start.replace(year=self.start.year - 1), self.kind)

    def compared(self) -> "ReportingPeriod":
        """What an unusual change is measured against: the period before; of a day the same weekday of the week before,
        since weekends differ from working days."""
        return self.shifted(-7 if self.kind == PeriodKind.DAY else -1)

    def shifted(self, count: int) -> "ReportingPeriod":
        """The period that many steps later (earlier when negative)."""
        if self.kind == PeriodKind.DAY:
            return ReportingPeriod(self.start + timedelta(days=count), self.kind)
        months = 12 if self.kind == PeriodKind.SCHOOL_YEAR else _MONTHS[self.kind]
        index = self.start.year * 12 + self.start.month - 1 + months * count
        return ReportingPeriod(date(index // 12, index % 12 + 1, 1), self.kind)

    def __str__(self) -> str:
        return self.label


def period_of(kind: PeriodKind | str, day: date) -> ReportingPeriod:
    """The period of this kind in which ``day`` lies."""
    kind = PeriodKind(kind)
    if kind == PeriodKind.DAY:
        return ReportingPeriod(day, kind)
    if kind == PeriodKind.SCHOOL_YEAR:
        return ReportingPeriod(date(day.year - (day.month < SCHOOL_YEAR_BEGINS), SCHOOL_YEAR_BEGINS, 1), kind)
    months = _MONTHS[kind]
    return ReportingPeriod(date(day.year, (day.month - 1) // months * months + 1, 1), kind)


@lru_cache(maxsize=4096)
def period_from_key(kind: PeriodKind | str, key: int) -> ReportingPeriod:
    """The period with this stored key; raises ``ValueError`` for a number that is no first day of such a period."""
    start = date(key // 10000, key // 100 % 100, key % 100)
    period = period_of(kind, start)
    if period.start != start:
        raise ValueError(f"{key} does not begin a {kind}")
    return period


def last_complete(kind: PeriodKind | str, today: date) -> ReportingPeriod:
    """The latest period that is over."""
    return period_of(kind, today).previous()


def periods_between(kind: PeriodKind | str, first: date, last: date) -> Iterator[ReportingPeriod]:
    """The periods from the one of ``first`` to the one of ``last``, in order."""
    period = period_of(kind, first)
    while period.start <= last:
        yield period
        period = period.next()
