"""Sources, topics, mentions and matters, made through the same services as real ones."""

import itertools
from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.monitoring.enums import Method, SourceKind
from subsystems.monitoring.fetching.entries import Entry
from subsystems.monitoring.matching.loading import new_edition
from subsystems.monitoring.models import Matter, Mention, Phrase, Rule, Source, Topic
from subsystems.monitoring.services.matters import take_up
from subsystems.monitoring.services.storing import draft_of, store
from subsystems.monitoring.services.visiting import settle
from tests.subsystems.agencies.factories import AgencyFactory, member
from workflows.engine.services import fire

_numbers = itertools.count(1)


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Báo {n}")
    url = factory.Sequence(lambda n: f"https://bao{n}.example/rss")
    kind = SourceKind.PRESS
    method = Method.FEED
    reads_articles = False
    delay_seconds = 0


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Chủ đề {n}")


def rule(*any_of: str, topic: Topic | None = None, **fields: Any) -> Rule:
    """A rule that is in force at once."""
    made = Rule.objects.create(
        topic=topic or TopicFactory(), name=f"Quy tắc {next(_numbers)}", any_of="\n".join(any_of), **fields
    )
    new_edition()
    return made


def phrase(text: str, **fields: Any) -> Phrase:
    made = Phrase.objects.create(text=text, **fields)
    new_edition()
    return made


def mention(title: str = "Tin", text: str = "", *, source: Source | None = None, **fields: Any) -> Mention:
    """A stored mention with its story, as a visit would make it."""
    now = fields.pop("now", None) or timezone.now()
    url = fields.pop("url", f"https://bao.example/{next(_numbers)}")
    entry = Entry(url, title, text, fields.pop("published_at", now - timedelta(minutes=5)), fields.pop("author", ""))
    draft = draft_of(source or SourceFactory(), entry, now)
    for new in store([draft]):
        settle(new, now)
    draft.mention.refresh_from_db()
    return draft.mention


def moderator() -> User:
    return member(Role.MODERATOR)


def matter(title: str = "Bờ biển sạt lở", text: str = "", **fields: Any) -> Matter:
    """A new matter."""
    return take_up(mention(title, text, **fields).story)


def relevant(by: User | None = None, **fields: Any) -> Matter:
    made = matter(**fields)
    fire(made, "find_relevant", by or moderator(), {"tone": "negative", "urgency": "2"})
    return made


def assigned(agency: Agency | None = None, by: User | None = None, **fields: Any) -> Matter:
    """A matter that an agency has to answer within three days."""
    by = by or moderator()
    made = relevant(by, **fields)
    last_day = timezone.localdate() + timedelta(days=3)
    fire(made, "assign", by, {"agency": agency or AgencyFactory(), "last_day": last_day}, "Đề nghị trả lời.")
    return made
