"""Alerting people: a topic above its usual level, a new source on a topic, urgent news, a source gone silent.

A story gives rise to one alert at most, whatever the reasons; the database holds that itself.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from subsystems.agencies.models import User
from subsystems.monitoring.enums import AlertKind, Method, Urgency
from subsystems.monitoring.mails import queue_alert
from subsystems.monitoring.models import Alert, Match, Mention, Source, Story, Topic
from subsystems.monitoring.models.mention import day_keys, key_at
from subsystems.monitoring.usual import Usual

# A topic is followed for so long before a source on it counts as a new one.
SETTLED = timedelta(days=14)
# Old news that is read for the first time alerts nobody.
RECENT = timedelta(days=2)


def note_news(mention: Mention, story: Story, topics: Sequence[int], now: datetime) -> Alert | None:
    """Alerts that a stored mention on topics gives rise to, in the caller's transaction."""
    if mention.published_at < now - RECENT:
        return None
    if mention.urgency >= Urgency.HIGH:
        return _raise(AlertKind.URGENT, f"urgent:{story.pk}", now, topic_id=topics[0], story=story, mention=mention)
    for topic in topics:
        if _is_new_source(mention, topic, now):
            key = f"new:{topic}:{mention.source_id}"
            return _raise(AlertKind.NEW_SOURCE, key, now, topic_id=topic, story=story, mention=mention)
    return None


def _is_new_source(mention: Mention, topic: int, now: datetime) -> bool:
    """The source never wrote on the topic before, though both have been followed for a while."""
    if mention.source.created_at > now - SETTLED:
        return False
    on_topic = Match.objects.filter(topic=topic).exclude(mention=mention.pk)
    if on_topic.filter(mention__source=mention.source_id).exists():
        return False
    return on_topic.filter(mention__lt=key_at(now - SETTLED)).exists()


def note_volume(topic: Topic, count: int, usual: Usual, now: datetime) -> Alert | None:
    """An alert that a topic has more mentions today than usual; it names the largest story that nobody was alerted to
    yet. When all of them were, this is no news."""
    today = timezone.localdate(now)
    key = f"volume:{topic.pk}:{today.isoformat()}"
    if not usual.is_exceeded_by(count) or Alert.objects.filter(key=key).exists():
        return None
    low, high = day_keys(today, today)
    stories = Story.objects.filter(
        mentions__id__gte=low, mentions__id__lt=high, mentions__matches__topic=topic, alert=None
    )
    story = stories.order_by("-mention_count", "-pk").first()
    if story is None:
        return None
    facts = {
        "count": count,
        "level": usual.level,
        "spread": usual.spread,
        "season": usual.season,
        "limit": usual.limit,
        "days": usual.days,
        "factor": float(topic.factor),
        "at_least": topic.at_least,
    }
    return _raise(AlertKind.VOLUME, key, now, topic_id=topic.pk, story=story, facts=facts)


def find_silent_sources(now: datetime | None = None) -> int:
    """Mark and alert sources without news for longer than they say themselves; how many fell silent."""
    now = now or timezone.now()
    candidates = Source.objects.filter(is_active=True, silent_since=None).exclude(method=Method.HAND)
    fell_silent = 0
    for source in candidates.filter(Q(news_at__lt=now - timedelta(hours=1)) | Q(news_at=None)):
        last = max(filter(None, [source.news_at, source.created_at]))
        if now - last > timedelta(hours=source.silent_after_hours):
            with transaction.atomic():
                Source.objects.filter(pk=source.pk).update(silent_since=last)
                facts = {"hours": int((now - last).total_seconds() // 3600), "error": source.error}
                _raise(AlertKind.SILENT, f"silent:{source.pk}:{last.isoformat()}", now, source=source, facts=facts)
            fell_silent += 1
    return fell_silent


def _raise(kind: AlertKind, key: str, now: datetime, *, mention: Mention | None = None, **fields: Any) -> Alert | None:
    """Write an alert and ask for its mails, unless there is one with this key or for this story."""
    fields.setdefault("facts", {})
    if mention:
        fields["source"] = mention.source
    story = fields.get("story")
    if story:
        fields["is_demo"] = story.is_demo
    if Alert.objects.filter(Q(key=key) | Q(story=story, story__isnull=False)).exists():
        return None
    try:
        with transaction.atomic():
            alert = Alert.objects.create(kind=kind, key=key, at=now, **fields)
    except IntegrityError:
        return None  # another worker was quicker
    if not alert.is_demo:
        queue_alert(alert)
    return alert


def mark_seen(alert: Alert, user: User) -> None:
    """Somebody has seen to an alert; the first one counts."""
    Alert.objects.filter(pk=alert.pk, seen_at=None).update(seen_by=user, seen_at=timezone.now())
