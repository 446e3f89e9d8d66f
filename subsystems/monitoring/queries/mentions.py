"""The list of mentions, and one mention with why it is on its topics."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ioc_site.common.pagination import AFTER, BEFORE, KeysetPage
from subsystems.agencies.models import User
from subsystems.monitoring.fulltext import Asked, count, keys
from subsystems.monitoring.models import Match, Matter, Mention
from subsystems.monitoring.queries.filters import MentionFilters, read_filters

PAGE_SIZE = 25
COUNTED = 200
_SHOWN = (
    *("title", "text", "tone", "urgency", "published_at", "is_demo"),
    *("source__name", "story__mention_count", "story__matter__reference"),
)


@dataclass(frozen=True, slots=True)
class MentionList:
    """A page of mentions, the newest first. ``count`` stops at ``COUNTED``; ``is_more`` says that it did."""

    filters: MentionFilters
    page: KeysetPage
    count: int
    is_more: bool


def mention_list(query: QueryDict) -> MentionList:
    """Mentions by words and filters, for staff who read all. Eight queries, seven when they fit on one page."""
    filters = read_filters(query)
    page = _page(filters.asked, query)
    is_all = not (page.newer_url or page.older_url)
    found = len(page.rows) if is_all else count(filters.asked, COUNTED + 1)
    return MentionList(filters, page, min(found, COUNTED), found > COUNTED)


def _page(asked: Asked, query: QueryDict) -> KeysetPage:
    backwards = BEFORE in query
    cursor = query.get(BEFORE if backwards else AFTER, "")
    start = int(cursor) if cursor.isdecimal() and len(cursor) <= 18 else None
    narrowed = asked
    if start is not None:
        narrowed = asked.between(start + 1, asked.high) if backwards else asked.between(asked.low, start)
    backwards = backwards and start is not None
    found = keys(narrowed, PAGE_SIZE + 1, oldest_first=backwards)
    more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    mentions = Mention.objects.filter(pk__in=found).select_related("source", "story__matter").only(*_SHOWN)
    topics = Prefetch("matches", Match.objects.select_related("topic").only("mention", "topic__name"))
    rows = list(mentions.prefetch_related(topics).order_by("-id"))
    has_newer, has_older = (more, True) if backwards else (start is not None, more)
    return KeysetPage(
        rows=rows,
        newer_url=_url(query, BEFORE, rows[0].pk) if rows and has_newer else "",
        older_url=_url(query, AFTER, rows[-1].pk) if rows and has_older else "",
    )


def _url(query: QueryDict, parameter: str, key: int) -> str:
    kept = query.copy()
    for name in (AFTER, BEFORE):
        kept.pop(name, None)
    kept[parameter] = str(key)
    return f"?{kept.urlencode()}"


@dataclass(frozen=True, slots=True)
class Why:
    """One topic of a mention with the rules that it fits."""

    topic: Any
    rules: list[str]


@dataclass(frozen=True, slots=True)
class MentionScreen:
    """One mention: its text with the hits marked, and what belongs to it."""

    mention: Mention
    title: SafeString
    text: SafeString
    why: list[Why]
    areas: list[str]
    matter: Matter | None


def mention_screen(user: User, key: int) -> MentionScreen | None:
    """A mention that the user may see, or ``None``. Four queries."""
    mentions = Mention.objects.visible_to(user).select_related("source", "story__matter", "added_by")
    mention = mentions.prefetch_related("matches__topic", "areas").filter(pk=key).first()
    return screen_of(mention) if mention else None


def screen_of(mention: Mention) -> MentionScreen:
    """The view of a mention that was read with its matches, areas and story."""
    matches: list[Match] = list(mention.matches.all())
    hits = [hit for match in matches for why in match.why for hit in why["hits"]]
    hits += [hit for reason in mention.reasons for hit in reason["hits"]]
    return MentionScreen(
        mention=mention,
        title=marked(mention.title, [hit for hit in hits if hit["in"] == "title"]),
        text=marked(mention.text, [hit for hit in hits if hit["in"] == "text"]),
        why=[Why(match.topic, [why["name"] for why in match.why]) for match in matches],
        areas=list(dict.fromkeys(area.full_name for area in mention.areas.all())),
        matter=getattr(mention.story, "matter", None) if mention.story else None,
    )


def marked(text: str, hits: list[dict[str, Any]]) -> SafeString:
    """The text, escaped, with ``<mark>`` around the hits; hits that overlap become one."""
    parts: list[str] = []
    place = 0
    for start, end in _joined((hit["from"], hit["to"]) for hit in hits):
        if start < place or end > len(text):
            continue
        parts += [escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>"]
        place = end
    return mark_safe("".join([*parts, escape(text[place:])]))


def _joined(spans: Any) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
