"""What was published: mentions, and the stories that near-identical ones belong to."""

import secrets
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Self

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Area, User
from subsystems.agencies.scoping import AnyUser, has_role, readable_agency_ids
from subsystems.monitoring.enums import Tone, Urgency
from subsystems.monitoring.models.source import Source
from subsystems.monitoring.roles import SUBSYSTEM, reads_everything

RANDOM_BITS = 20


def private_storage() -> Storage:
    """Where screenshots stand: never served by address."""
    return storages["private"]


def key_at(moment: datetime) -> int:
    """The smallest key of a mention that was published at this second: keys are in the order of time, so that a list,
    its filters and a full-text search all run along the primary key. Below 2^53 until long after this century."""
    return max(0, int(moment.timestamp())) << RANDOM_BITS


def new_key(moment: datetime) -> int:
    """A key for a new mention of this second; chance keeps two of one second apart (the database refuses a clash)."""
    return key_at(moment) + secrets.randbelow(1 << RANDOM_BITS)


def moment_of(key: int) -> datetime:
    """When the mention with this key was published, to the second."""
    return datetime.fromtimestamp(key >> RANDOM_BITS, tz=UTC)


def day_keys(first: date, last: date) -> tuple[int, int]:
    """The keys from the beginning of ``first`` up to, not with, the end of ``last``, days of Vietnam."""
    zone = timezone.get_default_timezone()
    start = datetime.combine(first, time(), zone)
    return key_at(start), key_at(datetime.combine(last + timedelta(days=1), time(), zone))


class Story(models.Model):
    """One piece of news, however many sites carry it: near-identical texts are gathered here.

    ``signature`` is the MinHash of its first text (see ``duplicates``). ``tone`` and ``urgency`` are what a person
    decided, for all its mentions; empty as long as nobody has. ``joined_into`` is the story that a person joined it
    with: it has no mentions any more, but what resembles its text belongs to that one.
    """

    title = models.CharField(_("title"), max_length=300)
    first_at = models.DateTimeField(_("first seen"))
    last_at = models.DateTimeField(_("last seen"))
    mention_count = models.PositiveIntegerField(_("mentions"), default=0)
    source_count = models.PositiveIntegerField(_("sources"), default=0)
    tone = models.CharField(_("tone"), max_length=10, choices=Tone.choices, blank=True)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency.choices, null=True, blank=True)
    signature = models.BinaryField(default=b"", editable=False)
    joined_into: Any = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="joined"
    )
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [models.Index(fields=["last_at"], name="story_last")]

    def __str__(self) -> str:
        return self.title


class StoryBand(models.Model):
    """One band of a story's signature; texts that share a band are worth comparing."""

    key = models.BigIntegerField()
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="bands", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["key", "story"], name="band_key"),
            models.Index(fields=["story"], name="band_story"),
        ]

    def __str__(self) -> str:
        return f"{self.key}"


class MentionQuerySet(models.QuerySet):
    """Mentions and who may see which."""

    def visible_to(self, user: AnyUser) -> Self:
        """Staff of the component see all; an agency those of the matters that were given to it."""
        if reads_everything(user):
            return self
        if not user.is_authenticated or not has_role(user, Role.OFFICER, Role.HEAD, subsystem=SUBSYSTEM):
            return self.none()
        return self.filter(story__matter__agency__in=readable_agency_ids(user))


class Mention(models.Model):
    """One text on the internet, stored as plain text (tin bài).

    ``id`` comes from ``new_key``. ``url`` is canonical and ``url_hash`` its SHA-256, so that one address is one
    mention. ``text_hash`` is the SHA-256 of the text as stored first. ``published_at`` is what the source says, or the
    time of reading when it names none or one in the future (``date_note`` says so). ``author_hash`` is keyed and says
    nothing about the person; ``author`` is filled for press and agencies only. ``tone`` and ``urgency`` are what
    counts: what a person decided, else what the phrase lists suggest. ``folded`` and ``facets`` feed the full-text
    index (see ``fulltext``).
    """

    id = models.BigIntegerField(primary_key=True, editable=False)
    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="mentions")
    story = models.ForeignKey(
        Story, verbose_name=_("story"), null=True, on_delete=models.PROTECT, related_name="mentions"
    )
    url = models.CharField(_("address"), max_length=1000, blank=True)
    url_hash = models.CharField(max_length=64, unique=True, editable=False)
    text_hash = models.CharField(max_length=64, db_index=True, editable=False)
    published_at = models.DateTimeField(pgettext_lazy("mention", "published"))
    seen_at = models.DateTimeField(_("first read"))
    date_note = models.CharField(max_length=20, blank=True)
    suggested_tone = models.CharField(max_length=10, choices=Tone.choices, default=Tone.NEUTRAL)
    suggested_urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.LOW)
    tone = models.CharField(_("tone"), max_length=10, choices=Tone.choices, default=Tone.NEUTRAL)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency.choices, default=Urgency.LOW)
    is_read = models.BooleanField(default=True, editable=False)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)
    is_masked = models.BooleanField(_("names masked"), default=False, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)
    added_by = models.ForeignKey(
        User, verbose_name=_("entered by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author = models.CharField(pgettext_lazy("mention", "author"), max_length=150, blank=True)
    author_hash = models.CharField(max_length=64, blank=True, editable=False)
    screenshot = models.FileField(_("screenshot"), storage=private_storage, upload_to="monitoring/%Y/%m/", blank=True)
    title = models.CharField(_("title"), max_length=300)
    reasons = models.JSONField(default=list, editable=False)
    facets = models.TextField(default="", editable=False)
    text = models.TextField(_("text"), blank=True)
    folded = models.TextField(default="", editable=False)
    areas: Any = models.ManyToManyField(Area, verbose_name=_("areas"), through="MentionArea", related_name="+")

    objects: ClassVar[Any] = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        ordering = ["-id"]
        indexes = [
            # A slim copy of what the figures group by, so that counting a month does not read its texts.
            models.Index(fields=["id", "source", "tone", "urgency", "story"], name="mention_figures"),
            models.Index(fields=["source", "id"], name="mention_kept", condition=models.Q(erased_at__isnull=True)),
            models.Index(fields=["seen_at"], name="mention_unread", condition=models.Q(is_read=False)),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.source}, {timezone.localtime(self.published_at):%H:%M %d/%m/%Y})"


class MentionArea(models.Model):
    """A mention names an area; keys of mentions are in the order of time, so the index is too."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, db_index=False, related_name="area_links")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, db_index=False, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mention", "area"], name="mention_area_once")]
        indexes = [models.Index(fields=["area", "mention"], name="mention_area_time")]

    def __str__(self) -> str:
        return f"{self.mention_id} – {self.area_id}"


class Judgement(models.Model):
    """What a person decided about a story's tone and urgency, beside what was suggested then; the latest counts."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="judgements")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    suggested_tone = models.CharField(max_length=10, choices=Tone.choices)
    suggested_urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    tone = models.CharField(_("tone"), max_length=10, choices=Tone.choices)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency.choices)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.story} – {self.get_tone_display()}"
