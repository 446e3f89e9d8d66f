"""Storing what was found: one mention an address, one story for near-identical texts, matches with their reasons.

Texts are analysed before the transaction and written within the caller's, so that a worker that is killed in between
has written nothing, and reading the same source again adds nothing that is there already.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Min

from ioc_site.common.crypto import blind_index
from subsystems.agencies.models import User
from subsystems.monitoring import duplicates
from subsystems.monitoring.enums import KINDS_OF_PEOPLE
from subsystems.monitoring.fetching.entries import LONGEST_TEXT, Entry, clean, one_line
from subsystems.monitoring.matching.book import Analysis
from subsystems.monitoring.matching.loading import analyse
from subsystems.monitoring.models import Match, Mention, MentionArea, Source, Story, StoryBand
from subsystems.monitoring.models.mention import new_key
from subsystems.monitoring.words import folded_words

AUTHOR_PURPOSE = "monitoring.author"
# Clocks of servers differ; what lies further ahead is not believed.
AHEAD = timedelta(minutes=10)
FUTURE, MISSING = "future", "missing"
# A report that comes back after so long is another story.
STORY_DAYS = 45
SHORT_STORY_DAYS = 3
_MOST_CANDIDATES = 200
_LONGEST_FOLDED = 20_000
_TRIES = 5


@dataclass(slots=True)
class Draft:
    """A mention that is not stored yet, with what its text is about."""

    mention: Mention
    analysis: Analysis


def url_hash(url: str) -> str:
    """What an address is known by."""
    return hashlib.sha256(url.encode()).hexdigest()


def author_hash(name: str) -> str:
    """Equal for equal names, and without the portal's key it says nothing about them."""
    return blind_index(" ".join(folded_words(name)), AUTHOR_PURPOSE) if name.strip() else ""


def drafts_of(source: Source, entries: Iterable[Entry], now: datetime, *, is_read: bool = True) -> list[Draft]:
    """Drafts of the entries whose address is not known yet; each address once. One query, and those of the rules."""
    by_hash = {url_hash(entry.url): entry for entry in reversed(list(entries))}
    known = set(Mention.objects.filter(url_hash__in=by_hash).values_list("url_hash", flat=True))
    return [draft_of(source, entry, now, is_read=is_read) for key, entry in by_hash.items() if key not in known]


def draft_of(source: Source, entry: Entry, now: datetime, *, is_read: bool = True, by: User | None = None) -> Draft:
    """A draft with its analysis; writes nothing."""
    published, note = _believed(entry.published_at, now)
    hides_people = source.kind in KINDS_OF_PEOPLE
    mention = Mention(
        id=new_key(published),
        source=source,
        url=entry.url,
        url_hash=url_hash(entry.url or f"hand:{new_key(now)}"),
        published_at=published,
        date_note=note,
        seen_at=now,
        is_read=is_read,
        is_demo=source.is_demo,
        added_by=by,
        author="" if hides_people else entry.author,
        author_hash=author_hash(entry.author) if hides_people else "",
    )
    return Draft(mention, set_text(mention, entry.title, entry.text))


def _believed(claimed: datetime | None, now: datetime) -> tuple[datetime, str]:
    """The time of publication that counts: what the source says, unless it says none or one that has not come."""
    if claimed is None or claimed.year < 2000:
        return now, MISSING
    return (now, FUTURE) if claimed > now + AHEAD else (claimed, "")


def set_text(mention: Mention, title: str, text: str) -> Analysis:
    """Give a mention its text and everything that follows from it; writes nothing."""
    mention.title, mention.text = one_line(title), clean(text)[:LONGEST_TEXT]
    mention.text_hash = duplicates.text_hash(mention.title, mention.text)
    mention.folded = " ".join(folded_words(f"{mention.title}\n{mention.text}"))[:_LONGEST_FOLDED]
    analysis = analyse(mention.title, mention.text, mention.source.kind)
    set_analysis(mention, analysis)
    return analysis


def set_analysis(mention: Mention, analysis: Analysis) -> None:
    """Suggestions and facets; what a person has decided for the story stays."""
    mention.suggested_tone, mention.suggested_urgency = analysis.tone, analysis.urgency
    story = mention.story
    mention.tone = (story.tone if story else "") or analysis.tone
    mention.urgency = (story.urgency if story else None) or analysis.urgency
    mention.reasons = analysis.reasons
    mention.facets = facets_of(mention, analysis.topics, analysis.areas, analysis.agencies)


def facets_of(mention: Mention, topics: Iterable[int], areas: Iterable[int], agencies: Iterable[int]) -> str:
    """The tokens that filters ask for (see ``fulltext``)."""
    tokens = [
        f"s_{mention.source_id}",
        f"k_{mention.source.kind}",
        f"tone_{mention.tone}",
        f"u_{int(mention.urgency)}",
        *(f"t_{key}" for key in topics),
        *(f"a_{key}" for key in areas),
        *(f"g_{key}" for key in agencies),
    ]
    return " ".join([*tokens, "by_hand"] if mention.added_by_id else tokens)


def store(drafts: Sequence[Draft]) -> list[Draft]:
    """Write the drafts, in the caller's transaction; returns those that were new. Stories come with ``finish``."""
    return [draft for draft in drafts if _insert(draft)]


def _insert(draft: Draft) -> bool:
    mention = draft.mention
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                mention.save(force_insert=True)
        except IntegrityError:
            if Mention.objects.filter(url_hash=mention.url_hash).exists():
                return False
            mention.id = new_key(mention.published_at)  # two of one second drew the same number
        else:
            _write_links(mention, draft.analysis)
            return True
    raise IntegrityError("no free key for a mention")


def _write_links(mention: Mention, analysis: Analysis) -> None:
    MentionArea.objects.bulk_create([MentionArea(mention=mention, area_id=area) for area in analysis.areas])
    matches = [Match(mention=mention, topic_id=topic, why=why) for topic, why in analysis.topics.items()]
    Match.objects.bulk_create(matches)


def rewrite_links(mention: Mention, analysis: Analysis) -> None:
    """Areas and matches as they are now, after text or rules changed; in the caller's transaction."""
    mention.area_links.all().delete()
    mention.matches.all().delete()
    _write_links(mention, analysis)


def give_story(mention: Mention) -> Story:
    """Find the story that a stored mention belongs to, or begin one; in the caller's transaction. Four queries."""
    sign = duplicates.signature(mention.title, mention.text)
    known = _same_text(mention) or _alike(sign, mention.published_at)
    story = known or begin_story(mention, sign)
    mention.story = story
    mention.tone, mention.urgency = story.tone or mention.suggested_tone, story.urgency or mention.suggested_urgency
    mention.facets = " ".join(_with_judgement(mention.facets.split(), mention))
    mention.save(update_fields=["story", "tone", "urgency", "facets"])
    if known:
        count_story(known)
    return story


def begin_story(mention: Mention, sign: bytes) -> Story:
    """A story of its own for a mention whose text has this signature; the caller puts the mention into it."""
    story = Story.objects.create(
        title=mention.title,
        first_at=mention.published_at,
        last_at=mention.published_at,
        mention_count=1,
        source_count=1,
        signature=sign,
        is_demo=mention.is_demo,
    )
    StoryBand.objects.bulk_create([StoryBand(key=key, story=story) for key in duplicates.band_keys(sign)])
    return story


def _with_judgement(facets: list[str], mention: Mention) -> list[str]:
    rest = [facet for facet in facets if not facet.startswith(("tone_", "u_"))]
    return [*rest, f"tone_{mention.tone}", f"u_{int(mention.urgency)}"]


def rejudge(mention: Mention, tone: str, urgency: int) -> None:
    """Set what counts for a mention; the caller saves ``tone``, ``urgency`` and ``facets``."""
    mention.tone, mention.urgency = tone, urgency
    mention.facets = " ".join(_with_judgement(mention.facets.split(), mention))


def _same_text(mention: Mention) -> Story | None:
    """The story of a mention with the very same words within the time of one story; a few words ("Dự báo thời tiết")
    come back soon with other news behind them."""
    is_short = mention.folded.count(" ") + 1 < duplicates.FEWEST_WORDS
    since = mention.seen_at - timedelta(days=SHORT_STORY_DAYS if is_short else STORY_DAYS)
    same = Mention.objects.filter(text_hash=mention.text_hash, seen_at__gte=since, story__isnull=False)
    twin = same.exclude(pk=mention.pk).select_related("story").order_by("-id").first()
    return twin.story if twin else None


def _alike(sign: bytes, at: datetime) -> Story | None:
    """The story whose text is most like this one, if one is enough like it, or the story that this one was joined
    into by hand; one query, and one for the story."""
    key = closest_story(sign, at)
    story = Story.objects.select_related("joined_into").get(pk=key) if key else None
    return story.joined_into or story if story else None


def closest_story(sign: bytes, at: datetime) -> int | None:
    """The key of the story that a text of this time belongs to: candidates share a band of the signature and were told
    within the time of one story."""
    bands = duplicates.band_keys(sign)
    if not bands:
        return None
    keys = StoryBand.objects.filter(key__in=bands).order_by("-story").values_list("story", flat=True)
    since = at - timedelta(days=STORY_DAYS)
    candidates = Story.objects.filter(pk__in=list(dict.fromkeys(keys[:_MOST_CANDIDATES])), last_at__gte=since)
    rows = candidates.values_list("pk", "signature", "last_at")
    return duplicates.closest(sign, at, ((pk, bytes(other), last) for pk, other, last in rows))


def count_story(story: Story) -> None:
    """Bring the counts and the span of a story up to date."""
    figures: dict[str, Any] = story.mentions.aggregate(
        first=Min("published_at"),
        last=Max("published_at"),
        mentions=Count("pk"),
        sources=Count("source", distinct=True),
    )
    story.mention_count, story.source_count = figures["mentions"], figures["sources"]
    story.first_at, story.last_at = figures["first"] or story.first_at, figures["last"] or story.last_at
    story.save(update_fields=["mention_count", "source_count", "first_at", "last_at"])
