"""The figures: a narrow table of what holds now, and apart from it what held before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.models import Area
from subsystems.indicators.enums import Removal
from subsystems.indicators.models.catalogue import Breakdown, Indicator, IndicatorVersion
from subsystems.indicators.models.delivery import Delivery


class Observation(models.Model):
    """One figure that holds now: an indicator, an area, a period, a breakdown. Millions of rows, so integers only.

    ``period`` is the key of the period (its first day as ``YYYYMMDD``; the kind follows from the version). ``version``
    is the definition under which the figure was delivered. ``row`` is the row of the delivery's file (0: computed from
    other figures). A value has at most 15 significant digits, which a float keeps exactly as they were written.
    The figure is demonstration data when its delivery is (``delivery.is_demo``).
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations", db_index=False)
    version = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.PositiveIntegerField(_("period"))
    breakdown = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.FloatField(_("value"))
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+", db_index=False)
    row = models.PositiveIntegerField(_("row"), default=0)

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        default_permissions = ()
        constraints = [
            # All areas of a period: maps, comparisons, and the identity of a figure.
            models.UniqueConstraint(fields=["indicator", "period", "area", "breakdown"], name="observation_once"),
        ]
        indexes = [
            # One area over time, answered from the index alone.
            models.Index(fields=["indicator", "area", "breakdown", "period", "value"], name="observation_series"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.area_id} {self.period}: {self.value}"


class PastValue(models.Model):
    """A value that held once and does not any more; rows are only ever added, the database refuses anything else.

    ``delivery`` and ``row`` say where the value came from, ``removed_by`` which delivery replaced it or, when
    ``removal`` is a roll-back, was rolled back. Who and when stand in the timeline of ``removed_by``, ``removed_at``
    repeats the moment.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.PositiveIntegerField(_("period"))
    breakdown = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.FloatField(_("value"))
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+", db_index=False)
    row = models.PositiveIntegerField(_("row"), default=0)
    removal = models.CharField(_("reason"), max_length=12, choices=Removal.choices)
    removed_by = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="removed_values")
    removed_at = models.DateTimeField(_("removed"))

    class Meta:
        verbose_name = _("past value")
        verbose_name_plural = _("past values")
        default_permissions = ()
        indexes = [
            models.Index(fields=["indicator", "period", "area", "breakdown"], name="past_value_figure"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.area_id} {self.period}: {self.value}"
