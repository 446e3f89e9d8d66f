"""Figures: for the dashboard of staff, and the general ones that everybody may see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from subsystems.agencies.models import Agency, Area
from subsystems.monitoring.counting import EPOCH, by_day, day_number, usual_levels
from subsystems.monitoring.enums import SourceKind, Tone
from subsystems.monitoring.models import Judgement, Match, Matter, Mention, MentionArea, Source, Story, Topic
from subsystems.monitoring.models.mention import day_keys, moment_of
from subsystems.monitoring.usual import Usual

PERIODS = (7, 30, 90)
LONGEST_LIST = 12
_HOLD_SECONDS = 300
_PUBLIC_DAYS = 30


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: ``per_mille`` of the largest part, for a bar."""

    label: Any
    count: int
    largest: int
    key: Any = None


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in the period, and today against its usual level."""

    topic: Topic
    count: int
    negative: int
    stories: int
    today: int
    usual: Usual
    is_unusual: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """How matters were answered in the period: hours are calendar hours from assignment to the first answer."""

    opened: int
    assigned: int
    answered: int
    in_time: int
    misinformation: int
    median_hours: float | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What happened in the last ``days`` days, today included."""

    days: int
    first: date
    last: date
    mentions: int
    stories: int
    sources: int
    per_day: list[Share]
    topics: list[TopicRow]
    tones: list[Share]
    kinds: list[Share]
    top_sources: list[Share]
    areas: list[Share]
    answers: Answers
    judged: int
    agreed: int
    computed_at: datetime
    has_demo: bool


def dashboard(days: int) -> Dashboard:
    """The figures of the last 7, 30 or 90 days; worked out once in five minutes."""
    days = days if days in PERIODS else 30
    key = f"monitoring:dashboard:{days}:{timezone.localdate().isoformat()}"
    last = timezone.localdate()
    first = last - timedelta(days=days - 1)
    return cache.get_or_set(key, lambda: figures_between(first, last), _HOLD_SECONDS)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Extent:
    """What figures are about: everything, the matters that an agency has to answer, or what names an area (or an area
    within it)."""

    agency: Agency | None = None
    area: Area | None = None

    @property
    def is_everything(self) -> bool:
        return self.agency is None and self.area is None

    def stories(self) -> QuerySet[Story]:
        """The stories that belong to it."""
        if self.agency is not None:
            return Story.objects.filter(matter__agency=self.agency)
        named = MentionArea.objects.filter(Q(area=self.area) | Q(area__parent=self.area)).values("mention__story")
        return Story.objects.filter(pk__in=named)

    def mentions(self, low: int, high: int) -> QuerySet[Mention]:
        """Its mentions between two keys."""
        rows: QuerySet[Mention] = Mention.objects.filter(id__gte=low, id__lt=high).order_by()
        if self.agency is not None:
            return rows.filter(story__matter__agency=self.agency)
        if self.area is None:
            return rows
        links = MentionArea.objects.filter(mention__gte=low, mention__lt=high)
        return rows.filter(id__in=links.filter(Q(area=self.area) | Q(area__parent=self.area)).values("mention"))

    def matters(self) -> QuerySet[Matter]:
        """Its matters."""
        rows: QuerySet[Matter] = Matter.objects.all()
        if self.agency is not None:
            return rows.filter(agency=self.agency)
        return rows.filter(story__in=self.stories()) if self.area is not None else rows


EVERYTHING = Extent()


def figures_between(first: date, last: date, extent: Extent = EVERYTHING) -> Dashboard:
    """The figures of these days, both included; some twenty queries, on indexes alone."""
    days = (last - first).days + 1
    low, high = day_keys(first, last)
    mentions = extent.mentions(low, high)
    totals = mentions.aggregate(
        mentions=Count("id"), stories=Count("story", distinct=True), sources=Count("source", distinct=True)
    )
    by_source = dict(mentions.values_list("source").annotate(n=Count("id")))
    sources = Source.objects.in_bulk(by_source)
    by_kind = {kind: sum(n for pk, n in by_source.items() if sources[pk].kind == kind) for kind in SourceKind}
    tones = dict(mentions.values_list("tone").annotate(n=Count("id")))
    daily = dict(mentions.annotate(day=day_number("id")).values_list("day").annotate(n=Count("id")))
    days_list = [first + timedelta(days=offset) for offset in range(days)]
    judgements = Judgement.objects.filter(at__gte=day_start(first), at__lt=day_start(last + timedelta(days=1)))
    if not extent.is_everything:
        judgements = judgements.filter(story__in=extent.stories())
    agreement = judgements.aggregate(
        judged=Count("pk"), agreed=Count("pk", filter=Q(tone=F("suggested_tone"), urgency=F("suggested_urgency")))
    )
    named = {source.name: by_source[pk] for pk, source in sources.items()}
    return Dashboard(
        days=days,
        first=first,
        last=last,
        per_day=_shares([(day, daily.get((day - EPOCH).days, 0)) for day in days_list], sort=False),
        topics=_topics(low, high, extent),
        tones=_shares([(tone.label, tones.get(tone.value, 0)) for tone in Tone], sort=False),
        kinds=_shares([(kind.label, by_kind[kind]) for kind in SourceKind if by_kind[kind]]),
        top_sources=_shares(list(named.items()))[:LONGEST_LIST],
        areas=_areas(low, high, extent),
        answers=_answers(first, last, extent),
        computed_at=timezone.now(),
        has_demo=any(source.is_demo for source in sources.values()),
        **totals,
        **agreement,
    )


def first_day() -> date | None:
    """The day of the earliest mention: before it nothing was read. One query."""
    key = Mention.objects.order_by("id").values_list("pk", flat=True).first()
    return timezone.localdate(moment_of(key)) if key else None


def _shares(parts: list[tuple[Any, int]], *, sort: bool = True) -> list[Share]:
    largest = max((count for _label, count in parts), default=0) or 1
    parts = sorted(parts, key=lambda part: -part[1]) if sort else parts
    return [Share(label, count, largest) for label, count in parts]


def _topics(low: int, high: int, extent: Extent) -> list[TopicRow]:
    today = timezone.localdate()
    matches = Match.objects.filter(mention__gte=low, mention__lt=high).order_by()
    if not extent.is_everything:
        matches = matches.filter(mention__in=extent.mentions(low, high))
    rows = matches.values("topic").annotate(
        n=Count("pk"),
        stories=Count("mention__story", distinct=True),
        negative=Count("pk", filter=Q(mention__tone=Tone.NEGATIVE)),
    )
    figures = {row["topic"]: row for row in rows}
    now = by_day(today, today)
    followed = list(Topic.objects.filter(is_active=True))
    levels = usual_levels(followed, today)
    topics = []
    for topic in followed:
        row = figures.get(topic.pk, {"n": 0, "stories": 0, "negative": 0})
        count, usual = now.get(topic.pk, {}).get(today, 0), levels[topic.pk]
        unusual = usual.is_exceeded_by(count)
        topics.append(TopicRow(topic, row["n"], row["negative"], row["stories"], count, usual, unusual))
    return sorted(topics, key=lambda row: (-row.is_unusual, -row.count, row.topic.name))


def _areas(low: int, high: int, extent: Extent) -> list[Share]:
    links = MentionArea.objects.filter(mention__gte=low, mention__lt=high).order_by()
    if not extent.is_everything:
        links = links.filter(mention__in=extent.mentions(low, high))
    counts = dict(links.values_list("area").annotate(n=Count("pk")))
    top = sorted(counts, key=lambda pk: -counts[pk])[: 2 * LONGEST_LIST]
    areas = Area.objects.in_bulk(top)
    # A text that names "Xã Trà Tân" names the one of before and the one of after a reorganisation; it is told once.
    named: dict[str, int] = {}
    for pk in top:
        named.setdefault(areas[pk].full_name, counts[pk])
    return _shares(list(named.items()))[:LONGEST_LIST]


def _answers(first: date, last: date, extent: Extent) -> Answers:
    opened = {"created_at__gte": day_start(first), "created_at__lt": day_start(last + timedelta(days=1))}
    matters = extent.matters().filter(**opened).exclude(state="joined")
    figures = matters.aggregate(
        opened=Count("pk"),
        assigned=Count("pk", filter=Q(assigned_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=Q(answered_in_time=True)),
        misinformation=Count("pk", filter=Q(is_misinformation=True)),
    )
    spans = matters.filter(answered_at__isnull=False, assigned_at__isnull=False)
    hours = [
        (b - a).total_seconds() / 3600 for a, b in spans.values_list("assigned_at", "answered_at") if a and b and b >= a
    ]
    return Answers(median_hours=round(median(hours), 1) if hours else None, **figures)


def day_start(day: date) -> datetime:
    """The beginning of a day in Vietnam."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """What everybody may see: counts, no texts, no names of sources."""

    days: int
    mentions: int
    topics: list[Share]
    kinds: list[Share]
    tones: list[Share]
    answers: Answers
    computed_at: datetime
    since: datetime | None
    is_demo: bool


def public_figures() -> PublicFigures:
    """The general figures of the last 30 days."""
    screen = dashboard(_PUBLIC_DAYS)
    shown = [(row.topic.name, row.count) for row in screen.topics if row.topic.is_public]
    return PublicFigures(
        days=_PUBLIC_DAYS,
        mentions=screen.mentions,
        topics=_shares(shown)[:LONGEST_LIST],
        kinds=screen.kinds,
        tones=screen.tones,
        answers=screen.answers,
        computed_at=screen.computed_at,
        since=Source.objects.aggregate(first=Min("created_at"))["first"],
        is_demo=screen.has_demo,
    )
