"""How good the data are: counts by rule, and the scores made of them. Written by a job, never by hand."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from subsystems.agencies.scoping import ScopedQuerySet
from subsystems.indicators.enums import QualityRule
from subsystems.indicators.models.catalogue import Indicator


class QualityQuerySet(ScopedQuerySet):
    """Counts and scores: one's own agency's; leaders, moderators (the department in charge) and auditors see all."""

    roles_that_see_all = (Role.LEADER, Role.MODERATOR)


class QualityCount(models.Model):
    """What one rule found about an indicator that an agency delivers, over the periods that fell due in a month.

    ``month`` is the month's first day as ``YYYYMMDD``; ``passing`` of ``assessed`` figures, files or periods.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    month = models.PositiveIntegerField(_("month"))
    rule = models.CharField(_("rule"), max_length=20, choices=QualityRule.choices)
    passing = models.PositiveIntegerField(_("passing"))
    assessed = models.PositiveIntegerField(_("assessed"))

    objects: ClassVar[Any] = QualityQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of data quality")
        verbose_name_plural = _("counts of data quality")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["month", "agency", "indicator", "rule"], name="quality_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.month} {self.rule}: {self.passing}/{self.assessed}"


class QualityScore(models.Model):
    """Scores from 0 to 100 of one month: of everything, a component, an agency, an indicator, or an indicator as one
    agency delivers it. Empty where nothing was assessed.

    ``subject`` names which (``all``, ``s:y-te``, ``a:12``, ``i:5``, ``i:5:12``); the fields beside it are set as far as
    they apply. ``is_latest`` marks the newest month of a subject that has a score.
    """

    subject = models.CharField(max_length=60)
    month = models.PositiveIntegerField(_("month"))
    subsystem = models.CharField(_("component"), max_length=30, choices=Subsystem.choices, blank=True)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.CASCADE, related_name="+")
    indicator = models.ForeignKey(Indicator, null=True, on_delete=models.CASCADE, related_name="+")
    accuracy = models.FloatField(_("accuracy"), null=True)
    completeness = models.FloatField(_("completeness"), null=True)
    cleanliness = models.FloatField(_("cleanliness"), null=True)
    liveness = models.FloatField(_("liveness"), null=True)
    overall = models.FloatField(_("overall score"))
    is_latest = models.BooleanField(default=False)
    is_demo = models.BooleanField(_("illustrative data"), default=False)

    objects: ClassVar[Any] = QualityQuerySet.as_manager()

    class Meta:
        verbose_name = _("data quality score")
        verbose_name_plural = _("data quality scores")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["subject", "month"], name="quality_score_once")]
        indexes = [models.Index(fields=["month"], name="quality_score_month")]

    def __str__(self) -> str:
        return f"{self.subject} {self.month}: {self.overall}"


class QualityRun(models.Model):
    """The last time that the scores were computed (one row)."""

    computed_at = models.DateTimeField(_("computed"))

    class Meta:
        verbose_name = _("computation of data quality")
        verbose_name_plural = _("computations of data quality")
        default_permissions = ()

    def __str__(self) -> str:
        return self.computed_at.isoformat()
