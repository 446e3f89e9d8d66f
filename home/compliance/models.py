"""What the measures found, agency by clause by period, as the last run computed it. Nothing here is ever typed in."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from home.compliance.permissions import READ_ALL
from ioc_site.common.citations import REGULATION, Citation
from subsystems.agencies.models import Agency
from subsystems.agencies.scoping import ScopedQuerySet


class ReadingQuerySet(ScopedQuerySet):
    """Members read what is about their own agency; Sở TTTT, Sở Nội vụ, leaders and auditors all of it."""

    roles_that_see_all = READ_ALL


class Run(models.Model):
    """When the figures of a period (``2026-11``, ``2026-Q4``, ``2026``) were computed last."""

    period = models.CharField(pgettext_lazy("report", "period"), max_length=10, unique=True)
    computed_at = models.DateTimeField(_("computed"))

    class Meta:
        verbose_name = _("computation of compliance")
        verbose_name_plural = _("computations of compliance")

    def __str__(self) -> str:
        return self.period


class Reading(models.Model):
    """One measure of one clause (``eid``) for one agency and period; both numbers are empty with a ``reason``."""

    period = models.CharField(pgettext_lazy("report", "period"), max_length=10)
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.CASCADE, related_name="+")
    eid = models.CharField(_("place"), max_length=80)
    measure = models.CharField(_("measure"), max_length=60)
    passing = models.PositiveBigIntegerField(null=True)
    assessed = models.PositiveBigIntegerField(null=True)
    detail_url = models.CharField(max_length=500, blank=True)
    reason = models.CharField(_("why there is no figure"), max_length=500, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a measure")
        verbose_name_plural = _("readings of measures")
        constraints = [
            models.UniqueConstraint(fields=["period", "agency", "eid", "measure"], name="reading_once"),
        ]
        indexes = [models.Index(fields=["agency", "eid", "period"], name="reading_of_agency")]

    def __str__(self) -> str:
        return f"{self.period} {self.agency} {self.eid} {self.measure}"

    @property
    def citation(self) -> Citation:
        return Citation.from_eid(REGULATION, self.eid)

    @property
    def score(self) -> float | None:
        """Per cent, 0 to 100; ``None`` when nothing was assessed."""
        return 100 * self.passing / self.assessed if self.passing is not None and self.assessed else None
