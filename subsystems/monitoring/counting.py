"""Counts of mentions by day: the keys of mentions hold the time, so that an index alone answers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
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


def usual_levels(topics: Sequence[Topic], day: date | None = None) -> dict[int, Usual]:
    """The usual level of each topic on a day (today), worked out once an hour; three queries then, none else."""
    day = day or timezone.localdate()
    asked = repr(sorted((topic.pk, topic.factor, topic.at_least) for topic in topics))
    key = f"monitoring:usual:{day.isoformat()}:{sha256(asked.encode()).hexdigest()}"
    return cache.get_or_set(key, lambda: _usual_levels(topics, day), _HOLD_SECONDS)  # type: ignore[return-value]


def _usual_levels(topics: Sequence[Topic], day: date) -> dict[int, Usual]:
    """From the weeks before the day, and the weeks around it a year ago."""
    then, keys = day - YEAR, [topic.pk for topic in topics]
    lately = by_day(day - timedelta(weeks=WEEKS), day - timedelta(days=1), keys)
    last_year = by_day(then - timedelta(weeks=WEEKS), then + timedelta(weeks=SEASON_WEEKS), keys)
    first = Match.objects.filter(topic=OuterRef("pk")).order_by("mention").values("mention")[:1]
    firsts = dict(Topic.objects.filter(pk__in=keys).values_list("pk", Subquery(first)))
    return {
        topic.pk: usual_level(
            {**last_year.get(topic.pk, {}), **lately.get(topic.pk, {})},
            day,
            factor=float(topic.factor),
            at_least=topic.at_least,
            since=_day_of(firsts.get(topic.pk)) or day,
        )
        for topic in topics
    }


def _day_of(key: int | None) -> date | None:
    return EPOCH + timedelta(days=((key >> RANDOM_BITS) + OFFSET) // DAY) if key else None
