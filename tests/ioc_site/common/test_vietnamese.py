import contextlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ioc_site.common import vietnamese as vi

# 1 June 2024, 01:30 in Bình Thuận; still 31 May in UTC.
AFTER_MIDNIGHT = datetime(2024, 5, 31, 18, 30, tzinfo=UTC)


def test_dates_follow_decree_30() -> None:
    assert vi.long_date(date(2024, 5, 23)) == "ngày 23 tháng 5 năm 2024"
    assert vi.long_date(date(2024, 2, 5)) == "ngày 05 tháng 02 năm 2024"
    assert vi.long_date(date(2024, 10, 9)) == "ngày 09 tháng 10 năm 2024"
    assert vi.short_date(date(2024, 5, 3)) == "03/05/2024"


def test_moments_are_shown_in_local_time() -> None:
    assert vi.long_date(AFTER_MIDNIGHT) == "ngày 01 tháng 6 năm 2024"
    assert vi.date_time(AFTER_MIDNIGHT) == "01:30 ngày 01/06/2024"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, None, "1.234,5"),
        (1234567, None, "1.234.567"),
        (-0.001, 1, "0,0"),
        (0.125, 2, "0,13"),
        (Decimal("1234.50"), None, "1.234,5"),
        (1e21, None, "1.000.000.000.000.000.000.000"),
        (Decimal("1E+3"), None, "1.000"),
        (-12, 1, "-12,0"),
    ],
)
def test_number(value: float | Decimal, decimals: int | None, text: str) -> None:
    assert vi.number(value, decimals) == text


def test_number_refuses_what_is_none() -> None:
    with pytest.raises(ValueError, match="finite"):
        vi.number(float("nan"))


def test_percent_and_file_size() -> None:
    assert vi.percent(12.55) == "12,6%"
    assert vi.percent(100, 0) == "100%"
    assert vi.file_size(999) == "999 B"
    assert vi.file_size(1536 * 1024) == "1,5 MB"
    assert vi.file_size(3 * 1024**4) == "3.072 GB"


@pytest.mark.parametrize(
    ("delta", "text"),
    [
        (timedelta(seconds=20), "vừa xong"),
        (timedelta(minutes=5), "5 phút trước"),
        (timedelta(hours=30), "1 ngày trước"),
        (timedelta(days=70), "2 tháng trước"),
        (timedelta(days=800), "2 năm trước"),
        (timedelta(days=-3), "còn 3 ngày"),
        (timedelta(hours=-2, minutes=-5), "còn 2 giờ"),
    ],
)
def test_relative(delta: timedelta, text: str) -> None:
    now = datetime(2024, 6, 1, tzinfo=UTC)
    with translation.override("vi"):
        assert vi.relative(now - delta, now) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1 234 567,89", "1234567.89"),
        ("1\u00a0234,5", "1234.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        (" -3 ", "-3"),
        ("+7", "7"),
        ("\u22123,25", "-3.25"),
        ("007", "7"),
    ],
)
def test_parse_number(text: str, value: str) -> None:
    assert vi.parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "1,234", "-12.500"])
def test_ambiguous_numbers_are_not_guessed(text: str) -> None:
    with pytest.raises(vi.AmbiguousNumberError) as error:
        vi.parse_number(text)
    thousands, fraction = sorted(error.value.readings, key=abs, reverse=True)
    assert abs(thousands) == abs(fraction) * 1000
    with pytest.raises(ValueError, match="reads as"):
        vi.parse_number(text)


def test_ambiguous_readings_keep_the_sign_and_put_the_vietnamese_one_first() -> None:
    with pytest.raises(vi.AmbiguousNumberError) as error:
        vi.parse_number("-1.234")
    assert error.value.readings == (Decimal(-1234), Decimal("-1.234"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "abc",
        "1e5",
        "NaN",
        "Infinity",
        "1..2",
        "1.23.456",
        "1.234.56",
        "1,234,5",
        "--1",
        "1.2,3.4",
        "٣",
        "1\x00",
        "12%",
        "1,,000",
        ",5",
        "5,",
        "1.234.567,1,2",
    ],
)
def test_what_is_not_a_number(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the type is the contract, the words are not
        vi.parse_number(text)


def test_numbers_longer_than_any_figure_are_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        vi.parse_number("9" * 41)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_numbers_survive_the_round_trip(value: Decimal) -> None:
    assert vi.parse_number(vi.number(value, 2)) == value


@given(st.text(max_size=50))
def test_parsers_only_ever_raise_value_errors(text: str) -> None:
    for parse in (vi.parse_number, vi.parse_date):
        with contextlib.suppress(ValueError):
            parse(text)


@pytest.mark.parametrize(
    "text",
    ["23/5/2024", "23-05-2024", "23.05.2024", "2024-05-23", "ngày 23 tháng 5 năm 2024", " Ngày 23  tháng 05, năm 2024"],
)
def test_parse_date(text: str) -> None:
    assert vi.parse_date(text) == date(2024, 5, 23)


@pytest.mark.parametrize(
    "text", ["", "5/23/2024", "31/02/2024", "23/5/24", "23/05-2024", "0/1/2024", "hôm qua", "1/1/0000"]
)
def test_what_is_not_a_date(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        vi.parse_date(text)


@given(st.dates())
def test_dates_survive_the_round_trip(day: date) -> None:
    assert vi.parse_date(vi.short_date(day)) == day
    if day.year >= 1000:
        assert vi.parse_date(vi.long_date(day)) == day


PAGE = (
    "{% load vietnamese %}{{ at|long_date }}|{{ at|short_date }}|{{ at|date_time }}|{{ n|number }}|{{ n|number:0 }}"
    "|{{ n|percent }}|{{ size|file_size }}|{{ none|long_date }}{{ none|number }}{{ none|relative_time }}"
)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "ngày 01 tháng 6 năm 2024|01/06/2024|01:30 ngày 01/06/2024|1.234,5|1.235|1.234,5%|1,5 KB|"),
        ("en", "1 June 2024|01/06/2024|01/06/2024 01:30|1,234.5|1,235|1,234.5%|1.5 KB|"),
    ],
)
def test_template_filters_follow_the_language(language: str, text: str) -> None:
    with translation.override(language):
        shown = Template(PAGE).render(Context({"at": AFTER_MIDNIGHT, "n": 1234.5, "size": 1536, "none": None}))
    assert shown == text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_form_fields_read_the_day_first(language: str) -> None:
    with translation.override(language):
        assert forms.DateField().clean("05/06/2024") == date(2024, 6, 5)
        assert forms.DateField().clean("2024-06-05") == date(2024, 6, 5)
