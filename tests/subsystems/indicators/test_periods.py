"""Periods as numbers, codes and labels."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.periods import last_complete, period_from_key, period_of, periods_between

kinds = st.sampled_from(list(PeriodKind))
days = st.dates(date(1980, 1, 1), date(2090, 12, 31))


@given(kinds, days)
def test_a_day_lies_in_its_period_and_periods_follow_each_other(kind, day):
    period = period_of(kind, day)
    assert period.start <= day <= period.end
    assert period.next().previous() == period
    assert (period.next().start - period.end).days == 1
    assert period_from_key(kind, period.key) == period
    assert period.year_before().start.year == period.start.year - 1


@given(kinds, days, days)
def test_keys_sort_as_time_does(kind, one, other):
    first, second = period_of(kind, one), period_of(kind, other)
    assert (first.key < second.key) == (first.start < second.start)


@pytest.mark.parametrize(
    ("kind", "code", "label"),
    [
        ("day", "2026-10-05", "Ngày 05/10/2026"),
        ("month", "2026-10", "Tháng 10/2026"),
        ("quarter", "2026-Q4", "Quý IV/2026"),
        ("half_year", "2026-H2", "6 tháng cuối năm 2026"),
        ("year", "2026", "Năm 2026"),
        ("school_year", "2026-2027", "Năm học 2026-2027"),
    ],
)
def test_codes_and_labels(kind, code, label):
    period = period_of(kind, date(2026, 10, 5))
    assert period.code == code
    with translation.override("vi"):
        assert period.label == label


def test_what_begins_no_period_is_refused():
    for kind, key in (("month", 20261002), ("quarter", 20260201), ("year", 20261301), ("day", 20260230)):
        with pytest.raises(ValueError, match=r"begin|month|day|range"):
            period_from_key(kind, key)


def test_the_last_complete_period():
    assert last_complete("school_year", date(2026, 8, 31)).code == "2024-2025"
    assert last_complete("school_year", date(2026, 9, 1)).code == "2025-2026"
    assert [p.code for p in periods_between("month", date(2025, 12, 9), date(2026, 2, 1))] == [
        "2025-12",
        "2026-01",
        "2026-02",
    ]
