"""Topics and the rules that staff write for them; why a mention is on a topic; the phrase lists of the suggestions."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.models import Agency, Area
from subsystems.agencies.scoping import AnyUser
from subsystems.monitoring.enums import SourceKind, Tone, Urgency
from subsystems.monitoring.models.mention import Mention
from subsystems.monitoring.roles import reads_everything

NEAR = "~"
LONGEST_PHRASE = 12


class StaffQuerySet(models.QuerySet):
    """Reference lists of the component."""

    def visible_to(self, user: AnyUser) -> Self:
        return self if reads_everything(user) else self.none()


class Topic(models.Model):
    """A subject that the province follows. ``agency`` is who usually answers on it.

    ``factor`` and ``at_least`` say when a day counts as more than usual (see ``usual``).
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("agency that usually answers"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    factor = models.DecimalField(
        _("alert above … times the usual spread"),
        max_digits=3,
        decimal_places=1,
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    at_least = models.PositiveSmallIntegerField(
        _("never alert below … mentions a day"), default=5, validators=[MinValueValidator(1)]
    )
    is_public = models.BooleanField(
        _("in the public figures"), default=True, help_text=_("The public sees how many mentions there were, no texts.")
    )
    is_active = models.BooleanField(_("followed"), default=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects: ClassVar[Any] = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """What puts a mention on a topic. Each list has one word or phrase a line.

    A text fits when it has one of ``any_of`` (where there are some), each of ``all_of``, both sides of a line of
    ``near`` (``phrase ~ phrase``) within ``near_words`` words, names one of ``areas`` and one of ``agencies`` where
    there are some, and has none of ``none_of``. Without ``with_accents`` marks do not count.
    """

    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="rules")
    name = models.CharField(_("name"), max_length=120)
    any_of = models.TextField(_("one of these"), blank=True, help_text=_("One word or phrase a line."))
    all_of = models.TextField(_("all of these"), blank=True)
    near = models.TextField(
        _("near each other"), blank=True, help_text=_("A line: phrase ~ other phrase. One line that fits is enough.")
    )
    near_words = models.PositiveSmallIntegerField(
        _("near means within … words"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    none_of = models.TextField(_("none of these"), blank=True)
    with_accents = models.BooleanField(
        _("marks count"), default=False, help_text=_("Otherwise “lu” also finds “lũ” and “lừ”.")
    )
    areas: Any = models.ManyToManyField(Area, verbose_name=_("names one of these areas"), blank=True, related_name="+")
    agencies: Any = models.ManyToManyField(
        Agency, verbose_name=_("names one of these agencies"), blank=True, related_name="+"
    )
    kinds = models.JSONField(_("only these kinds of sources"), default=list, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects: ClassVar[Any] = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["topic", "name"]

    def __str__(self) -> str:
        return f"{self.topic} – {self.name}"

    def clean(self) -> None:
        super().clean()
        _check_phrases(self, "any_of", "all_of", "none_of")
        for line in lines_of(self.near):
            sides = [side.strip() for side in line.split(NEAR)]
            if len(sides) != 2 or not all(sides):
                raise ValidationError({"near": _("Each line has two phrases with ~ between them.")})
        if not set(self.kinds) <= set(SourceKind.values):
            raise ValidationError({"kinds": _("This is not a list of kinds of sources.")})


def lines_of(text: str) -> list[str]:
    """The lines of a list as staff write it, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _check_phrases(rule: Rule, *names: str) -> None:
    for name in names:
        for line in lines_of(getattr(rule, name)):
            if len(line.split()) > LONGEST_PHRASE:
                raise ValidationError(
                    {
                        name: _("A phrase has at most %(count)s words: %(phrase)s")
                        % {"count": LONGEST_PHRASE, "phrase": line[:60]}
                    }
                )
            if not any(char.isalnum() for char in line):
                raise ValidationError({name: _("This line has no word: %(phrase)s") % {"phrase": line[:60]}})


class Match(models.Model):
    """A mention is on a topic, and why: ``why`` lists rules and their hits,
    ``[{"rule": id, "name": "…", "hits": [{"in": "title" | "text", "from": 0, "to": 5}]}]`` in characters."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="matches", db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="matches", db_index=False)
    why = models.JSONField(default=list)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [models.UniqueConstraint(fields=["mention", "topic"], name="match_once")]
        indexes = [models.Index(fields=["topic", "mention"], name="match_topic_time")]

    def __str__(self) -> str:
        return f"{self.topic} – {self.mention_id}"


class Phrase(models.Model):
    """One line of the transparent lists that suggest tone or urgency: each occurrence adds ``weight``."""

    text = models.CharField(_("word or phrase"), max_length=100, unique=True)
    tone = models.CharField(_("tone"), max_length=10, choices=Tone.choices, blank=True)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency.choices, null=True, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    objects: ClassVar[Any] = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("phrase of the suggestions")
        verbose_name_plural = _("phrases of the suggestions")
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        if not self.tone and not self.urgency:
            raise ValidationError({"tone": _("Say which tone or which urgency the phrase suggests.")})


class Edition(models.Model):
    """One row: a token that changes with every rule, phrase or name of the directory, so that each process knows when
    to read them anew (see ``matching.book``)."""

    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.token
