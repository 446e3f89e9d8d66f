"""Sources from which deliveries are fetched by schedule."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from subsystems.agencies.scoping import ScopedQuerySet
from subsystems.indicators.models.catalogue import IndicatorSet


class PullFormat(models.TextChoices):
    """What the address answers with."""

    CSV = "csv", "CSV"
    JSON = "json", "JSON"


class PullSourceQuerySet(ScopedQuerySet):
    """Sources of one's own agency; the operator connects systems and sees all (Article 6, clause 2)."""

    roles_that_see_all = (Role.OPERATOR, Role.MODERATOR)


class PullSource(models.Model):
    """An address from which an indicator set is fetched every ``every_hours`` hours.

    ``mapping`` maps our columns (``indicator``, ``area``, ``period``, ``breakdown``, ``value``) to the source's field
    names; ``constants`` gives columns that the source does not have. ``records_path`` leads to the list in a JSON
    answer (``data.items``). Private networks are refused unless ``FETCH_ALLOWED_NETWORKS`` names them.
    """

    name = models.CharField(_("name"), max_length=120)
    indicator_set = models.ForeignKey(
        IndicatorSet, verbose_name=_("indicator set"), on_delete=models.PROTECT, related_name="pull_sources"
    )
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="pull_sources")
    url = models.CharField(_("address"), max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    format = models.CharField(_("format"), max_length=4, choices=PullFormat.choices, default=PullFormat.JSON)
    records_path = models.CharField(_("path to the list"), max_length=120, blank=True)
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    constants = models.JSONField(_("constants"), default=dict, blank=True)
    every_hours = models.PositiveSmallIntegerField(_("every (hours)"), default=24)
    is_active = models.BooleanField(_("active"), default=True)
    last_run_at = models.DateTimeField(_("last run"), null=True, blank=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=500, blank=True, editable=False)
    last_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = PullSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("data source")
        verbose_name_plural = _("data sources")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
