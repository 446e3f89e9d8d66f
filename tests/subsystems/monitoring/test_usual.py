"""The usual level of a topic, as the screen states its rule."""

from datetime import date, timedelta

import pytest

from subsystems.monitoring.usual import Usual, usual_level

DAY = date(2026, 11, 25)
LONG_AGO = date(2020, 1, 1)


def level(counts: dict[date, int], since: date = LONG_AGO, **settings) -> Usual:
    return usual_level(counts, DAY, **{"factor": 3, "at_least": 5, **settings}, since=since)


def weeks(*counts: int) -> dict[date, int]:
    return {DAY - timedelta(weeks=week): count for week, count in enumerate(counts, start=1)}


def test_the_median_of_the_same_weekday():
    usual = level(weeks(4, 4, 4, 40, 4, 4, 4, 4))
    assert usual.level == 4
    assert (usual.spread, usual.limit) == (2.0, 10.0)
    assert not usual.is_exceeded_by(10)
    assert usual.is_exceeded_by(11)


def test_other_weekdays_say_nothing():
    assert level({DAY - timedelta(days=offset): 50 for offset in range(1, 50) if offset % 7}).level == 0


def test_days_before_a_topic_was_followed_do_not_count_as_empty():
    assert level(weeks(6, 6, 6), since=DAY - timedelta(weeks=3)).level == 6


def test_never_an_alert_below_the_number_that_the_topic_names():
    quiet = level({}, at_least=5)
    assert not quiet.is_exceeded_by(4)
    assert quiet.is_exceeded_by(5)


def test_a_lively_topic_needs_more():
    assert level(weeks(0, 20, 5, 30, 2, 25, 1, 15)).limit > level(weeks(8, 8, 8, 8, 8, 8, 8, 8)).limit


@pytest.mark.parametrize(("then", "season"), [(30, 2.0), (15, 1.5), (10, 1.0), (1, 0.5)])
def test_the_season_is_that_of_last_year_within_bounds(then, season):
    year_ago = DAY - timedelta(weeks=52)
    before = {year_ago - timedelta(days=offset): 10 for offset in range(1, 57)}
    around = {year_ago + timedelta(days=offset): then for offset in range(-14, 14)}
    # The two weeks before the day belong to both; they are taken as they are.
    counts = weeks(10, 10, 10, 10, 10, 10, 10, 10) | before | around
    assert level(counts).season == pytest.approx(season, abs=0.35)


def test_little_of_last_year_tells_no_season():
    assert level(weeks(10, 10, 10, 10, 10, 10, 10, 10)).season == 1.0
