"""Working time: pure functions on an immutable calendar, without the database.

A calendar knows the office hours of each weekday, the days that are closed (public holidays, Tết) and the days whose
hours differ (a Saturday worked in exchange for a bridge day). It keeps one table a year with running sums, so that a
deadline months away costs two binary searches and no walk over the days.

All moments are aware datetimes; results are in the calendar's own time zone. Time is counted in whole seconds:
microseconds are dropped. Asia/Ho_Chi_Minh has had no summer time since 1975, so wall clock and elapsed time agree.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# Beyond this many years without reaching the goal the calendar has no working time left: an error, not a loop.
HORIZON_YEARS = 60

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """A length of ``hours`` working hours."""

    hours: int


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A length of ``days`` working days; it ends with the office hours of its last day (Civil Code, Articles 147, 148:
    the day of the event itself is not counted)."""

    days: int


@dataclass(frozen=True, slots=True)
class _Spans:
    """The hours of one day as seconds since midnight, with running sums."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.ends) - sum(self.starts)

    def worked_before(self, second: int) -> int:
        """Working seconds of the day that lie before ``second``."""
        worked = 0
        for start, end in zip(self.starts, self.ends, strict=True):
            if second <= start:
                break
            worked += min(second, end) - start
        return worked

    def second_when(self, worked: int) -> int:
        """The earliest second of the day by which ``worked`` (1 to ``total``) seconds have been worked."""
        for start, end in zip(self.starts, self.ends, strict=True):
            if worked <= end - start:
                return start + worked
            worked -= end - start
        raise ValueError("the day is shorter than that")

    def last_second_with(self, worked: int) -> int:
        """The latest second of the day before which ``worked`` (0 to less than ``total``) seconds have been worked."""
        for start, end in zip(self.starts, self.ends, strict=True):
            if worked < end - start:
                return start + worked
            worked -= end - start
        raise ValueError("the day is shorter than that")


CLOSED = _Spans((), ())


@dataclass(frozen=True, slots=True)
class _Year:
    """Running sums of one year: ``seconds[i]`` and ``days[i]`` stand for everything before its i-th day."""

    spans: tuple[_Spans, ...]
    seconds: tuple[int, ...]
    days: tuple[int, ...]


@dataclass(frozen=True)
class WorkingCalendar:
    """Office hours with holidays and exceptions.

    ``weekly`` holds seven tuples of spans, Monday first. ``closed_days(year)`` gives the public holidays and
    ``worked_days(year)`` the weekend days that are worked in exchange for another one (they get the hours of Monday).
    ``exceptions`` maps a day to ``True`` (worked) or ``False`` (closed) and wins over both. Raises ``ValueError`` when
    the week has no working time or spans overlap.
    """

    weekly: tuple[tuple[Span, ...], ...]
    closed_days: Callable[[int], Iterable[date]] = lambda year: ()
    worked_days: Callable[[int], Iterable[date]] = lambda year: ()
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    zone: ZoneInfo = VIETNAM
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.weekly) != 7 or not any(self.weekly):
            raise ValueError("a week has seven days and some working time")
        for spans in self.weekly:
            edges = [edge for span in spans for edge in span]
            if edges != sorted(set(edges)):
                raise ValueError("the hours of a day must follow each other without overlap")

    def is_working_day(self, day: date) -> bool:
        """Whether anything is worked on that day."""
        return self._spans(day).total > 0

    def working_seconds_between(self, start: datetime, end: datetime) -> int:
        """Working seconds from ``start`` to ``end``; negative when ``end`` comes first."""
        if end < start:
            return -self.working_seconds_between(end, start)
        first, last = self._local(start), self._local(end)
        seconds = self._position(last) - self._position(first)
        for year in range(first.year, last.year):
            seconds += self._year(year).seconds[-1]
        return seconds

    def add_working_seconds(self, start: datetime, seconds: int) -> datetime:
        """The earliest moment by which ``seconds`` working seconds have passed since ``start``; 0 gives ``start``."""
        if seconds < 0:
            raise ValueError("a length of working time is not negative")
        moment = self._local(start)
        if seconds == 0:
            return moment
        goal, year = self._position(moment) + seconds, moment.year
        while goal > self._year(year).seconds[-1]:
            goal -= self._year(year).seconds[-1]
            year += 1
            self._check_horizon(year, moment.year)
        table = self._year(year)
        index = bisect_left(table.seconds, goal) - 1
        return self._at(year, index, table.spans[index].second_when(goal - table.seconds[index]))

    def subtract_working_seconds(self, end: datetime, seconds: int) -> datetime:
        """The latest moment from which ``seconds`` working seconds pass until ``end``; 0 gives ``end``."""
        if seconds < 0:
            raise ValueError("a length of working time is not negative")
        moment = self._local(end)
        if seconds == 0:
            return moment
        goal, year = self._position(moment) - seconds, moment.year
        while goal < 0:
            year -= 1
            self._check_horizon(moment.year, year)
            goal += self._year(year).seconds[-1]
        table = self._year(year)
        index = bisect_right(table.seconds, goal) - 1
        return self._at(year, index, table.spans[index].last_second_with(goal - table.seconds[index]))

    def add_working_hours(self, start: datetime, hours: int) -> datetime:
        """As ``add_working_seconds``, in hours."""
        return self.add_working_seconds(start, hours * 3600)

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The end of the office hours of the ``days``-th working day after the day of ``start``.

        With 0 days it is the end of the day of ``start`` itself, or of the next working day when that one is closed
        or its hours are over.
        """
        if days < 0:
            raise ValueError("a length of working time is not negative")
        moment = self._local(start)
        year = moment.year
        index = moment.timetuple().tm_yday - 1
        goal = self._year(year).days[index + 1] + days
        if days == 0:
            spans = self._year(year).spans[index]
            goal += 0 if spans.total and self._second(moment) <= spans.ends[-1] else 1
        while goal > self._year(year).days[-1]:
            goal -= self._year(year).days[-1]
            year += 1
            self._check_horizon(year, moment.year)
        table = self._year(year)
        index = bisect_left(table.days, goal) - 1
        return self._at(year, index, table.spans[index].ends[-1])

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Working days after the day of ``start`` up to and with the day of ``end``; negative when ``end`` is first."""
        if end < start:
            return -self.working_days_between(end, start)
        first, last = self._local(start), self._local(end)
        count = self._days_through(last) - self._days_through(first)
        for year in range(first.year, last.year):
            count += self._year(year).days[-1]
        return count

    def add(self, start: datetime, length: WorkingHours | WorkingDays) -> datetime:
        """The end of a length of working time that begins at ``start``."""
        if isinstance(length, WorkingHours):
            return self.add_working_hours(start, length.hours)
        return self.add_working_days(start, length.days)

    def _check_horizon(self, year: int, first: int) -> None:
        if year - first > HORIZON_YEARS:
            raise ValueError("the working time asked for lies beyond the horizon of the calendar")

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("working time needs aware datetimes")
        return moment.astimezone(self.zone).replace(microsecond=0)

    @staticmethod
    def _second(moment: datetime) -> int:
        return moment.hour * 3600 + moment.minute * 60 + moment.second

    def _position(self, moment: datetime) -> int:
        """Working seconds from the start of the moment's year to the moment."""
        table = self._year(moment.year)
        index = moment.timetuple().tm_yday - 1
        return table.seconds[index] + table.spans[index].worked_before(self._second(moment))

    def _days_through(self, moment: datetime) -> int:
        return self._year(moment.year).days[moment.timetuple().tm_yday]

    def _at(self, year: int, index: int, second: int) -> datetime:
        return datetime(year, 1, 1, tzinfo=self.zone) + timedelta(days=index, seconds=second)

    def _spans(self, day: date) -> _Spans:
        return self._year(day.year).spans[day.timetuple().tm_yday - 1]

    def _year(self, year: int) -> _Year:
        table = self._years.get(year)
        if table is None:
            table = self._years[year] = self._build(year)
        return table

    def _build(self, year: int) -> _Year:
        week = [_spans_of(spans) for spans in self.weekly]
        ordinary = next(spans for spans in week if spans.total)
        closed, worked = set(self.closed_days(year)), set(self.worked_days(year))

        def hours(day: date) -> _Spans:
            usual = week[day.weekday()]
            if day in self.exceptions:
                return (usual if usual.total else ordinary) if self.exceptions[day] else CLOSED
            if day in worked:
                return ordinary
            return CLOSED if day in closed else usual

        first = date(year, 1, 1)
        length = (date(year + 1, 1, 1) - first).days
        spans = tuple(hours(first + timedelta(days=i)) for i in range(length))
        return _Year(
            spans,
            tuple(accumulate((s.total for s in spans), initial=0)),
            tuple(accumulate((int(s.total > 0) for s in spans), initial=0)),
        )


def _spans_of(spans: tuple[Span, ...]) -> _Spans:
    def seconds(moment: time) -> int:
        # 23:59:59 stands for midnight at the end of the day, which a time cannot say.
        return 86400 if moment == time(23, 59, 59) else moment.hour * 3600 + moment.minute * 60 + moment.second

    return _Spans(tuple(seconds(start) for start, _ in spans), tuple(seconds(end) for _, end in spans))


def deadline_after_pause(
    calendar: WorkingCalendar, deadline: datetime, paused_at: datetime, resumed_at: datetime
) -> tuple[datetime, int]:
    """The deadline moved by the working time that passed during a pause, and that time in seconds."""
    paused = max(0, calendar.working_seconds_between(paused_at, resumed_at))
    return calendar.add_working_seconds(deadline, paused), paused
