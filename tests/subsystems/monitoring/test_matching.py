"""Rules of staff: what fits, what does not, and why."""

import pytest

from subsystems.agencies.models import Area
from subsystems.monitoring.enums import SourceKind, Tone, Urgency
from subsystems.monitoring.matching.book import Book, NameSpec, PhraseSpec, RuleSpec
from subsystems.monitoring.matching.loading import analyse, new_edition
from subsystems.monitoring.words import marked_word, read
from tests.subsystems.agencies.factories import AreaFactory
from tests.subsystems.monitoring import factories as make


def fits(text: str, kind: str = "press", title: str = "", **rule) -> bool:
    book = Book.of([RuleSpec(1, 7, "r", **rule)])
    return 7 in book.analyse(read(title, text), kind).topics


def test_one_of_the_phrases_is_enough():
    assert fits("Bờ biển sạt lở nặng", any_of=("lũ quét", "sạt lở"))
    assert not fits("Bờ biển đẹp", any_of=("lũ quét", "sạt lở"))


def test_a_phrase_stands_together_and_in_order():
    assert not fits("Lở đất và sạt núi", any_of=("sạt lở",))
    assert not fits("lở.", title="Bờ sạt", any_of=("sạt lở",))  # not from the title into the text


def test_marks_count_only_when_they_are_to():
    assert fits("Trời lụt lội", any_of=("lut",))
    assert fits("Trời lut loi", any_of=("lụt",))
    assert not fits("Trời lut loi", any_of=("lụt",), with_accents=True)
    assert not fits("cái lừ cá", any_of=("lũ",), with_accents=True)


def test_both_ways_of_placing_a_tone_are_the_same_word():
    assert marked_word("hoà") == marked_word("hòa")
    assert marked_word("thuỷ") == marked_word("thủy")
    assert fits("Hoà Thắng", any_of=("Hòa Thắng",), with_accents=True)


def test_all_and_none():
    assert fits("tai nạn trên cao tốc", all_of=("tai nạn", "cao tốc"))
    assert not fits("tai nạn trên quốc lộ", all_of=("tai nạn", "cao tốc"))
    assert not fits("tai nạn trên cao tốc, tin cũ", all_of=("tai nạn",), none_of=("tin cũ",))


@pytest.mark.parametrize("text", ["tàu cá gặp bão", "bão đang tiến gần, tàu cá vào bờ"])
def test_near_is_near_in_either_order(text):
    assert fits(text, near=(("bão", "tàu cá"),), near_words=5)


def test_far_is_not_near():
    assert not fits("bão " + "và " * 6 + "tàu cá", near=(("bão", "tàu cá"),), near_words=5)
    assert fits("bão " + "và " * 5 + "tàu cá", near=(("bão", "tàu cá"),), near_words=5)


def test_only_these_kinds_of_sources():
    assert fits("lũ", any_of=("lũ",), kinds=frozenset({"press"}))
    assert not fits("lũ", "social", any_of=("lũ",), kinds=frozenset({"press"}))


def test_a_rule_without_anything_finds_nothing():
    assert not fits("bất cứ gì", none_of=("x",))


def test_areas_by_their_names():
    book = Book.of(
        [RuleSpec(1, 7, "r", any_of=("ngập",), areas=frozenset({3}))],
        areas=[NameSpec(3, "Phường Mũi Né", False), NameSpec(3, "Mũi Né", True)],
    )
    assert 7 in book.analyse(read("", "Phuong Mui Ne ngập"), "press").topics
    assert 7 in book.analyse(read("", "Mũi Né ngập"), "press").topics
    assert 7 not in book.analyse(read("", "La Gi ngập"), "press").topics


def test_the_places_of_the_hits_are_those_of_the_text():
    title, text = "Sạt lở ở Hàm Tiến", "Nhiều nhà bị SẠT  LỞ cuốn."
    book = Book.of([RuleSpec(1, 7, "r", any_of=("sạt lở",))])
    hits = book.analyse(read(title, text), "press").topics[7][0]["hits"]
    found = [(title if hit["in"] == "title" else text)[hit["from"] : hit["to"]] for hit in hits]
    assert found == ["Sạt lở", "SẠT  LỞ"]


def test_the_phrase_lists_suggest_and_say_why():
    phrases = [
        PhraseSpec("bức xúc", Tone.NEGATIVE, None, 2),
        PhraseSpec("hài lòng", Tone.POSITIVE, None, 1),
        PhraseSpec("mất tích", Tone.NEGATIVE, Urgency.HIGH, 1),
    ]
    book = Book.of([], phrases=phrases)
    calm = book.analyse(read("", "Người dân hài lòng, rất hài lòng, không ai bức xúc"), "press")
    assert (calm.tone, calm.urgency) == (Tone.NEUTRAL, Urgency.LOW)
    grave = book.analyse(read("", "Một ngư dân mất tích"), "press")
    assert (grave.tone, grave.urgency) == (Tone.NEGATIVE, Urgency.HIGH)
    assert [reason["phrase"] for reason in grave.reasons] == ["mất tích"]


@pytest.mark.django_db
def test_every_process_sees_a_changed_rule_and_a_new_name():
    rule = make.rule("sạt lở")
    assert rule.topic_id in analyse("Sạt lở", "", SourceKind.PRESS).topics
    rule.any_of = "lũ quét"
    rule.save()
    new_edition()
    assert analyse("Sạt lở", "", SourceKind.PRESS).topics == {}
    area = AreaFactory(name="Hòn Thơm")
    assert analyse("Xã Hòn Thơm", "", SourceKind.PRESS).areas == [area.pk]
    Area.objects.filter(pk=area.pk).first().delete()
    assert analyse("Xã Hòn Thơm", "", SourceKind.PRESS).areas == []
