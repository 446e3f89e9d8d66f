"""Asking the full-text index: order, pages in both directions, phrases, over a year and at its edges."""

from datetime import timedelta

import pytest
from django.utils import timezone

from subsystems.monitoring.fulltext import Asked, count, keys
from tests.subsystems.monitoring import factories as make

pytestmark = pytest.mark.django_db
AGO = [timedelta(minutes=-5), *(timedelta(days=days) for days in (0, 1, 6, 8, 13, 15, 40, 41, 150, 200, 364))]


@pytest.fixture
def year() -> list[int]:
    """The keys of mentions of a year, the newest first; one is ahead of our clock."""
    now, source = timezone.now(), make.SourceFactory()
    rows = [make.mention(f"Mưa lớn {n}", source=source, now=now, published_at=now - ago) for n, ago in enumerate(AGO)]
    return sorted((row.pk for row in rows), reverse=True)


def test_pages_run_through_the_year_in_both_directions(year):
    asked = Asked(("k_press",), (("mua", "lon"),))
    found: list[int] = []
    while page := keys(asked.between(0, found[-1]) if found else asked, 5):
        found += page
    assert found == year
    back: list[int] = []
    while page := keys(asked.between(back[-1] + 1, asked.high) if back else asked, 5, oldest_first=True):
        back += page
    assert back == year[::-1]


def test_counting_stops_where_it_is_told_to(year):
    asked = Asked((), (("mua",),))
    assert [count(asked, most) for most in (1, 7, 100)] == [1, 7, len(year)]
    assert count(asked.between(year[-1], year[3]), 100) == len(year) - 4
    assert count(Asked(("k_video",)), 100) == 0


def test_a_phrase_is_its_words_in_a_row():
    right = make.mention("Tin", "cầu Phú Hài hư hỏng nặng")
    make.mention("Tin", "Phú Quý có cầu, Hài hư cầu Phú, hỏng nặng")
    for words in (("phu", "hai"), ("cau", "phu", "hai"), ("phu", "hai", "hu", "hong")):
        assert keys(Asked((), (words,)), 10) == [right.pk]
    assert len(keys(Asked((), (("phu",), ("hai",))), 10)) == 2


def test_words_of_any_length_are_stored():
    long = "a" * 3000
    row = make.mention("Tin", f"mở đầu {long} kết thúc")
    assert keys(Asked((), (("mo", "dau"),)), 10) == [row.pk]
