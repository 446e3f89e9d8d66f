"""The calendars of this installation: office hours from the settings, holidays, and the days swapped by decision."""

from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache
from time import monotonic
from typing import Any

import holidays
from django.conf import settings

from workflows.engine.models import CalendarException
from workflows.engine.working_time import Span, WorkingCalendar

OFFICE = "office"
# How long a process may go on with exceptions that another process has changed since.
FRESH_SECONDS = 60

_loaded: dict[str, tuple[float, WorkingCalendar]] = {}


@lru_cache(maxsize=64)
def _vietnam(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays of a year (with Tết, days in lieu and bridge days) and the Saturdays worked for them."""
    table = holidays.country_holidays("VN", years=year)
    return frozenset(table), frozenset(day for day in table.weekend_workdays if day.year == year)


def public_holidays(year: int) -> Iterable[date]:
    """Days on which offices are closed by law."""
    return _vietnam(year)[0]


def worked_weekends(year: int) -> Iterable[date]:
    """Weekend days that are worked in exchange for a bridge day, as far as they are published."""
    return _vietnam(year)[1]


def weekly_hours(code: str) -> tuple[tuple[Span, ...], ...]:
    """The seven days' hours of a calendar in ``settings.WORKING_CALENDARS``; ``KeyError`` when it is not there.

    There a day is a list of texts like ``"07:30-11:30"``; a single list stands for Monday to Friday.
    """
    days: Any = settings.WORKING_CALENDARS[code]
    if days and isinstance(days[0], str):
        days = [days] * 5 + [[]] * 2
    return tuple(tuple(_span(text) for text in day) for day in days)


def _span(text: str) -> Span:
    start, end = text.split("-")
    # 24:00 is written 23:59:59, see working_time.
    return time.fromisoformat(start), time(23, 59, 59) if end == "24:00" else time.fromisoformat(end)


def calendar_for(code: str = OFFICE) -> WorkingCalendar:
    """The calendar with this code, with exceptions at most ``FRESH_SECONDS`` old.

    A calendar that works around the clock knows neither holidays nor exceptions.
    """
    loaded = _loaded.get(code)
    if loaded and monotonic() - loaded[0] < FRESH_SECONDS:
        return loaded[1]
    calendar = _load(code)
    if loaded and loaded[1] == calendar:
        calendar = loaded[1]  # keeps its tables
    _loaded[code] = (monotonic(), calendar)
    return calendar


def _load(code: str) -> WorkingCalendar:
    weekly = weekly_hours(code)
    if all(weekly):
        return WorkingCalendar(weekly)
    exceptions = dict(CalendarException.objects.values_list("day", "is_working"))
    return WorkingCalendar(weekly, public_holidays, worked_weekends, exceptions)


def forget() -> None:
    """Read the exceptions anew at the next use, because this process has just changed them."""
    _loaded.clear()
