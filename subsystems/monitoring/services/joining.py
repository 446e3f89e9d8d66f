"""Putting right by hand what the comparing of texts got wrong: two stories that are one, and a mention in a wrong one.

Called by the effects of the workflow, within the engine's transaction, so that both matters' timelines tell of it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from subsystems.monitoring import duplicates
from subsystems.monitoring.models import Alert, Matter, Mention, Story
from subsystems.monitoring.services.matters import take_up
from subsystems.monitoring.services.storing import begin_story, count_story, rejudge

_BATCH = 500


def join_stories(story: Story, into: Story) -> int:
    """Move all mentions of ``story`` to ``into``, whose judgement counts for them from now on; returns how many.

    ``story`` stays as an empty one that points to the other, and keeps its bands: what resembles its text later is
    gathered into the other story too. Its alert goes along unless the other has one, so that there is no second alert.
    """
    moved = _move(story.mentions.all(), into)
    Story.objects.filter(joined_into=story).update(joined_into=into)
    story.joined_into = into
    story.save(update_fields=["joined_into"])
    if not Alert.objects.filter(story=into).exists():
        Alert.objects.filter(story=story).update(story=into)
    count_story(story)
    count_story(into)
    return moved


def split_story(story: Story, mentions: Iterable[Mention], actor: Any, comment: str, now: datetime) -> Matter:
    """Move these mentions of a story to one of their own, with a matter of its own; what people judged of the first
    does not count for it. Raises the engine's ``NotAllowed``."""
    rows = sorted(mentions, key=lambda mention: mention.pk)
    first = rows[0]
    sign = duplicates.signature(first.title, first.text)
    made = begin_story(first, sign)
    _move(rows, made)
    count_story(story)
    count_story(made)
    return take_up(made, actor, comment=comment, now=now)


def _move(mentions: Iterable[Mention], into: Story) -> int:
    """Give mentions to another story, with what was decided for that one or else what was suggested for each."""
    moved = []
    for mention in mentions:
        mention.story = into
        rejudge(mention, into.tone or mention.suggested_tone, into.urgency or mention.suggested_urgency)
        moved.append(mention)
    Mention.objects.bulk_update(moved, ["story", "tone", "urgency", "facets"], batch_size=_BATCH)
    return len(moved)
