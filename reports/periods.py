"""The periods that reports are about: days, weeks, months, quarters, half-years, years, school years, and free ones.

A period is written ``2026-11-24``, ``2026-W48``, ``2026-11``, ``2026-Q4``, ``2026-H2``, ``2026``, ``2026-2027`` (a
school year, September to August) or ``2026-01-01..2026-03-15``. Both ends belong to it. Each period knows the one
before it and the same one a year earlier, with which it is compared.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ioc_site.common.measures import Period
from ioc_site.common.vietnamese import short_date

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
SCHOOL_YEAR_BEGINS = 9  # September


class PeriodKind(models.TextChoices):
    """How long a period is; a free one runs from any day to any day."""

    DAY = "day", pgettext_lazy("period", "Day")
    WEEK = "week", pgettext_lazy("period", "Week")
    MONTH = "month", pgettext_lazy("period", "Month")
    QUARTER = "quarter", pgettext_lazy("period", "Quarter")
    HALF_YEAR = "half_year", gettext_lazy("Half-year")
    YEAR = "year", pgettext_lazy("period", "Year")
    SCHOOL_YEAR = "school_year", gettext_lazy("School year")
    FREE = "free", gettext_lazy("From day to day")


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}


class PeriodError(ValueError):
    """A text that is no period; the message is for the person who typed it."""


_AXIS = (
    (re.compile(r"\d{4}-(\d{2})-(\d{2})"), r"\2/\1"),
    (re.compile(r"(\d{4})-(\d{2})"), r"\2/\1"),
    (re.compile(r"(\d{4})-Q(\d)"), r"Q\2/\1"),
    (re.compile(r"(\d{4})-H1"), r"6T đầu \1"),
    (re.compile(r"(\d{4})-H2"), r"6T cuối \1"),
    (re.compile(r"\d{4}-W(\d{2})"), r"Tuần \1"),
    (re.compile(r"\d{4}-(\d{2})-(\d{2})\.\.\d{4}-(\d{2})-(\d{2})"), r"\2/\1-\4/\3"),
)


def axis_label(code: str) -> str:
    """The code of a period as it stands below a chart; a year and a school year stay as they are."""
    found = next(((pattern, to) for pattern, to in _AXIS if pattern.fullmatch(code)), None)
    return found[0].sub(found[1], code) if found else code


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """A closed span of calendar days in Vietnam."""

    kind: PeriodKind
    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def as_measured(self) -> Period:
        """The same days, as the register of measures takes them."""
        return Period(self.start, self.end)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment of the period and the first one after it, in the portal's time zone."""
        zone = timezone.get_default_timezone()
        after = self.end + timedelta(days=1)
        return datetime.combine(self.start, time(), zone), datetime.combine(after, time(), zone)

    def has_begun(self, today: date) -> bool:
        return self.start <= today

    def is_over(self, today: date) -> bool:
        return self.end < today

    @property
    def code(self) -> str:
        """How the period is written, see ``parse_period``."""
        return _CODES[self.kind](self)

    @property
    def axis_label(self) -> str:
        """The period below a chart, as people write it: ``10/2026``, ``Q3/2026``, ``19/10``."""
        return axis_label(self.code)

    @property
    def label(self) -> str:
        """The period in the running text of a report: ``tháng 11 năm 2026``."""
        return _LABELS[self.kind](self)

    def previous(self) -> "ReportPeriod":
        """The period right before this one; a free one as long as itself."""
        last = self.start - timedelta(days=1)
        if self.kind == PeriodKind.FREE:
            return ReportPeriod(self.kind, self.start - timedelta(days=self.days), last)
        return period_around(self.kind, last)

    def following(self) -> "ReportPeriod":
        """The period right after this one."""
        first = self.end + timedelta(days=1)
        if self.kind == PeriodKind.FREE:
            return ReportPeriod(self.kind, first, self.end + timedelta(days=self.days))
        return period_around(self.kind, first)

    def last_year(self) -> "ReportPeriod":
        """The same period of the year before: the same week by its number (the last one where a year has no 53rd)."""
        if self.kind == PeriodKind.WEEK:
            year, week, _day = self.start.isocalendar()
            weeks = date(year - 1, 12, 28).isocalendar().week
            return period_around(self.kind, date.fromisocalendar(year - 1, min(week, weeks), 1))
        return ReportPeriod(self.kind, _year_before(self.start), _year_before(self.end, is_end=True))


def _year_before(day: date, *, is_end: bool = False) -> date:
    last = monthrange(day.year - 1, day.month)[1]
    # The end of February stays its end, in leap years too.
    whole_month = is_end and day.day == monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if whole_month else min(day.day, last))


_CODES: dict[PeriodKind, Callable[[ReportPeriod], str]] = {
    PeriodKind.DAY: lambda p: p.start.isoformat(),
    PeriodKind.WEEK: lambda p: "{}-W{:02}".format(*p.start.isocalendar()[:2]),
    PeriodKind.MONTH: lambda p: f"{p.start:%Y-%m}",
    PeriodKind.QUARTER: lambda p: f"{p.start.year}-Q{(p.start.month + 2) // 3}",
    PeriodKind.HALF_YEAR: lambda p: f"{p.start.year}-H{(p.start.month + 5) // 6}",
    PeriodKind.YEAR: lambda p: f"{p.start.year}",
    PeriodKind.SCHOOL_YEAR: lambda p: f"{p.start.year}-{p.end.year}",
    PeriodKind.FREE: lambda p: f"{p.start.isoformat()}..{p.end.isoformat()}",
}
_QUARTERS = ("I", "II", "III", "IV")
_LABELS: dict[PeriodKind, Callable[[ReportPeriod], str]] = {
    PeriodKind.DAY: lambda p: f"ngày {short_date(p.start)}",
    PeriodKind.WEEK: lambda p: (
        f"tuần {p.start.isocalendar().week} năm {p.start.isocalendar().year} "
        f"(từ {short_date(p.start)} đến {short_date(p.end)})"
    ),
    PeriodKind.MONTH: lambda p: f"tháng {p.start.month} năm {p.start.year}",
    PeriodKind.QUARTER: lambda p: f"quý {_QUARTERS[(p.start.month - 1) // 3]} năm {p.start.year}",
    PeriodKind.HALF_YEAR: lambda p: f"6 tháng {'đầu' if p.start.month == 1 else 'cuối'} năm {p.start.year}",
    PeriodKind.YEAR: lambda p: f"năm {p.start.year}",
    PeriodKind.SCHOOL_YEAR: lambda p: f"năm học {p.start.year}-{p.end.year}",
    PeriodKind.FREE: lambda p: f"từ ngày {short_date(p.start)} đến ngày {short_date(p.end)}",
}


def period_around(kind: PeriodKind, day: date) -> ReportPeriod:
    """The period of a kind in which a day lies; a free one is the day itself."""
    if kind == PeriodKind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return ReportPeriod(kind, monday, monday + timedelta(days=6))
    if kind == PeriodKind.SCHOOL_YEAR:
        return _school_year(day.year if day.month >= SCHOOL_YEAR_BEGINS else day.year - 1)
    if kind in _MONTHS:
        count = _MONTHS[kind]
        return _months(kind, day.year, (day.month - 1) // count * count + 1)
    return ReportPeriod(kind, day, day)


def _months(kind: PeriodKind, year: int, first: int) -> ReportPeriod:
    last = first + _MONTHS[kind] - 1
    return ReportPeriod(kind, date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _school_year(year: int) -> ReportPeriod:
    start = date(year, SCHOOL_YEAR_BEGINS, 1)
    return ReportPeriod(PeriodKind.SCHOOL_YEAR, start, start.replace(year=year + 1) - timedelta(days=1))


def free_period(start: date, end: date) -> ReportPeriod:
    """From day to day; raises ``PeriodError`` when it ends before it begins or lies out of reach."""
    if end < start:
        raise PeriodError(_("The period ends before it begins."))
    if not EARLIEST_YEAR <= start.year <= end.year <= LATEST_YEAR:
        raise PeriodError(_("A period lies between the years %(first)s and %(last)s.") % _reach())
    return ReportPeriod(PeriodKind.FREE, start, end)


def _reach() -> dict[str, int]:
    return {"first": EARLIEST_YEAR, "last": LATEST_YEAR}


_FORMS: tuple[tuple[re.Pattern[str], Callable[..., ReportPeriod]], ...] = (
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)"), lambda y, m, d: period_around(PeriodKind.DAY, date(y, m, d))),
    (re.compile(r"(\d{4})-?[Ww](\d\d?)"), lambda y, w: period_around(PeriodKind.WEEK, date.fromisocalendar(y, w, 1))),
    (re.compile(r"(\d{4})-(\d\d)"), lambda y, m: _months(PeriodKind.MONTH, y, m)),
    (re.compile(r"(\d{4})-?[Qq]([1-4])"), lambda y, q: _months(PeriodKind.QUARTER, y, 3 * q - 2)),
    (re.compile(r"(\d{4})-?[Hh]([12])"), lambda y, h: _months(PeriodKind.HALF_YEAR, y, 6 * h - 5)),
    (re.compile(r"(\d{4})"), lambda y: _months(PeriodKind.YEAR, y, 1)),
    (re.compile(r"(\d{4})-(\d{4})"), lambda y, y2: _school_year_of(y, y2)),
    (
        re.compile(r"(\d{4})-(\d\d)-(\d\d)\.\.(\d{4})-(\d\d)-(\d\d)"),
        lambda y, m, d, y2, m2, d2: free_period(date(y, m, d), date(y2, m2, d2)),
    ),
)


def _school_year_of(first: int, second: int) -> ReportPeriod:
    if second != first + 1:
        raise PeriodError(_("A school year is written with two years that follow one another: 2026-2027."))
    return _school_year(first)


def parse_period(text: str) -> ReportPeriod:
    """Read a period (see the module's first lines); raises ``PeriodError`` with a sentence for the person."""
    plain = text.strip()
    if plain.isascii():
        for form, make in _FORMS:
            found = form.fullmatch(plain)
            if found:
                return _made(make, [int(part) for part in found.groups()], text)
    raise PeriodError(
        _(
            "“%(text)s” is no period. Write 2026-11-24, 2026-W48, 2026-11, 2026-Q4, 2026-H2, 2026, 2026-2027 "
            "or 2026-01-01..2026-03-15."
        )
        % {"text": text[:60]}
    )


def _made(make: Callable[..., ReportPeriod], numbers: list[int], text: str) -> ReportPeriod:
    try:
        period = make(*numbers)
    except PeriodError:
        raise
    except ValueError as error:
        raise PeriodError(_("“%(text)s” names a day that the calendar does not have.") % {"text": text[:60]}) from error
    if not EARLIEST_YEAR <= period.start.year <= LATEST_YEAR:
        raise PeriodError(_("A period lies between the years %(first)s and %(last)s.") % _reach())
    return period
