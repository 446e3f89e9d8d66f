"""Joining two stories by hand, and splitting what was gathered by mistake: counts, judgements, alerts, timelines."""

import pytest
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.monitoring.enums import AlertKind
from subsystems.monitoring.models import Alert, Matter, Mention
from subsystems.monitoring.services.storing import closest_story
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.subsystems.monitoring import factories as make
from tests.subsystems.monitoring.test_stories import WORDS
from workflows.engine.errors import InvalidData, NotAllowed
from workflows.engine.services import fire
from workflows.engine.timeline import timeline

pytestmark = pytest.mark.django_db
OTHER = " ".join(reversed(WORDS.split()))


def told(matter: Matter) -> str:
    return " ".join(f"{item.title} {item.text}" for item in timeline(matter))


def test_joining_moves_mentions_and_both_timelines_tell_of_it():
    person = make.moderator()
    into = make.relevant(person, title="Ngập sâu", text=WORDS)
    matter = make.matter(title="Nước ngập đường", text=OTHER)
    fire(matter, "join", person, {"into": into})
    into.refresh_from_db()
    assert (matter.state, into.state) == ("joined", "relevant")
    assert matter.screened_at
    assert (into.story.mention_count, into.story.source_count) == (2, 2)
    assert into.reference in told(matter)
    assert matter.reference in told(into)
    moved = Mention.objects.get(title="Nước ngập đường")
    assert (moved.story, moved.tone) == (into.story, "negative")
    assert "tone_negative" in moved.facets.split()


def test_what_resembles_a_joined_text_later_is_gathered_into_the_other_story():
    person = make.moderator()
    first, second, third = (
        make.matter(title=title, text=text) for title, text in (("Một", WORDS), ("Hai", OTHER), ("Ba", "x " * 40))
    )
    fire(first, "join", person, {"into": second})
    fire(second, "join", person, {"into": third})
    again = make.mention("Một lần nữa", f"Tin mới: {WORDS}")
    assert again.story == third.story
    again.story.refresh_from_db()
    assert again.story.mention_count == 4


def test_a_story_that_was_joined_gives_no_second_alert():
    person = make.moderator()
    into, matter = make.matter(title="Một", text=WORDS), make.matter(title="Hai", text=OTHER)
    alert = Alert.objects.create(kind=AlertKind.URGENT, key="a", at=timezone.now(), story=matter.story)
    fire(matter, "join", person, {"into": into})
    alert.refresh_from_db()
    assert alert.story == into.story


def test_only_moderators_join_and_split_and_only_into_matters_that_are_open():
    agency = AgencyFactory()
    matter = make.assigned(agency, title="Một", text=WORDS)
    into = make.matter(title="Hai", text=OTHER)
    for person in (member(Role.HEAD, agency), member(Role.LEADER)):
        with pytest.raises(NotAllowed):
            fire(matter, "join", person, {"into": into})
    person = make.moderator()
    with pytest.raises(InvalidData):
        fire(matter, "join", person, {"into": matter})
    fire(into, "find_irrelevant", person, {"reason": "old"})
    with pytest.raises(InvalidData):
        fire(matter, "join", person, {"into": into})
    assert Mention.objects.filter(story=matter.story).count() == 1


def test_splitting_gives_a_mention_a_matter_of_its_own_without_the_judgement_of_the_first():
    make.phrase("nước xiết", tone="positive")
    person = make.moderator()
    matter = make.matter(title="Ngập sâu", text=WORDS)
    wrong = make.mention("Ngập sâu ở nơi khác", f"Tin mới: {WORDS}")
    assert wrong.story == matter.story
    matter.refresh_from_db()
    fire(matter, "find_relevant", person, {"tone": "negative", "urgency": "3"})
    fire(matter, "split", person, {"mentions": [wrong]}, "Chuyện của tỉnh khác.")
    wrong.refresh_from_db()
    made = Matter.objects.get(story=wrong.story)
    assert made != matter
    assert (wrong.tone, wrong.urgency, made.state) == ("positive", 1, "new")
    assert "tone_positive" in wrong.facets.split()
    matter.refresh_from_db()
    assert (matter.story.mention_count, made.story.mention_count) == (1, 1)
    assert matter.reference in told(made)
    assert "Chuyện của tỉnh khác." in told(made)
    assert "Ngập sâu ở nơi khác" in told(matter)


def test_a_copy_of_what_was_split_follows_it():
    person = make.moderator()
    matter = make.matter(title="Ngập sâu", text=WORDS)
    wrong = make.mention("Ngập sâu ở nơi khác", f"Tin mới: {WORDS}")
    matter.refresh_from_db()
    fire(matter, "split", person, {"mentions": [wrong]})
    wrong.refresh_from_db()
    copy = make.mention("Ngập sâu ở nơi khác", f"Tin mới: {WORDS}")
    assert copy.story == wrong.story
    assert closest_story(bytes(wrong.story.signature), timezone.now()) == wrong.story_id


def test_a_story_keeps_at_least_one_mention():
    person = make.moderator()
    matter = make.matter(title="Ngập sâu", text=WORDS)
    with pytest.raises(NotAllowed):
        fire(matter, "split", person, {"mentions": list(matter.story.mentions.all())})
    make.mention("Ngập sâu", WORDS)
    matter.refresh_from_db()
    with pytest.raises(InvalidData):
        fire(matter, "split", person, {"mentions": list(matter.story.mentions.all())})
