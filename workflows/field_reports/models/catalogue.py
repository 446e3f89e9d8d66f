"""Reference data of field reports: what can be reported, who gets it, what staff write again and again."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ioc_site.common.folding import fold
from subsystems.agencies.models import Agency, Area
from workflows.engine.models.calendar import OpenListQuerySet
from workflows.engine.working_time import WorkingDays, WorkingHours
from workflows.field_reports.enums import Channel, DeadlineUnit, QuestionKind


class Category(models.Model):
    """A kind of problem, or (``parent`` empty) a group of kinds; only kinds can be reported.

    ``keywords`` are words, one a line, by which the form's search and the moderator's suggestion find it.
    ``picture`` is the name of a symbol in the sprite of the form. ``code`` is also the Open311 service code.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", verbose_name=_("group"), null=True, blank=True, on_delete=models.PROTECT, related_name="kinds"
    )
    description = models.CharField(_("description"), max_length=300, blank=True)
    keywords = models.TextField(_("keywords"), blank=True)
    picture = models.CharField(_("picture"), max_length=40, blank=True)
    deadline_length = models.PositiveSmallIntegerField(
        _("handling time"), default=7, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    deadline_unit = models.CharField(
        _("unit"), max_length=20, choices=DeadlineUnit.choices, default=DeadlineUnit.WORKING_DAYS
    )
    advice = models.TextField(
        _("advice before sending"), blank=True, help_text=_("Shown in the form, for example when to call 114 instead.")
    )
    is_active = models.BooleanField(_("can be reported"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    folded = models.TextField(editable=False, default="")

    objects = OpenListQuerySet.as_manager()

    class Meta:
        verbose_name = _("report category")
        verbose_name_plural = _("report categories")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(f"{self.name} {self.description} {self.keywords}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def handling_time(self) -> WorkingDays | WorkingHours:
        """How long handling may take from acceptance, in working time."""
        if self.deadline_unit == DeadlineUnit.WORKING_HOURS:
            return WorkingHours(self.deadline_length)
        return WorkingDays(self.deadline_length)


class Question(models.Model):
    """An extra question that a category asks; ``choices`` are the answers of a list, one a line."""

    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, related_name="questions", verbose_name=_("category")
    )
    code = models.SlugField(_("code"), max_length=40)
    label = models.CharField(_("question"), max_length=200)
    help_text = models.CharField(_("help"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=QuestionKind.choices, default=QuestionKind.STRING)
    choices = models.TextField(_("answers, one a line"), blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_public = models.BooleanField(_("shown in public"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OpenListQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of a category")
        verbose_name_plural = _("questions of categories")
        ordering = ["category", "order"]
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="question_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def choice_list(self) -> list[str]:
        """The answers of a list, blank lines left out."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class RoutingRule(models.Model):
    """Which agency a report goes to: the first rule by ``order`` whose conditions all hold. An empty condition holds
    always; ``weekdays`` are ISO numbers (1 is Monday), the hours are local time and may pass midnight."""

    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveIntegerField(_("order"), default=100)
    categories = models.ManyToManyField(Category, verbose_name=_("categories"), blank=True, related_name="rules")
    areas = models.ManyToManyField(Area, verbose_name=_("areas"), blank=True, related_name="report_rules")
    weekdays = models.JSONField(_("weekdays"), default=list, blank=True)
    from_time = models.TimeField(_("from"), null=True, blank=True)
    to_time = models.TimeField(_("until"), null=True, blank=True)
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="report_rules")
    is_active = models.BooleanField(_("in use"), default=True)

    objects = OpenListQuerySet.as_manager()

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class StandardText(models.Model):
    """A text that staff use for one step of the workflow, for one category or for all of them.

    ``{ma_so}``, ``{loai}``, ``{dia_ban}``, ``{co_quan}`` and ``{han}`` are filled in when it is used.
    """

    title = models.CharField(_("title"), max_length=120)
    transition = models.SlugField(_("step"), max_length=40)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), null=True, blank=True, on_delete=models.CASCADE, related_name="texts"
    )
    body = models.TextField(_("text"), max_length=4000)
    is_active = models.BooleanField(_("in use"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OpenListQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard text")
        verbose_name_plural = _("standard texts")
        ordering = ["transition", "order", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def step_label(self) -> Any:
        """What the step is called."""
        from workflows.field_reports.workflow import FIELD_REPORT

        step = FIELD_REPORT.transition(self.transition)
        return step.label if step else self.transition

    def get_transition_display(self) -> str:
        """The same for the admin, which would show the step's code."""
        return str(self.step_label)


class RightChannel(models.Model):
    """Where a matter that is no field report is really taken up: what a redirected reporter is told to do instead.

    Complaints and denunciations follow their own laws, emergencies their own numbers; offices move, so the addresses
    are kept in the admin.
    """

    channel = models.CharField(_("channel"), max_length=30, choices=Channel.choices, unique=True)
    name = models.CharField(_("office"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    url = models.URLField(_("web address"), blank=True)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)

    objects = OpenListQuerySet.as_manager()

    class Meta:
        verbose_name = _("right channel")
        verbose_name_plural = _("right channels")
        ordering = ["channel"]

    def __str__(self) -> str:
        return self.name

    @property
    def lines(self) -> list[str]:
        """Name, address, phone, hours and web address, as far as they are known, a line each."""
        return [line for line in (self.name, self.address, self.phone, self.hours, self.url) if line]
