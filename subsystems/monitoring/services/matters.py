"""Making matters out of stories, and what is made out of matters; steps are made with the engine's ``fire``."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from subsystems.agencies.models import User
from subsystems.monitoring.models import Matter, MatterLink, Mention, Story
from workflows.engine.parties import SYSTEM
from workflows.engine.services import open_case


def take_up(story: Story, actor: Any = SYSTEM, *, comment: str = "", now: datetime | None = None) -> Matter:
    """The matter of a story, made when there is none yet, with a comment of whoever makes it. Raises the engine's
    ``NotAllowed``."""
    known = Matter.objects.filter(story=story).first()
    if known:
        return known
    matches = story.mentions.filter(matches__isnull=False).order_by("-urgency", "id")
    mention = matches.prefetch_related("matches").first() or story.mentions.order_by("id").first()
    first_match = next(iter(mention.matches.all()), None) if mention else None
    matter = Matter(
        story=story,
        topic_id=first_match.topic_id if first_match else None,
        urgency=story.urgency or (mention.urgency if mention else 1),
        is_demo=story.is_demo,
    )
    open_case(matter, actor, comment=comment, now=now or timezone.now())
    return matter


def follow_up(mention: Mention, story: Story, *, now: datetime) -> None:
    """What a new mention on a topic leads to: a matter for its story, more urgent if the mention is."""
    matter = take_up(story, now=now)
    if mention.urgency > matter.urgency and not story.urgency:
        Matter.objects.filter(pk=matter.pk).update(urgency=mention.urgency)


@transaction.atomic
def link(matter: Matter, kind: str, key: Any, title: str, user: User) -> MatterLink:
    """Remember what was made out of a matter, so that each side finds the other."""
    found, _made = MatterLink.objects.get_or_create(
        kind=kind, key=str(key), defaults={"matter": matter, "title": title[:300], "by": user}
    )
    return found


def matters_of(kind: str, key: Any) -> list[Matter]:
    """The matters that a news page or a field report was made from; one query."""
    links = MatterLink.objects.filter(kind=kind, key=str(key)).select_related("matter__story")
    return [found.matter for found in links]
