"""Keeping sources, topics, rules and phrases, and applying a rule to what is there already."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ioc_site.common.jobs import JobRun, enqueue
from subsystems.agencies.models import User
from subsystems.monitoring.matching.loading import analyse, new_edition, rule_spec
from subsystems.monitoring.matching.trial import candidate_keys
from subsystems.monitoring.models import Mention, Rule, Source
from subsystems.monitoring.services.matters import follow_up
from subsystems.monitoring.services.storing import rewrite_links, set_analysis

APPLY = "monitoring.apply_rule"
_BATCH = 50


@transaction.atomic
def save_source(source: Source) -> Source:
    """Save a source; one whose address or way of reading changed is read anew at once."""
    before = Source.objects.filter(pk=source.pk).first()
    source.full_clean()
    if before is None or any(getattr(before, name) != getattr(source, name) for name in ("url", "method", "selector")):
        source.etag = source.modified = source.content_hash = ""
        source.next_visit_at, source.errors, source.error = timezone.now(), 0, ""
    source.save()
    return source


@transaction.atomic
def save_part(row: Any) -> Any:
    """Save a topic, rule, phrase or retention period, and let every process read the rules anew."""
    row.full_clean()
    row.save()
    new_edition()
    return row


def ask_to_apply(rule: Rule, user: User) -> None:
    """Ask for the job that puts the last 30 days on the topics of a rule."""
    enqueue(APPLY, {"rule": rule.pk}, owner=user, title=str(rule), unique_key=f"{APPLY}:{rule.pk}")


def apply_rule(rule: Rule, run: JobRun | None = None, now: datetime | None = None) -> int:
    """Hold the rules in force against what a rule may fit of the last 30 days; returns how many mentions changed.

    Old texts get their topics but no alerts; matters come of those that had none.
    """
    now, changed = now or timezone.now(), 0
    areas = rule.areas.values_list("pk", flat=True)
    agencies = rule.agencies.values_list("pk", flat=True)
    found = candidate_keys(rule_spec(rule, areas, agencies), now)
    for start in range(0, len(found), _BATCH):
        with transaction.atomic():
            batch = Mention.objects.filter(pk__in=found[start : start + _BATCH], erased_at=None, story__isnull=False)
            for mention in batch.select_related("source", "story").prefetch_related("matches"):
                changed += _match_anew(mention, now)
        if run:
            run.progress(min(start + _BATCH, len(found)), len(found))
    return changed


def _match_anew(mention: Mention, now: datetime) -> bool:
    analysis = analyse(mention.title, mention.text, mention.source.kind)
    if {match.topic_id: match.why for match in mention.matches.all()} == analysis.topics:
        return False
    set_analysis(mention, analysis)
    mention.save(update_fields=["suggested_tone", "suggested_urgency", "tone", "urgency", "reasons", "facets"])
    rewrite_links(mention, analysis)
    if analysis.topics and mention.story:
        follow_up(mention, mention.story, now=now)
    return True
