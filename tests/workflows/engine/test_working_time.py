"""Working time: known days of the Vietnamese calendar, and laws that hold for all of them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.engine.calendars import calendar_for, public_holidays, worked_weekends
from workflows.engine.models import CalendarException
from workflows.engine.working_time import (
    VIETNAM,
    WorkingCalendar,
    WorkingDays,
    WorkingHours,
    deadline_after_pause,
)

DAY = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))
OFFICE = WorkingCalendar((DAY,) * 5 + ((), ()), public_holidays, worked_weekends)
SECONDS_A_DAY = 7 * 3600 + 1800


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


moments = st.datetimes(datetime(2023, 1, 1), datetime(2029, 12, 31), timezones=st.just(VIETNAM))  # noqa: DTZ001
lengths = st.integers(0, 300 * SECONDS_A_DAY)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 08:00", 1, "2026-03-02 09:00"),
        ("2026-03-02 10:30", 2, "2026-03-02 14:30"),  # over the lunch break
        ("2026-03-02 16:00", 1, "2026-03-02 17:00"),  # the day's end, not the next morning
        ("2026-03-02 16:00", 2, "2026-03-03 08:30"),
        ("2026-03-06 16:30", 1, "2026-03-09 08:00"),  # over a weekend
        ("2026-03-07 12:00", 1, "2026-03-09 08:30"),  # sent on a Saturday
        ("2026-02-13 16:30", 1, "2026-02-23 08:00"),  # over Tết: off from 14 to 22 February
        ("2026-12-31 16:30", 1, "2027-01-04 08:00"),  # over the turn of the year
    ],
)
def test_hours_run_only_while_offices_are_open(start, hours, end):
    assert OFFICE.add_working_hours(at(start), hours) == at(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02 08:00", 1, "2026-03-03 17:00"),
        ("2026-03-02 23:59", 1, "2026-03-03 17:00"),
        ("2026-03-06 08:00", 1, "2026-03-09 17:00"),
        ("2026-03-07 08:00", 1, "2026-03-09 17:00"),
        ("2026-02-13 08:00", 3, "2026-02-25 17:00"),
        ("2026-03-02 08:00", 0, "2026-03-02 17:00"),
        ("2026-03-02 18:00", 0, "2026-03-03 17:00"),
        ("2026-03-07 08:00", 0, "2026-03-09 17:00"),
        ("2026-12-31 08:00", 1, "2027-01-04 17:00"),
    ],
)
def test_days_end_with_the_office_hours_of_the_last_one(start, days, end):
    assert OFFICE.add_working_days(at(start), days) == at(end)


def test_days_swapped_by_the_government():
    assert not OFFICE.is_working_day(date(2025, 5, 2))
    assert OFFICE.is_working_day(date(2025, 4, 26))
    assert OFFICE.add_working_hours(at("2025-04-25 16:30"), 1) == at("2025-04-26 08:00")


@pytest.mark.django_db
def test_exceptions_of_the_table_win_over_week_and_holidays():
    CalendarException.objects.create(day=date(2026, 1, 2), is_working=False, reason="Nghỉ hoán đổi")
    CalendarException.objects.create(day=date(2026, 1, 10), is_working=True, reason="Làm bù")
    calendar = calendar_for("office")
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert calendar.add_working_days(at("2026-01-09 08:00"), 1) == at("2026-01-10 17:00")
    assert calendar.working_seconds_between(at("2026-01-10 00:00"), at("2026-01-11 00:00")) == SECONDS_A_DAY


@pytest.mark.django_db
def test_the_calendar_around_the_clock_knows_no_holiday():
    assert calendar_for("always").add_working_hours(at("2026-02-16 22:00"), 48) == at("2026-02-18 22:00")


@given(moments, lengths)
def test_what_was_added_lies_between(start, seconds):
    end = OFFICE.add_working_seconds(start, seconds)
    assert OFFICE.working_seconds_between(start, end) == seconds
    assert end >= start.replace(microsecond=0)


@given(moments, lengths)
def test_what_was_taken_away_lies_between(end, seconds):
    start = OFFICE.subtract_working_seconds(end, seconds)
    assert OFFICE.working_seconds_between(start, end) == seconds
    assert start <= end


@given(moments, lengths, lengths)
def test_adding_is_additive_and_monotone(start, first, second):
    together = OFFICE.add_working_seconds(start, first + second)
    assert OFFICE.add_working_seconds(OFFICE.add_working_seconds(start, first), second) == together
    assert OFFICE.add_working_seconds(start, first) <= together


@given(moments, moments, moments)
def test_time_between_is_additive_and_turns_its_sign(a, b, c):
    between = OFFICE.working_seconds_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)


@given(moments, moments)
def test_time_between_agrees_with_a_walk_over_the_days(a, b):
    start, end = sorted([a.replace(microsecond=0), b.replace(microsecond=0)])
    end = min(end, start + timedelta(days=40))
    walked = 0
    for offset in range((end.date() - start.date()).days + 1):
        day = start.date() + timedelta(days=offset)
        if OFFICE.is_working_day(day):
            for opens, closes in DAY:
                low = max(start, datetime.combine(day, opens, VIETNAM))
                high = min(end, datetime.combine(day, closes, VIETNAM))
                walked += max(0, int((high - low).total_seconds()))
    assert OFFICE.working_seconds_between(start, end) == walked


@given(moments, st.integers(0, 400))
def test_days_added_are_the_days_between(start, days):
    end = OFFICE.add_working_days(start, days)
    assert OFFICE.is_working_day(end.date())
    if days:
        assert OFFICE.working_days_between(start, end) == days


@given(moments, moments, moments)
@settings(max_examples=50)
def test_a_pause_moves_the_deadline_by_the_working_time_that_it_took(a, b, c):
    paused_at, resumed_at, deadline = sorted([a, b, c])
    moved, paused = deadline_after_pause(OFFICE, deadline, paused_at, resumed_at)
    assert paused == OFFICE.working_seconds_between(paused_at, resumed_at)
    assert OFFICE.working_seconds_between(resumed_at, moved) == OFFICE.working_seconds_between(paused_at, deadline)


def test_other_time_zones_are_the_same_moment():
    start = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 08:00 in Việt Nam
    assert OFFICE.add_working_hours(start, 1) == datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_mistakes_are_refused():
    with pytest.raises(ValueError, match="aware"):
        OFFICE.add_working_hours(datetime(2026, 3, 2), 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="not negative"):
        OFFICE.add_working_seconds(at("2026-03-02 08:00"), -1)
    with pytest.raises(ValueError, match="some working time"):
        WorkingCalendar(((),) * 7)
    with pytest.raises(ValueError, match="overlap"):
        WorkingCalendar((((time(8), time(12)), (time(11), time(17))),) * 7)
    with pytest.raises(ValueError, match="horizon"):
        OFFICE.add(at("2026-03-02 08:00"), WorkingDays(10**6))
    with pytest.raises(ValueError, match="horizon"):
        OFFICE.add(at("2026-03-02 08:00"), WorkingHours(10**9))
