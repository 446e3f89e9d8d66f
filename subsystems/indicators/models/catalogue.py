"""The catalogue: what is measured, how it is defined in which time, and what is delivered together."""

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.folding import fold
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Agency, Area, PublicListQuerySet, Validity
from subsystems.agencies.scoping import AnyUser, sees_all_agencies
from subsystems.indicators.enums import Direction, PeriodKind

CODE_PATTERN = r"^[A-Z0-9][A-Z0-9.-]*$"
is_code = RegexValidator(CODE_PATTERN, _("Capital letters, digits, dots and hyphens."))
TOTAL_CODE = "TONG"


class Dimension(models.Model):
    """A way in which figures are broken down: by sex, by level of education."""

    code = models.CharField(_("code"), max_length=30, unique=True, validators=[is_code])
    name = models.CharField(_("name"), max_length=120)

    objects = PublicListQuerySet.as_manager()

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Breakdown(models.Model):
    """One part of a dimension; the one without a dimension (``TOTAL_CODE``) stands for the whole."""

    dimension = models.ForeignKey(
        Dimension,
        verbose_name=_("dimension"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="breakdowns",
    )
    code = models.CharField(_("code"), max_length=40, unique=True, validators=[is_code])
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PublicListQuerySet.as_manager()

    class Meta:
        verbose_name = _("breakdown")
        verbose_name_plural = _("breakdowns")
        ordering = ["dimension", "position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_total(self) -> bool:
        return self.dimension_id is None


class IndicatorQuerySet(models.QuerySet):
    """Indicators, and who sees which."""

    def public(self) -> Self:
        """What everybody may see, figures included."""
        return self.filter(is_public=True)

    def visible_to(self, user: AnyUser) -> Self:
        """Everybody who signs in sees the whole catalogue; visitors see the public part."""
        return self if user.is_authenticated and user.is_active else self.public()


class Indicator(models.Model):
    """Something that is measured (chỉ tiêu). ``code`` never changes; how it is defined stands in its versions.

    ``is_public`` opens its figures to everybody; others are for the administration alone.
    """

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[is_code])
    name = models.CharField(_("name"), max_length=255)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    subsystem = models.CharField(_("component"), max_length=30, choices=Subsystem.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_public = models.BooleanField(_("public"), default=False)
    folded = models.CharField(max_length=500, editable=False, default="")

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["subsystem", "position", "code"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.name} {self.short_name} {self.code}")
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """The name for tight places."""
        return self.short_name or self.name


class IndicatorVersion(Validity):
    """How an indicator is defined for the periods that begin from ``valid_from`` to ``valid_to`` (either may be open).

    A changed definition is a new version; figures stay with the version under which they were delivered. ``level`` is
    the lowest level reported: a district-level indicator has figures for the province and each district. ``minimum``
    and ``maximum`` bound a value, ``jump_percent`` is the change against the period before from which a value is
    called unusual. ``formula`` computes a derived indicator from others by code: ``[YT-BHYT] / [DAN-SO] * 100``.
    ``is_additive`` says that areas and breakdowns sum up to the total.
    """

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    definition = models.TextField(_("definition"), blank=True)
    unit = models.CharField(_("unit"), max_length=40)
    decimals = models.PositiveSmallIntegerField(_("decimal places"), default=0)
    period_kind = models.CharField(_("period"), max_length=12, choices=PeriodKind.choices)
    level = models.CharField(_("level"), max_length=10, choices=AreaLevel.choices)
    dimensions = models.ManyToManyField(Dimension, verbose_name=_("breakdowns"), blank=True)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, default=Direction.NEUTRAL)
    band_low = models.FloatField(_("band from"), null=True, blank=True)
    band_high = models.FloatField(_("band to"), null=True, blank=True)
    is_additive = models.BooleanField(_("sums up over areas"), default=False)
    minimum = models.FloatField(_("smallest value"), null=True, blank=True)
    maximum = models.FloatField(_("largest value"), null=True, blank=True)
    jump_percent = models.PositiveSmallIntegerField(_("unusual from a change of (%)"), default=50)
    formula = models.CharField(_("formula"), max_length=300, blank=True)
    source = models.CharField(_("authoritative source"), max_length=300, blank=True)
    agency = models.ForeignKey(
        Agency, verbose_name=_("reporting agency"), on_delete=models.PROTECT, related_name="indicator_versions"
    )
    legal_basis = models.CharField(_("legal basis"), max_length=500, blank=True)

    objects = PublicListQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator version")
        verbose_name_plural = _("indicator versions")
        ordering = ["indicator", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="indicator_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="indicator_version_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} v{self.number}"

    def clean(self) -> None:
        super().clean()
        if self.direction == Direction.BAND and (self.band_low is None or self.band_high is None):
            raise ValidationError({"band_low": _("A band needs both its ends.")})
        if self.indicator_id and self._overlaps():
            raise ValidationError(_("Another version of this indicator holds in a part of that time."))

    def _overlaps(self) -> bool:
        others = IndicatorVersion.objects.filter(indicator=self.indicator_id).exclude(pk=self.pk)
        if self.valid_from:
            others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=self.valid_from))
        if self.valid_to:
            others = others.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=self.valid_to))
        return others.exists()


class Target(models.Model):
    """What an indicator should reach in an area in a period. ``period`` is a period's key (``YYYYMMDD``).

    ``upper`` is given for a target band: from ``value`` to ``upper``.
    """

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.CASCADE, related_name="targets"
    )
    area = models.ForeignKey(Area, verbose_name=_("area"), on_delete=models.PROTECT, related_name="+")
    period = models.PositiveIntegerField(_("period"))
    value = models.FloatField(_("value"))
    upper = models.FloatField(_("upper end"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects = PublicListQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["indicator", "-period"]
        constraints = [models.UniqueConstraint(fields=["indicator", "area", "period"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.area_id} {self.period}"


class IndicatorSetQuerySet(models.QuerySet):
    """Sets, and who sees which: all of the administration sees all of them."""

    def visible_to(self, user: AnyUser) -> Self:
        return self if user.is_authenticated and user.is_active else self.none()

    def deliverable_by(self, user: AnyUser, agencies: list[Agency]) -> Self:
        """The sets for which one of ``agencies`` has an obligation today."""
        if sees_all_agencies(user) and not agencies:
            return self
        today = timezone.localdate()
        return self.filter(
            Q(obligations__valid_from__isnull=True) | Q(obligations__valid_from__lte=today),
            Q(obligations__valid_to__isnull=True) | Q(obligations__valid_to__gte=today),
            obligations__agency__in=agencies,
        ).distinct()


class IndicatorSet(models.Model):
    """What one delivery covers: indicators of one component with one kind of period."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[is_code])
    name = models.CharField(_("name"), max_length=200)
    subsystem = models.CharField(_("component"), max_length=30, choices=Subsystem.choices)
    period_kind = models.CharField(_("period"), max_length=12, choices=PeriodKind.choices)
    description = models.TextField(_("description"), blank=True)
    indicators = models.ManyToManyField(Indicator, verbose_name=_("indicators"), through="SetIndicator")
    is_active = models.BooleanField(_("in use"), default=True)

    objects = IndicatorSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator set")
        verbose_name_plural = _("indicator sets")
        ordering = ["subsystem", "code"]

    def __str__(self) -> str:
        return self.name


class SetIndicator(models.Model):
    """An indicator's place in a set."""

    indicator_set = models.ForeignKey(IndicatorSet, on_delete=models.CASCADE, related_name="members")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="set_memberships")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("indicator of a set")
        verbose_name_plural = _("indicators of a set")
        ordering = ["indicator_set", "position"]
        constraints = [models.UniqueConstraint(fields=["indicator_set", "indicator"], name="set_indicator_once")]

    def __str__(self) -> str:
        return f"{self.indicator_set_id}: {self.indicator_id}"


def version_for(versions: "list[IndicatorVersion]", start: date) -> IndicatorVersion | None:
    """The version of one indicator that holds for a period that begins on ``start``."""
    return next((version for version in versions if version.is_valid_on(start)), None)
