"""The calendar: which reports are made of themselves, for which periods, and who gets them."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ioc_site.common.subsystems import Subsystem
from reports.enums import ScopeKind
from reports.periods import PeriodKind
from subsystems.agencies.models import Agency, Area, User
from subsystems.agencies.scoping import ScopedQuerySet


class Scoped(models.Model):
    """The part of the province that a plan or a report is about; exactly what ``scope`` names is filled in."""

    scope = models.CharField(_("scope"), max_length=10, choices=ScopeKind.choices, default=ScopeKind.PROVINCE)
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area = models.ForeignKey(
        Area, verbose_name=_("area"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subsystem = models.CharField(_("component"), max_length=30, choices=Subsystem.choices, blank=True)

    class Meta:
        abstract = True

    def scope_problems(self) -> dict[str, Any]:
        """What is missing for the scope that was chosen, by field."""
        field = {ScopeKind.AGENCY: "agency", ScopeKind.AREA: "area", ScopeKind.SUBSYSTEM: "subsystem"}.get(
            ScopeKind(self.scope)
        )
        return (
            {field: ValidationError(_("Choose what the report is about."))}
            if field and not getattr(self, field)
            else {}
        )


def scope_constraint(name: str) -> models.CheckConstraint:
    """A row names what its scope says and nothing else."""
    return models.CheckConstraint(
        condition=(
            Q(scope=ScopeKind.PROVINCE, agency=None, area=None, subsystem="")
            | Q(scope=ScopeKind.AGENCY, agency__isnull=False, area=None, subsystem="")
            | Q(scope=ScopeKind.AREA, agency=None, area__isnull=False, subsystem="")
            | (Q(scope=ScopeKind.SUBSYSTEM, agency=None, area=None) & ~Q(subsystem=""))
        ),
        name=name,
    )


class PlanQuerySet(ScopedQuerySet):
    """Plans are seen by the members of the agency that issues the reports."""

    agency_paths: ClassVar[tuple[str, ...]] = ("issuer",)


class ReportPlan(Scoped):
    """A report that comes again each period (Article 7, clause 5).

    It is built ``days_after`` days after the period's end. ``for_each_agency`` makes one report for each agency that
    works in the period instead of one for the scope. ``recipients`` get each of them when it is sent.
    """

    kind = models.CharField(_("kind of report"), max_length=40)
    period_kind = models.CharField(
        pgettext_lazy("report", "period"), max_length=12, choices=PeriodKind.choices, default=PeriodKind.MONTH
    )
    for_each_agency = models.BooleanField(_("one for each agency"), default=False)
    issuer = models.ForeignKey(Agency, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="report_plans")
    days_after = models.PositiveSmallIntegerField(
        _("days after the period's end"),
        default=1,
        help_text=_("On which day after the period the report is built; the first day is 1."),
    )
    recipients = models.ManyToManyField(User, verbose_name=_("recipients"), blank=True, related_name="+")
    is_active = models.BooleanField(_("in use"), default=True)
    created_by = models.ForeignKey(
        User, verbose_name=_("made by"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("report plan")
        verbose_name_plural = _("report plans")
        ordering = ["kind", "pk"]
        constraints = [scope_constraint("report_plan_scope")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_period_kind_display()})"
