"""What people enter: something they saw online, and tables from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from ioc_site.common.uploads import clean_image
from subsystems.agencies.models import User
from subsystems.monitoring.enums import Method, SourceKind, Trust
from subsystems.monitoring.fetching.entries import Entry, canonical_url
from subsystems.monitoring.models import Mention, Source
from subsystems.monitoring.services.matters import take_up
from subsystems.monitoring.services.storing import draft_of, drafts_of, give_story, store, url_hash
from subsystems.monitoring.services.visiting import settle

HAND_NAMES = {
    SourceKind.PRESS: "Cán bộ nhập: báo chí",
    SourceKind.AGENCY: "Cán bộ nhập: trang của cơ quan",
    SourceKind.FORUM: "Cán bộ nhập: diễn đàn",
    SourceKind.SOCIAL: "Cán bộ nhập: mạng xã hội",
    SourceKind.VIDEO: "Cán bộ nhập: kênh video",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person saw: a public address, and its words as far as they were written down."""

    url: str
    kind: SourceKind
    title: str
    quote: str = ""
    author: str = ""
    published_at: datetime | None = None
    screenshot: File | None = None


def hand_source(kind: SourceKind) -> Source:
    """The source under which what people enter of this kind is kept."""
    found, _made = Source.objects.get_or_create(
        name=HAND_NAMES[kind], defaults={"kind": kind, "method": Method.HAND, "trust": Trust.ORDINARY}
    )
    return found


@transaction.atomic
def add_seen(seen: Seen, user: User, *, now: datetime | None = None) -> tuple[Mention, bool]:
    """Store what a person saw and take its story up, as somebody found it worth reporting; returns the mention, and
    whether it is new. Raises ``UploadRefused`` for a screenshot that is no image."""
    now = now or timezone.now()
    url = canonical_url(seen.url)
    known = Mention.objects.filter(url_hash=url_hash(url)).first() if url else None
    if known:
        return known, False
    entry = Entry(url, seen.title, seen.quote, seen.published_at, seen.author)
    draft = draft_of(hand_source(seen.kind), entry, now, by=user)
    if seen.screenshot:
        draft.mention.screenshot = clean_image(seen.screenshot).as_file()
    store([draft])
    take_up(give_story(draft.mention), now=now)
    return draft.mention, True


@transaction.atomic
def add_table(source: Source, entries: Sequence[Entry], user: Any, *, now: datetime | None = None) -> int:
    """Store the rows of a table for a source; returns how many were new. All of them, or none."""
    now = now or timezone.now()
    drafts = drafts_of(source, entries, now)
    for draft in drafts:
        draft.mention.added_by = user
    new = store(drafts)
    for draft in new:
        settle(draft, now)
    return len(new)
