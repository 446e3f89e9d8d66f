"""Trying a rule out on what was published lately, before it counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from subsystems.monitoring.fulltext import Asked, keys
from subsystems.monitoring.matching.book import RuleSpec
from subsystems.monitoring.matching.loading import MOST_CHARACTERS, book_of
from subsystems.monitoring.models import Mention
from subsystems.monitoring.models.mention import key_at
from subsystems.monitoring.words import folded_words, read

DAYS = 30
# So many of the newest texts that may fit are looked at closely.
MOST_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have found: mentions with their hits, the newest first. ``is_all`` is false when there were
    more texts to look at than a screen can wait for."""

    found: list[tuple[Mention, list[dict[str, Any]]]]
    looked_at: int
    is_all: bool


def try_rule(spec: RuleSpec, now: datetime | None = None) -> Trial:
    """Hold the rule against the last 30 days. The full-text index gives the texts that may fit."""
    now = now or timezone.now()
    candidates = candidate_keys(spec, now)
    book = book_of([spec])
    found = []
    mentions = Mention.objects.filter(pk__in=candidates[:MOST_LOOKED_AT], erased_at=None).select_related("source")
    for mention in mentions.order_by("-id"):
        analysis = book.analyse(read(mention.title, mention.text[:MOST_CHARACTERS]), mention.source.kind)
        if spec.topic in analysis.topics:
            found.append((mention, [hit for why in analysis.topics[spec.topic] for hit in why["hits"]]))
    return Trial(found, min(len(candidates), MOST_LOOKED_AT), len(candidates) <= MOST_LOOKED_AT)


def candidate_keys(spec: RuleSpec, now: datetime) -> list[int]:
    """The newest mentions of the last 30 days that may fit, at most one more than are looked at."""
    since = key_at(now - timedelta(days=DAYS))
    candidates: set[int] = set()
    for asked in _questions(spec, since):
        candidates.update(keys(asked, MOST_LOOKED_AT + 1))
    return sorted(candidates, reverse=True)[: MOST_LOOKED_AT + 1]


def _questions(spec: RuleSpec, since: int) -> Iterator[Asked]:
    """Questions to the index which together find at least whatever the rule finds."""

    def words(phrase: str) -> tuple[str, ...]:
        return tuple(folded_words(phrase))

    base = tuple(filter(None, map(words, spec.all_of)))
    if spec.any_of:
        yield from (Asked((), (*base, words(phrase)), since) for phrase in spec.any_of if words(phrase))
    elif spec.near:
        yield from (Asked((), (*base, words(a), words(b)), since) for a, b in spec.near if words(a) and words(b))
    elif spec.areas:
        yield from (Asked((f"a_{area}",), base, since) for area in spec.areas)
    elif spec.agencies:
        yield from (Asked((f"g_{agency}",), base, since) for agency in spec.agencies)
    elif base:
        yield Asked((), base, since)
