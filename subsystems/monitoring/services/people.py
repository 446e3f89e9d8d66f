"""Privacy: masking names, erasing texts, and how long which texts are kept (Law 91/2025/QH15)."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.access_log import log_access
from subsystems.agencies.models import User
from subsystems.monitoring.enums import KINDS_OF_PEOPLE, SourceKind
from subsystems.monitoring.models import Check, Match, Mention, Retention, Source, Story, StoryBand
from subsystems.monitoring.models.mention import key_at
from subsystems.monitoring.services.storing import STORY_DAYS, Draft, rewrite_links, set_text
from workflows.engine.registry import workflow_of

MASK = "[…]"
KEPT_CHECKS = timedelta(days=60)
UNREAD_FOR = timedelta(hours=6)
_BATCH = 500
DEFAULT_DAYS: dict[str, int] = {kind: 180 if kind in KINDS_OF_PEOPLE else 730 for kind in SourceKind.values}


@transaction.atomic
def mask_names(mention: Mention, names: Iterable[str], user: User) -> Mention:
    """Put ``MASK`` where the text has one of these names, in title and text, and forget who wrote it; who did it is
    logged. The names themselves are kept nowhere."""
    locked: Mention = Mention.objects.select_for_update().select_related("source").get(pk=mention.pk)
    patterns = [_pattern(name) for name in names if name.strip()]
    title, text = locked.title, locked.text
    for pattern in patterns:
        title, text = pattern.sub(MASK, title), pattern.sub(MASK, text)
    analysis = set_text(locked, title, text)
    locked.author, locked.author_hash, locked.is_masked = "", "", True
    locked.save()
    rewrite_links(locked, analysis)
    if locked.story:
        title = locked.story.title
        for pattern in patterns:
            title = pattern.sub(MASK, title)
        Story.objects.filter(pk=locked.story.pk).update(title=title)
    log_access(user, locked, "names", _("Names of private persons were masked."))
    return locked


def _pattern(name: str) -> re.Pattern[str]:
    """The name as whole words, in any case, whatever stands between its parts."""
    words = r"\s+".join(re.escape(part) for part in name.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


@transaction.atomic
def erase(mentions: Iterable[Mention], *, user: User | None = None, reason: str = "") -> int:
    """Take text, address, author and picture out of mentions for good; what stays are the counts by source, topic,
    area and tone. A person's doing is logged with the reason."""
    now, erased = timezone.now(), []
    for mention in mentions:
        if user:
            log_access(user, mention, "text", reason)
        if mention.screenshot:
            mention.screenshot.delete(save=False)
        mention.title, mention.text, mention.folded = _("(erased)"), "", ""
        mention.url = mention.author = mention.author_hash = ""
        mention.reasons, mention.erased_at, mention.is_read = [], now, True
        erased.append(mention)
    fields = [
        "title",
        "text",
        "folded",
        "url",
        "author",
        "author_hash",
        "reasons",
        "erased_at",
        "is_read",
        "screenshot",
    ]
    Mention.objects.bulk_update(erased, fields, batch_size=100)
    Match.objects.filter(mention__in=[mention.pk for mention in erased]).update(why=[])
    stories = {mention.story_id for mention in erased if mention.story_id}
    for story in Story.objects.filter(pk__in=stories).exclude(mentions__erased_at=None):
        Story.objects.filter(pk=story.pk).update(title=_("(erased)"), signature=b"")
        StoryBand.objects.filter(story=story).delete()
    return len(erased)


def days_kept() -> dict[str, int]:
    """How many days the texts of each kind of source are kept; one query."""
    return {**DEFAULT_DAYS, **dict(Retention.objects.values_list("kind", "days"))}


def erase_expired(now: datetime | None = None) -> int:
    """Erase the texts whose time is over, unless an unfinished matter or proven misinformation needs them."""
    from subsystems.monitoring.models import Matter

    now, erased = now or timezone.now(), 0
    unfinished = workflow_of(Matter).group("unfinished")
    for kind, days in days_kept().items():
        before = key_at(now - timedelta(days=days))
        for source in Source.objects.filter(kind=kind).values_list("pk", flat=True):
            expired = Mention.objects.filter(source=source, id__lt=before, erased_at=None)
            expired = expired.exclude(story__matter__state__in=unfinished)
            expired = expired.exclude(story__matter__is_misinformation=True)
            while batch := list(expired[:_BATCH]):
                erased += erase(batch)
    return erased


def tidy(now: datetime | None = None) -> dict[str, int]:
    """Once a night: expired texts, old visits, bands of old stories, and mentions whose article never came."""
    now = now or timezone.now()
    checks, _by_model = Check.objects.filter(at__lt=now - KEPT_CHECKS).delete()
    old = Story.objects.filter(last_at__lt=now - timedelta(days=STORY_DAYS), bands__isnull=False)
    bands, _by_model = StoryBand.objects.filter(story__in=old.values("pk")).delete()
    return {"settled": settle_unread(now), "erased": erase_expired(now), "visits": checks, "bands": bands}


def settle_unread(now: datetime) -> int:
    """Settle by their summaries the mentions whose article was asked for long ago and never read."""
    from subsystems.monitoring.services.visiting import settle

    settled = 0
    for mention in Mention.objects.filter(is_read=False, seen_at__lt=now - UNREAD_FOR).select_related("source"):
        with transaction.atomic():
            analysis = set_text(mention, mention.title, mention.text)
            mention.is_read = True
            mention.save()
            rewrite_links(mention, analysis)
            settle(Draft(mention, analysis), now)
        settled += 1
    return settled
