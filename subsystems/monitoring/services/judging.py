"""What people decide about tone and urgency, beside what the phrase lists suggest."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from subsystems.monitoring.models import Judgement, Mention, Story
from subsystems.monitoring.services.storing import rejudge

_BATCH = 500


@transaction.atomic
def judge_story(story: Story, user: Any, tone: str, urgency: int, *, at: datetime | None = None) -> Judgement:
    """Decide for a story and all its mentions; the suggestion as it was then is kept beside it."""
    lead = story.mentions.order_by("-suggested_urgency", "id").first()
    judgement = Judgement.objects.create(
        story=story,
        by=user,
        at=at or timezone.now(),
        suggested_tone=lead.suggested_tone if lead else tone,
        suggested_urgency=lead.suggested_urgency if lead else urgency,
        tone=tone,
        urgency=urgency,
    )
    story.tone, story.urgency = tone, urgency
    story.save(update_fields=["tone", "urgency"])
    mentions = []
    for mention in story.mentions.only("id", "tone", "urgency", "facets"):
        rejudge(mention, tone, urgency)
        mentions.append(mention)
    Mention.objects.bulk_update(mentions, ["tone", "urgency", "facets"], batch_size=_BATCH)
    return judgement
