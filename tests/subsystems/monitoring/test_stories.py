"""Near-identical texts are one story; others are not."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from subsystems.monitoring import duplicates
from subsystems.monitoring.models import Mention, StoryBand
from subsystems.monitoring.services.people import tidy
from tests.subsystems.monitoring import factories as make

WORDS = (
    "mưa lớn kéo dài khiến nhiều tuyến đường ở thành phố ngập sâu người dân phải dắt xe qua những đoạn nước xiết "
    "lực lượng chức năng điều tiết giao thông suốt đêm chính quyền địa phương huy động máy bơm thoát nước tại các khu "
    "dân cư thấp trũng dự báo trong những ngày tới mưa còn tiếp diễn khuyến cáo hạn chế ra đường khi không cần thiết"
)


def test_a_text_that_somebody_took_over_with_a_line_of_his_own_is_alike():
    one = duplicates.signature("Ngập sâu", WORDS)
    other = duplicates.signature("Ngập sâu", f"Theo ghi nhận của phóng viên, {WORDS} (Theo bản tin địa phương)")
    assert duplicates.likeness(one, other) >= duplicates.ALIKE
    assert set(duplicates.band_keys(one)) & set(duplicates.band_keys(other))


def test_other_texts_on_the_same_matter_are_not_alike():
    rnd = random.Random(7)
    words = WORDS.split()
    shuffled = " ".join(rnd.sample(words, len(words)))
    one, other = duplicates.signature("Ngập sâu", WORDS), duplicates.signature("Ngập sâu", shuffled)
    assert duplicates.likeness(one, other) < 0.3


def test_marks_and_punctuation_do_not_part_a_text():
    assert duplicates.text_hash("Ngập", "sâu, rất sâu!") == duplicates.text_hash("NGAP", "sau rat  sau")


@pytest.mark.django_db
def test_a_wire_report_on_many_sites_is_one_story_with_its_spread():
    for opening in ("", "Theo báo cáo nhanh, ", "Tin mới: "):
        make.mention("Mưa lớn gây ngập", opening + WORDS)
    make.mention("Khánh thành cầu mới", "Cây cầu dài ba trăm mét nối hai bờ sông vừa được đưa vào sử dụng hôm nay " * 3)
    stories = {mention.story for mention in Mention.objects.select_related("story")}
    assert sorted((story.mention_count, story.source_count) for story in stories) == [(1, 1), (3, 3)]


@pytest.mark.django_db
def test_short_texts_are_one_story_only_when_they_are_the_same():
    first, second, third = make.mention("Kẹt xe"), make.mention("Kẹt xe"), make.mention("Kẹt xe quá")
    assert first.story == second.story
    assert third.story != first.story


@pytest.mark.django_db
def test_a_title_that_comes_back_each_week_is_not_one_story():
    first = make.mention("Dự báo thời tiết", now=timezone.now() - timedelta(days=7))
    assert make.mention("Dự báo thời tiết").story != first.story


@pytest.mark.django_db
def test_a_report_that_comes_back_after_months_is_another_story():
    before = timezone.now() - timedelta(days=90)
    old = make.mention("Mưa lớn gây ngập", WORDS, now=before)
    new = make.mention("Mưa lớn gây ngập", WORDS)
    assert old.story != new.story
    tidy()
    assert set(StoryBand.objects.values_list("story", flat=True)) == {new.story_id}
