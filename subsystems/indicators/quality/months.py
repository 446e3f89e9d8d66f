"""Months of data quality: figures are judged in the month in which they fell due, whatever their own period."""

from datetime import date

from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.periods import ReportingPeriod, period_of

WINDOW = 13


def month_of(day: date) -> ReportingPeriod:
    """The month in which a day lies."""
    return period_of(PeriodKind.MONTH, day)


def months_until(today: date, count: int = WINDOW) -> list[ReportingPeriod]:
    """The month of ``today`` and those before it, oldest first."""
    last = month_of(today)
    return [last.shifted(step - count + 1) for step in range(count)]
