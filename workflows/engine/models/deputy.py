"""Who stands in for whom while somebody is away."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import AnyUser, agencies_with_role, sees_all_agencies


class DeputyshipQuerySet(models.QuerySet):
    """Deputyships, and who may see which."""

    def visible_to(self, user: AnyUser) -> Self:
        """One's own on either side, those of the agency that one heads, all for auditors."""
        if not user.is_authenticated:
            return self.none()
        if sees_all_agencies(user):
            return self
        return self.filter(Q(person=user) | Q(deputy=user) | Q(agency__in=agencies_with_role(user, Role.HEAD)))

    def in_force(self, day: date | None = None) -> Self:
        """Those that hold on a day (today in Vietnam when not given) and were not ended."""
        day = day or timezone.localdate()
        return self.filter(ended_at=None, first_day__lte=day, last_day__gte=day)

    def overlapping(self, first_day: date, last_day: date) -> Self:
        """Those not ended that share a day with this time."""
        return self.filter(ended_at=None, first_day__lte=last_day, last_day__gte=first_day)


class Deputyship(models.Model):
    """``deputy`` stands in for ``person`` in one agency of both, from ``first_day`` to ``last_day``, both included.

    Never changed afterwards: it ends by itself, or is ended early (``ended_at``).
    """

    person = models.ForeignKey(User, verbose_name=_("who is away"), on_delete=models.CASCADE, related_name="+")
    deputy = models.ForeignKey(User, verbose_name=_("deputy"), on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    named_at = models.DateTimeField(_("named"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended early"), null=True, editable=False)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects = DeputyshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputyship")
        verbose_name_plural = _("deputyships")
        default_permissions = ()
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="deputyship_span"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="deputyship_of_two"),
        ]
        indexes = [
            models.Index(fields=["last_day"], condition=Q(ended_at__isnull=True), name="deputyship_open"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} – {self.person}"

    @property
    def is_in_force(self) -> bool:
        """Whether it holds today."""
        return self.ended_at is None and self.first_day <= timezone.localdate() <= self.last_day

    @property
    def is_over(self) -> bool:
        """Whether it will not hold any more."""
        return self.ended_at is not None or self.last_day < timezone.localdate()
