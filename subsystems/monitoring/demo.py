"""Demonstration data: forty invented sources and some two thousand invented mentions of the last weeks, all marked.

Nothing of it names a real publisher; the sources are entered as if by hand, so that nobody visits their addresses,
which end in ``.example``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.datafiles import StrictRow, read_data_file
from ioc_site.common.demo import DemoSize
from subsystems.agencies.enums import AreaLevel, Role
from subsystems.agencies.models import Agency, Area, User
from subsystems.agencies.scoping import members_with_role
from subsystems.monitoring.enums import AlertKind, IrrelevantReason, Method, Outcome, SourceKind, Tone, Trust
from subsystems.monitoring.fetching.entries import Entry
from subsystems.monitoring.models import Alert, Matter, Source, Story
from subsystems.monitoring.services.judging import judge_story
from subsystems.monitoring.services.storing import draft_of, give_story, store
from workflows.engine.bulk import Past, write_histories
from workflows.engine.parties import SYSTEM

FILE = Path("data/monitoring/demo.yaml")
SOURCES, STORIES, DAYS = 40, 620, 84
MARK = "[Dữ liệu minh họa]"
_KINDS = [SourceKind.PRESS] * 14 + [SourceKind.AGENCY] * 8 + [SourceKind.SOCIAL] * 10 + [SourceKind.FORUM] * 5
_KINDS += [SourceKind.VIDEO] * 3
# How often a story is taken over by so many sources.
_SPREADS = [1] * 45 + [2] * 20 + [3] * 12 + [5] * 12 + [8] * 7 + [12] * 4


class StoryRow(StrictRow):
    title: str
    text: str


class DemoFile(StrictRow):
    stories: list[StoryRow]
    openings: list[str]
    endings: list[str]
    answers: list[str]


@dataclass(frozen=True, slots=True)
class World:
    """What the made-up news is drawn from."""

    words: DemoFile
    sources: list[Source]
    areas: list[Area]
    rnd: Random
    now: datetime


def seed_mentions(size: DemoSize) -> str:
    """Make sources, mentions, matters in every state and some alerts, unless they are there already."""
    if Source.objects.filter(is_demo=True).exists():
        return _("is there already")
    words = read_data_file(Path(settings.BASE_DIR) / FILE, DemoFile).content
    areas = list(Area.objects.valid_on().filter(level=AreaLevel.COMMUNE).order_by("pk"))
    world = World(words, _sources(), areas, size.random, timezone.now())
    for number in range(STORIES):
        with transaction.atomic():
            _tell(world, number)
    matters = _make_matters(world)
    _judge(world)
    _alert(world)
    mentions = sum(Story.objects.filter(is_demo=True).values_list("mention_count", flat=True))
    return _("%(mentions)s mentions, %(matters)s matters") % {"mentions": mentions, "matters": matters}


def _sources() -> list[Source]:
    made = []
    for number, kind in enumerate(_KINDS[:SOURCES], start=1):
        source = Source(
            name=f"Nguồn minh họa {number:02}",
            url=f"https://nguon{number:02}.example/rss",
            home_url=f"https://nguon{number:02}.example/",
            owner="Đơn vị minh họa",
            kind=kind,
            method=Method.HAND,
            trust=Trust.OFFICIAL if kind == SourceKind.AGENCY else Trust.ORDINARY,
            is_demo=True,
        )
        source.save()
        made.append(source)
    return made


def _tell(world: World, number: int) -> None:
    """One invented story in as many copies as sources take it over, hours after one another."""
    rnd = world.rnd
    row = rnd.choice(world.words.stories)
    area = rnd.choice(world.areas).full_name
    # News is unequal: more of it lately, and a burst today.
    ago = timedelta(days=DAYS * rnd.random() ** 1.4) if number % 120 else timedelta(hours=3 * rnd.random())
    told_at = world.now - ago
    for copy, source in enumerate(rnd.sample(world.sources, rnd.choice(_SPREADS))):
        at = min(told_at + timedelta(minutes=47 * copy), world.now - timedelta(minutes=1))
        opening, ending = rnd.choice(world.words.openings), rnd.choice(world.words.endings)
        body = f"{row.text.format(area=area)} (Bản tin số {number + 1}.)"
        text = " ".join(part for part in (MARK, opening, body, ending) if part)
        entry = Entry(
            url=f"https://nguon{source.pk:02}.example/{told_at:%Y/%m/%d}/{number}-{copy}",
            title=row.title.format(area=area),
            text=text,
            published_at=at,
            author=f"Tác giả {rnd.randint(1, 60)}",
        )
        for draft in store([draft_of(source, entry, at)]):
            give_story(draft.mention)


def _make_matters(world: World) -> int:
    """A matter for each story on a topic of the last weeks, the older ones dealt with."""
    on_topic = Story.objects.filter(is_demo=True, mentions__matches__isnull=False)
    stories = on_topic.annotate(topic=Min("mentions__matches__topic")).order_by("first_at")
    people = list(members_with_role(Role.MODERATOR).filter(is_demo=True)) or list(User.objects.filter(is_demo=True))
    agencies = list(Agency.objects.filter(code__in=["PHAN-THIET", "SYT"]))
    if not people or not agencies:
        return 0
    histories = [_history(world, story, people[0], world.rnd.choice(agencies)) for story in stories]
    return write_histories(Matter, histories)


def _history(world: World, story: Any, person: User, agency: Agency) -> tuple[Matter, list[Past]]:
    """A matter as old as its story, dealt with as far as its age allows."""
    life = _Life(world, story, person)
    if life.left > timedelta(hours=20):
        life.screen()
    if life.is_relevant and life.left > timedelta(days=2):
        life.deal_with(agency)
    return life.matter, life.past


class _Life:
    """One matter on its way through the workflow, so many hours after its story came up."""

    def __init__(self, world: World, story: Any, person: User) -> None:
        self.world, self.person = world, person
        self.start = story.first_at + timedelta(minutes=5)
        self.left = world.now - self.start
        self.urgency = story.mentions.order_by("-urgency").values_list("urgency", flat=True).first() or 1
        self.matter = Matter(story=story, topic_id=story.topic, urgency=self.urgency, is_demo=True)
        self.past = [Past("take_up", SYSTEM, self.start)]
        self.is_relevant = False

    def step(self, code: str, hours: float, actor: Any = None, comment: str = "", **data: Any) -> datetime:
        at = max(self.past[-1].at, min(self.start + timedelta(hours=hours), self.world.now))
        self.past.append(Past(code, actor or self.person, at, data, comment))
        return at

    def screen(self) -> None:
        self.matter.screened_in_time = self.world.rnd.random() < 0.85
        self.matter.screened_at = min(self.start + timedelta(hours=3), self.world.now)
        if self.world.rnd.random() < 0.35:
            self.matter.reason = self.world.rnd.choice(list(IrrelevantReason))
            self.matter.closed_at = self.step("find_irrelevant", 3, reason=self.matter.reason)
        else:
            self.step("find_relevant", 3, tone=Tone.NEGATIVE, urgency=str(self.urgency))
            self.is_relevant = True

    def deal_with(self, agency: Agency) -> None:
        if self.world.rnd.random() < 0.08:
            self._expose()
        else:
            self._ask(agency)

    def _expose(self) -> None:
        matter = self.matter
        matter.is_misinformation, matter.evidence = True, "Minh họa: số liệu chính thức cho thấy thông tin không đúng."
        self.step("declare_misinformation", 6, evidence=matter.evidence)
        if self.left > timedelta(days=10):
            matter.outcome, matter.closed_at = Outcome.MISINFORMATION, self.step("close", 40)

    def _ask(self, agency: Agency) -> None:
        matter, rnd = self.matter, self.world.rnd
        last_day = timezone.localdate(self.start) + timedelta(days=3)
        matter.agency = agency
        matter.assigned_at = self.step("assign", 5, comment="Đề nghị trả lời.", agency=agency, last_day=last_day)
        if self.left < timedelta(days=5):
            return
        matter.answer = rnd.choice(self.world.words.answers)
        handler = members_with_role(Role.OFFICER, agency=agency).first()
        matter.answered_at = self.step("answer", 8 + 90 * rnd.random(), handler, answer=matter.answer)
        matter.answered_in_time = timezone.localdate(matter.answered_at) <= last_day
        if self.left > timedelta(days=9):
            matter.outcome, matter.closed_at = Outcome.ANSWERED, self.step("close", 130)


def _judge(world: World) -> None:
    """People agree with most suggestions, not with all."""
    matters = Matter.objects.filter(is_demo=True).exclude(state__in=["new", "irrelevant"]).select_related("story")
    person = members_with_role(Role.MODERATOR).filter(is_demo=True).first()
    for matter in matters.order_by("-pk")[:250] if person else ():
        mention = matter.story.mentions.order_by("-urgency", "id").first()
        if mention:
            tone = mention.suggested_tone if world.rnd.random() < 0.8 else world.rnd.choice(list(Tone))
            judge_story(matter.story, person, tone, mention.suggested_urgency, at=matter.created_at)


def _alert(world: World) -> None:
    """A few alerts of the kinds that there are; no mail goes out for made-up ones."""
    recent = Matter.objects.filter(is_demo=True, state="new").select_related("story", "topic").order_by("-pk")[:3]
    for number, matter in enumerate(recent):
        Alert.objects.create(
            kind=AlertKind.VOLUME if number == 0 else AlertKind.NEW_SOURCE,
            key=f"demo:{matter.pk}",
            at=world.now - timedelta(minutes=7 * number),
            topic=matter.topic,
            source=None if number == 0 else world.sources[number],
            story=matter.story,
            facts={"count": 14, "level": 4.0, "spread": 2.0, "season": 1.0, "limit": 10.0, "days": 8, "factor": 3.0},
            is_demo=True,
        )
