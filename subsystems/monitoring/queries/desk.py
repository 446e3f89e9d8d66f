"""The triage desk: the queue of matters, one matter with all that can be done, alerts, sources."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.pagination import KeysetPage, paginate
from subsystems.agencies.models import User
from subsystems.monitoring.enums import Tone, Urgency
from subsystems.monitoring.models import Alert, Judgement, Matter, MatterLink, Mention, Source, Topic
from subsystems.monitoring.outputs import Output, outputs_for
from subsystems.monitoring.permissions import user_can_moderate
from subsystems.monitoring.queries.mentions import MentionScreen, screen_of
from subsystems.monitoring.roles import reads_everything
from subsystems.monitoring.words import folded_words
from subsystems.monitoring.workflow import MATTER
from workflows.engine.queries import Button, available
from workflows.engine.saved_views import Views, register_desk_of_rows, views_of
from workflows.engine.timeline import TimelineItem, timeline

# The name of this desk among those whose filters can be kept.
SAVED = "monitoring"
DESK_SIZE = 25
MOST_MENTIONS = 50
# More than these would push the queue off the screen.
MOST_ALERTS = 3
VIEWS: dict[str, tuple[Any, frozenset[str]]] = {
    "moi": (_("New"), frozenset({"new"})),
    "lien-quan": (_("To be dealt with"), frozenset({"relevant", "misinformation"})),
    "da-giao": (_("With agencies"), frozenset({"assigned"})),
    "da-tra-loi": (_("Answered or corrected"), frozenset({"answered", "corrected"})),
    "da-xong": (_("Finished"), MATTER.group("final")),
}


@dataclass(frozen=True, slots=True)
class View:
    """A part of the queue with how many matters stand in it; finished ones are not counted."""

    code: str
    label: Any
    count: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The queue as a person sees it."""

    views: list[View]
    page: KeysetPage
    topics: list[Topic]
    topic: str
    query: str
    only_late: bool
    late: set[int]
    saved: Views
    alerts: list[Alert] = field(default_factory=list)
    is_staff: bool = False
    can_moderate: bool = False

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The filter that is set, as fields of a form."""
        view = next(view.code for view in self.views if view.is_open)
        return _Asked(view, self.topic, self.only_late, self.query).parameters

    @property
    def is_narrowed(self) -> bool:
        return bool(self.topic or self.query or self.only_late)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address asks for, cut to what the desk knows; ``topic`` is the key of one, known or not."""

    view: str
    topic: str
    only_late: bool
    words: str

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The same as parameters of an address, empty ones too."""
        late = "1" if self.only_late else ""
        return [("muc", self.view), ("chu-de", self.topic), ("tre", late), ("q", self.words)]


def _asked(user: User, query: QueryDict) -> _Asked:
    view, topic = query.get("muc", ""), query.get("chu-de", "")
    return _Asked(
        view=view if view in VIEWS else "moi" if reads_everything(user) else "da-giao",
        topic=topic if topic.isascii() and topic.isdigit() and len(topic) < 10 else "",
        only_late=query.get("tre") == "1",
        words=query.get("q", "").replace("\x00", "")[:200],
    )


def _asked_for(user: User, asked: _Asked, now: datetime) -> Any:
    """The matters that the user may see and asks for, in no order yet. One query."""
    rows: Any = Matter.objects.visible_to(user).filter(state__in=VIEWS[asked.view][1])
    if asked.topic:
        # A topic that was switched off narrows nothing, as it stands in no list either.
        known = Topic.objects.filter(pk=int(asked.topic), is_active=True)
        rows = rows.filter(Q(topic=int(asked.topic)) | ~Exists(known))
    if asked.only_late:
        rows = rows.overdue(now)
    if asked.words.strip():
        rows = rows.filter(_matching(asked.words))
    return rows


def desk(user: User, query: QueryDict, now: datetime) -> Desk:
    """Matters that the user may see, most urgent and newest first. Five queries, and one for each pinned view that is
    counted."""
    is_staff, asked = reads_everything(user), _asked(user, query)
    matters: QuerySet[Matter] = Matter.objects.visible_to(user)
    counts = dict(
        matters.filter(state__in=MATTER.group("unfinished")).values_list("state").annotate(n=Count("pk")).order_by()
    )
    topics = list(Topic.objects.filter(is_active=True))
    rows = _asked_for(user, asked, now).select_related("story", "topic", "agency")
    page = paginate(rows, query, order=("-urgency",), size=DESK_SIZE)
    return Desk(
        views=[_view(key, counts, asked.view) for key in VIEWS],
        page=page,
        topics=topics,
        topic=asked.topic if asked.topic in {str(topic.pk) for topic in topics} else "",
        query=asked.words,
        only_late=asked.only_late,
        saved=views_of(user, SAVED, query),
        late={row.pk for row in page.rows if row.clock_due_at and row.clock_due_at < now},
        alerts=open_alerts() if is_staff else [],
        is_staff=is_staff,
        can_moderate=bool(user_can_moderate(user)),
    )


def register_saved_views() -> None:
    """Called when the app is ready."""
    register_desk_of_rows(
        SAVED,
        "monitoring_desk",
        lambda user, query: _asked(user, query).parameters,
        lambda user, query: _asked_for(user, _asked(user, query), timezone.now()),
    )


def _view(code: str, counts: dict[str, int], chosen: str) -> View:
    label, states = VIEWS[code]
    is_final = states == MATTER.group("final")
    return View(code, label, None if is_final else sum(counts.get(s, 0) for s in states), code == chosen)


def _matching(words: str) -> Q:
    """The reference as typed, or the words in the folded text of one of the mentions."""
    told = Mention.objects.filter(story=OuterRef("story"), folded__contains=" ".join(folded_words(words)))
    return Q(reference=words.strip().upper()[:30]) | Q(Exists(told))


def open_alerts() -> list[Alert]:
    """The newest alerts that nobody has seen to. One query."""
    return list(Alert.objects.filter(seen_at=None).select_related("topic", "source", "story__matter")[:MOST_ALERTS])


def alert_list(query: QueryDict) -> KeysetPage:
    """All alerts, the newest first. One query."""
    alerts = Alert.objects.select_related("topic", "source", "story__matter", "seen_by")
    return paginate(alerts, query, order=(), size=DESK_SIZE)


@dataclass(frozen=True, slots=True)
class MatterScreen:
    """One matter on the desk."""

    matter: Matter
    state: Any
    lead: MentionScreen | None
    mentions: list[Any]
    judgement: Judgement | None
    buttons: list[Button]
    timeline: list[TimelineItem]
    links: list[MatterLink]
    outputs: list[Output]
    joined_into: Matter | None
    is_overdue: bool
    can_moderate: bool


def matter_screen(user: User, reference: str, now: datetime) -> MatterScreen | None:
    """A matter that the user may see, or ``None``; at most twelve queries, however many mentions it has."""
    matters = Matter.objects.visible_to(user).select_related("story", "topic", "agency")
    matter = matters.filter(reference=reference).first()
    if matter is None:
        return None
    mentions = list(
        matter.story.mentions.select_related("source", "story__matter", "added_by")
        .prefetch_related("matches__topic", "areas")
        .order_by("id")[:MOST_MENTIONS]
    )
    lead = max(mentions, key=lambda mention: len(mention.text), default=None)
    return MatterScreen(
        matter=matter,
        state=matter.current_state.label,
        lead=screen_of(lead) if lead else None,
        mentions=mentions,
        judgement=matter.story.judgements.select_related("by").first(),
        buttons=[button for button in available(matter, user) if button.is_allowed],
        timeline=timeline(matter),
        links=list(matter.links.select_related("by").order_by("pk")),
        outputs=outputs_for(user, matter),
        joined_into=_joined_into(user, matter),
        is_overdue=bool(matter.clock_due_at and matter.clock_due_at < now),
        can_moderate=bool(user_can_moderate(user)),
    )


def _joined_into(user: User, matter: Matter) -> Matter | None:
    """The matter that this one was joined with, if the user may see it."""
    if matter.state != "joined":
        return None
    others = Matter.objects.visible_to(user).select_related("story")
    return others.filter(story=matter.story.joined_into_id).first()


def initial_answers(screen: MatterScreen) -> dict[str, dict[str, Any]]:
    """What the forms of the steps begin with: the suggestion for a judgement, the usual agency for an assignment."""
    story, lead = screen.matter.story, screen.lead
    suggested = lead.mention if lead else None
    topic = screen.matter.topic
    return {
        "find_relevant": {
            "tone": story.tone or (suggested.suggested_tone if suggested else Tone.NEUTRAL),
            "urgency": str(story.urgency or (suggested.suggested_urgency if suggested else Urgency.LOW)),
            "topic": topic.pk if topic else None,
        },
        "assign": {"agency": topic.agency_id if topic else None},
    }


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """The sources with how they fare: those in trouble first."""

    sources: list[Source]
    in_trouble: int
    silent: int


def source_health() -> SourceHealth:
    """All sources; one query."""
    sources = list(Source.objects.filter(is_active=True))
    sources.sort(key=lambda source: (source.silent_since is None, -source.errors, source.name))
    return SourceHealth(
        sources,
        in_trouble=sum(source.errors > 0 for source in sources),
        silent=sum(source.silent_since is not None for source in sources),
    )
