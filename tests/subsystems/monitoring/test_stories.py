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
    assert duplicates.likeness(one, other) >= duplicates.ALIKE_SOON
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


WIRE = (
    "Chiều nay, Ban Chỉ huy Phòng chống thiên tai tỉnh cho biết mưa lớn kéo dài từ đêm qua khiến nhiều tuyến "
    "đường ở Phan Thiết ngập sâu từ 30 đến 60 cm, đi lại rất khó khăn. Tại phường Phú Thủy, nước tràn vào hơn 120 "
    "căn nhà, người dân phải kê cao đồ đạc và đưa người già, trẻ em đến nơi an toàn ngay trong đêm. Lực lượng "
    "chức năng huy động hơn 200 cán bộ, chiến sĩ cùng các phương tiện hỗ trợ người dân. Theo Đài Khí tượng Thủy "
    "văn, lượng mưa đo được tại Phan Thiết là 142 mm, tại Hàm Thuận Bắc là 165 mm. Dự báo hai ngày tới còn mưa "
    "vừa, mưa to, nguy cơ lũ quét và sạt lở đất ở vùng núi. Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các địa phương "
    "trực ban suốt ngày đêm, kiểm tra hồ chứa, rà soát khu dân cư ven sông, sẵn sàng sơ tán, không để thiệt hại "
    "về người. Các trường học ở vùng ngập cho học sinh nghỉ học trong ngày mai."
)
_SENTENCES = WIRE.split(". ")
TAKEN_OVER = {
    "another title": ("Nhiều khu phố chìm trong nước", WIRE),
    "a credit": ("Ngập nặng", f"(Theo bản tin của tỉnh) - {WIRE} Tin, ảnh: phóng viên thường trú tại Bình Thuận."),
    "a sentence left out": ("Mưa lớn gây ngập", ". ".join(_SENTENCES[:2] + _SENTENCES[3:])),
    "the order of sentences": ("Mưa lớn gây ngập", ". ".join(_SENTENCES[2:4] + _SENTENCES[:2] + _SENTENCES[4:])),
    "the end cut off": ("Mưa lớn gây ngập", " ".join(WIRE.split()[:150])),
    "other words": (
        "Mưa lớn gây ngập",
        WIRE.replace("cho biết", "thông tin")
        .replace("đi lại rất khó khăn", "giao thông ách tắc")
        .replace("huy động hơn", "điều động trên"),
    ),
}
# The bulletin of the day after in the same form.
DAY_AFTER = (
    WIRE.replace("Phú Thủy", "Đức Long")
    .replace("120", "45")
    .replace("200", "90")
    .replace("142", "88")
    .replace("165", "97")
    .replace("từ 30 đến 60", "từ 20 đến 40")
)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TAKEN_OVER)
def test_what_another_site_made_of_a_report_within_hours_is_the_same_story(kind):
    now = timezone.now()
    first = make.mention("Mưa lớn gây ngập", WIRE, now=now, published_at=now - timedelta(hours=5))
    assert make.mention(*TAKEN_OVER[kind], now=now).story == first.story


@pytest.mark.django_db
def test_the_bulletin_of_the_day_after_is_another_story_and_a_late_copy_is_not():
    now = timezone.now()
    first = make.mention("Mưa lớn gây ngập", WIRE, now=now, published_at=now - timedelta(hours=26))
    assert make.mention("Mưa lớn gây ngập", DAY_AFTER, now=now).story != first.story
    assert make.mention(*TAKEN_OVER["a credit"], now=now).story == first.story


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
