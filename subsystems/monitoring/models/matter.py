"""Matters: stories that the administration takes up, judges and answers; what came of them; alerts."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import AnyUser, has_role, readable_agency_ids
from subsystems.monitoring.enums import AlertKind, IrrelevantReason, Outcome, SourceKind
from subsystems.monitoring.models.mention import Story
from subsystems.monitoring.models.source import Source
from subsystems.monitoring.models.topic import StaffQuerySet, Topic
from subsystems.monitoring.roles import SUBSYSTEM, reads_everything
from workflows.engine.deputies import seen_by_deputies
from workflows.engine.models import Case, CaseQuerySet


class MatterQuerySet(CaseQuerySet):
    """Matters and who may see which."""

    @seen_by_deputies
    def visible_to(self, user: AnyUser) -> "MatterQuerySet":
        """Staff of the component see all; an agency those that were given to it."""
        if reads_everything(user):
            return self
        if not user.is_authenticated or not has_role(user, Role.OFFICER, Role.HEAD, subsystem=SUBSYSTEM):
            return self.none()
        return self.filter(agency__in=readable_agency_ids(user))


class Matter(Case):
    """A story that somebody has to look at (Article 8 clause 4 of the regulation).

    ``agency`` is who has to answer, ``answer`` what it says, ``answer_url`` and ``correction_url`` where that can be
    read. ``evidence`` says why something is misinformation. ``answered_at`` is the first answer.
    """

    story = models.OneToOneField(Story, verbose_name=_("story"), on_delete=models.PROTECT, related_name="matter")
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.PROTECT, related_name="matters"
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), null=True, blank=True, on_delete=models.PROTECT, related_name="matters"
    )
    urgency = models.PositiveSmallIntegerField(_("urgency"), default=1)
    answer = models.TextField(_("answer"), blank=True)
    answer_url = models.URLField(_("where the answer stands"), max_length=500, blank=True)
    correction_url = models.URLField(_("where the correction stands"), max_length=500, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    evidence_url = models.URLField(_("where the evidence stands"), max_length=500, blank=True)
    is_misinformation = models.BooleanField(_("misinformation"), default=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=IrrelevantReason.choices, blank=True)
    screened_at = models.DateTimeField(_("screened"), null=True, blank=True)
    screened_in_time = models.BooleanField(_("screened in time"), null=True)
    assigned_at = models.DateTimeField(_("assigned"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_in_time = models.BooleanField(_("answered in time"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta(Case.Meta):
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        indexes = [
            *Case.Meta.indexes,
            models.Index(fields=["state", "-urgency", "-id"], name="matter_queue"),
            models.Index(fields=["agency", "state", "-id"], name="matter_agency"),
            models.Index(fields=["created_at"], name="matter_created"),
        ]

    def __str__(self) -> str:
        return f"{self.reference or '–'}: {self.story.title}"


class MatterLink(models.Model):
    """Something that was made out of a matter in another room (a news page, a field report): ``kind`` and ``key`` name
    it, so that each side finds the other."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("link of a matter")
        verbose_name_plural = _("links of matters")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="matter_link_once")]

    def __str__(self) -> str:
        return self.title


class Alert(models.Model):
    """Something that people were alerted to; a story gives rise to one alert at most.

    ``key`` keeps an alert from being raised twice (topic and day, source and day). ``facts`` holds the numbers and the
    rule that they broke, as the screen states them.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=AlertKind.choices)
    key = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField(_("time"))
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="alerts")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.CASCADE, related_name="alerts")
    story = models.OneToOneField(Story, null=True, blank=True, on_delete=models.CASCADE, related_name="alert")
    facts = models.JSONField(default=dict)
    seen_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects: ClassVar[Any] = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["-id"], name="alert_open", condition=models.Q(seen_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.topic or self.source}"


class Retention(models.Model):
    """How many days texts of one kind of source are kept; afterwards only what a matter needs stays."""

    kind = models.CharField(_("kind of source"), max_length=10, choices=SourceKind.choices, unique=True)
    days = models.PositiveSmallIntegerField(_("days"), validators=[MinValueValidator(7), MaxValueValidator(3650)])

    objects: ClassVar[Any] = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("retention period")
        verbose_name_plural = _("retention periods")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days}"
