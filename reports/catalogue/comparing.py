"""The same count for the period, the one before and the same one last year."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from reports.content import Figure, Number
from reports.periods import ReportPeriod

Count = Callable[[datetime, datetime], Number]


def compared(
    period: ReportPeriod,
    count: Count,
    *,
    code: str,
    label: str,
    unit: str = "",
    better: Literal["up", "down", ""] = "",
    note: str = "",
    decimals: int = 0,
) -> Figure:
    """One figure with its comparisons. ``note`` is printed where there is no number for the period itself."""
    now, before, year_ago = (count(*p.moments) for p in (period, period.previous(), period.last_year()))
    return Figure(
        code=code,
        label=label,
        value=now,
        previous=before,
        last_year=year_ago,
        unit=unit,
        better=better,
        note=note if now is None else "",
        decimals=decimals,
    )
