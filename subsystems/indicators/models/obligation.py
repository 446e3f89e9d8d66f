"""Who delivers what by when (Article 8, clause 5, point a; Decision 2256/QĐ-UBND)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, Validity, ValidityQuerySet
from subsystems.agencies.scoping import ScopedQuerySet
from subsystems.indicators.models.catalogue import IndicatorSet


class ObligationQuerySet(ValidityQuerySet, ScopedQuerySet):  # type: ignore[override]
    """Obligations: one's own agency's; leaders and moderators see all."""

    roles_that_see_all = (Role.LEADER, Role.MODERATOR)


class Obligation(Validity):
    """An agency owes an indicator set for each period that ends while this holds, by the ``due_day``-th working day
    after the period's end."""

    indicator_set = models.ForeignKey(
        IndicatorSet, verbose_name=_("indicator set"), on_delete=models.PROTECT, related_name="obligations"
    )
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="obligations")
    due_day = models.PositiveSmallIntegerField(
        _("due on working day"), default=5, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    remind_before = models.PositiveSmallIntegerField(
        _("remind working days before"), default=2, validators=[MaxValueValidator(30)]
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("tell the head working days after"), default=1, validators=[MaxValueValidator(30)]
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ["indicator_set", "agency"]
        constraints = [models.UniqueConstraint(fields=["indicator_set", "agency"], name="obligation_once")]

    def __str__(self) -> str:
        return f"{self.indicator_set} – {self.agency}"
