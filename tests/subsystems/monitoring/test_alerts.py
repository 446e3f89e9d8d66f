"""Alerts: when, to whom, and never two for one story."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.monitoring.enums import AlertKind
from subsystems.monitoring.models import Alert, Source
from subsystems.monitoring.services.watching import watch
from tests.subsystems.agencies.factories import member
from tests.subsystems.monitoring import factories as make
from workflows.engine.models import OutgoingMail

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=60)


def old_source() -> Source:
    source = make.SourceFactory()
    Source.objects.filter(pk=source.pk).update(created_at=timezone.now() - LONG_AGO)
    source.refresh_from_db()
    return source


def followed_topic():
    """A topic with a little history."""
    topic = make.rule("sạt lở").topic
    past = timezone.now() - timedelta(days=30)
    make.mention("Sạt lở nhỏ năm cũ", now=past, source=old_source())
    return topic


def test_a_topic_above_its_usual_level_is_alerted_once_a_day_with_the_rule_that_it_broke():
    topic = followed_topic()
    topic.at_least = 3
    topic.save()
    source = old_source()
    make.mention("Sạt lở cũ", now=timezone.now() - timedelta(days=20), source=source)
    Alert.objects.all().delete()
    now = timezone.now()
    for number in range(4):
        make.mention(f"Sạt lở ở xã số {number}", source=source, published_at=now)
    cache.clear()
    assert watch()["volume"] == 1
    assert watch()["volume"] == 0
    alert = Alert.objects.get(kind=AlertKind.VOLUME)
    assert alert.topic == topic
    assert alert.facts["count"] == 4
    assert alert.facts["limit"] < 4


def test_a_story_is_alerted_once_whatever_the_reasons():
    make.phrase("mất tích", urgency=3)
    topic = followed_topic()
    topic.at_least = 1
    topic.save()
    mention = make.mention("Sạt lở, một người mất tích", source=old_source())
    make.mention("Sạt lở, một người mất tích", source=old_source())
    cache.clear()
    watch()
    assert [alert.kind for alert in Alert.objects.filter(story=mention.story)] == [AlertKind.URGENT]
    assert Alert.objects.filter(story__isnull=False).count() == 1


def test_a_source_that_never_wrote_on_a_topic_is_news():
    followed_topic()
    make.mention("Sạt lở lớn ở xã Một", source=old_source())
    alert = Alert.objects.get()
    assert alert.kind == AlertKind.NEW_SOURCE


def test_a_new_topic_and_a_new_source_are_not_new_sources_on_a_topic():
    make.rule("sạt lở")
    make.mention("Sạt lở lớn ở xã Một", source=old_source())
    assert not Alert.objects.exists()
    followed_topic()
    make.mention("Sạt lở lớn ở xã Hai", source=make.SourceFactory())
    assert not Alert.objects.exists()


def test_old_news_alerts_nobody():
    make.phrase("mất tích", urgency=3)
    make.rule("sạt lở")
    make.mention("Sạt lở, mất tích", published_at=timezone.now() - timedelta(days=9))
    assert not Alert.objects.exists()


def test_a_silent_source_is_alerted_once_until_it_speaks_again():
    source = old_source()
    assert watch()["silent"] == 1
    assert watch()["silent"] == 0
    source.refresh_from_db()
    assert source.silent_since
    assert Alert.objects.get().facts["hours"] >= 72


def test_moderators_are_mailed_and_leaders_of_urgent_news_too(settings):
    moderator, leader = member(Role.MODERATOR), member(Role.LEADER)
    for person in (moderator, leader):
        person.email = f"{person.username}@example.vn"
        person.save()
    make.phrase("mất tích", urgency=3)
    make.rule("sạt lở")
    make.mention("Sạt lở, một người mất tích")
    followed_topic()
    make.mention("Sạt lở lớn ở xã Một", source=old_source())
    to = sorted(mail.arguments["user"] for mail in OutgoingMail.objects.filter(kind="monitoring.alert"))
    assert to == sorted([moderator.pk, moderator.pk, leader.pk])
