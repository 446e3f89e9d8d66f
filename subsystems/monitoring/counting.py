"""Counts of mentions by day: the keys of mentions hold the time, so that an index alone answers."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, IntegerField
from django.db.models.expressions import ExpressionWrapper
from django.utils import timezone

from subsystems.monitoring.models import Match, Topic
from subsystems.monitoring.models.mention import RANDOM_BITS, day_keys
from subsystems.monitoring.usual import SEASON_WEEKS, WEEKS, YEAR, Usual, usual_level

DAY = 86_400
# Vietnam is seven hours ahead of UTC and has had no summer time since 1975.
OFFSET = 7 * 3600
EPOCH = date(1970, 1, 1)
_HOLD_SECONDS = 3600


def day_number(key_field: str) -> Any:
    """The day of a mention's key, as days since 1970 in Vietnam, for grouping in the database."""
    seconds = F(key_field) / (1 << RANDOM_BITS) + OFFSET
    return ExpressionWrapper(seconds / DAY, output_field=IntegerField())


def by_day(first: date, last: date, topics: list[int] | None = None) -> dict[int, dict[date, int]]:
    """Mentions by topic and day, both ends included; one query on one index."""
    low, high = day_keys(first, last)
    matches = Match.objects.filter(mention__gte=low, mention__lt=high)
    if topics is not None:
        matches = matches.filter(topic__in=topics)
    rows = matches.annotate(day=day_number("mention_id")).values("topic", "day").annotate(count=Count("pk"))
    counts: dict[int, dict[date, int]] = defaultdict(dict)
    for row in rows.order_by():
        counts[row["topic"]][EPOCH + timedelta(days=row["day"])] = row["count"]
    return counts


def usual_of(topic: Topic, day: date | None = None) -> Usual:
    """The usual level of a topic on a day (today), worked out once an hour; three queries then, none else."""
    day = day or timezone.localdate()
    key = f"monitoring:usual:{topic.pk}:{day.isoformat()}:{topic.factor}:{topic.at_least}"
    return cache.get_or_set(key, lambda: _usual(topic, day), _HOLD_SECONDS)  # type: ignore[return-value]


def _usual(topic: Topic, day: date) -> Usual:
    first = Match.objects.filter(topic=topic).order_by("mention").values_list("mention", flat=True).first()
    since = day if first is None else EPOCH + timedelta(days=((first >> RANDOM_BITS) + OFFSET) // DAY)
    return usual_level(_counts(topic, day), day, factor=float(topic.factor), at_least=topic.at_least, since=since)


def _counts(topic: Topic, day: date) -> Mapping[date, int]:
    """The weeks before the day, and the weeks around it a year ago."""
    then = day - YEAR
    lately = by_day(day - timedelta(weeks=WEEKS), day - timedelta(days=1), [topic.pk])
    last_year = by_day(then - timedelta(weeks=WEEKS), then + timedelta(weeks=SEASON_WEEKS), [topic.pk])
    return {**last_year.get(topic.pk, {}), **lately.get(topic.pk, {})}
