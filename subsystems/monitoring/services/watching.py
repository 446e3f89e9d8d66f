"""The regular look at topics and sources: what is more than usual, what has gone silent."""

from datetime import datetime

from django.utils import timezone

from subsystems.monitoring.counting import by_day, usual_levels
from subsystems.monitoring.models import Topic
from subsystems.monitoring.services.alerts import find_silent_sources, note_volume


def watch(now: datetime | None = None) -> dict[str, int]:
    """Raise the alerts that are due; what was alerted to already is not again."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    counts = by_day(today, today)
    raised = 0
    topics = list(Topic.objects.filter(is_active=True))
    usual = usual_levels(topics, today)
    for topic in topics:
        count = counts.get(topic.pk, {}).get(today, 0)
        if note_volume(topic, count, usual[topic.pk], now):
            raised += 1
    return {"volume": raised, "silent": find_silent_sources(now)}
