"""Rounds of commendation: many candidates, ranked by what the portal knows of them, and one decision."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import AnyUser, has_role
from workflows.conduct.models.forms import ConductForm


class RoundQuerySet(models.QuerySet):
    """Rounds are prepared by Sở TTTT with Sở Nội vụ and decided by the Chairman (Article 10 clause 3)."""

    def visible_to(self, user: AnyUser) -> "RoundQuerySet":
        if user.is_authenticated and has_role(user, Role.MODERATOR, Role.INTERNAL_AFFAIRS, Role.LEADER, Role.AUDITOR):
            return self
        return self.none()


class Round(models.Model):
    """One round, such as "khen thưởng năm 2026". ``measures`` are codes of evidence, the weightiest first; agencies
    with fewer than ``minimum`` records under one of them are listed but not ranked by it. ``seats`` may be proposed in
    all, ``quota`` of them to one kind of agency (0: no limit)."""

    name = models.CharField(_("name"), max_length=200)
    form = models.ForeignKey(ConductForm, verbose_name=_("form"), on_delete=models.PROTECT, related_name="+")
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    measures = models.JSONField(_("measures"), default=list)
    minimum = models.PositiveSmallIntegerField(_("smallest sample"), default=5)
    seats = models.PositiveSmallIntegerField(_("seats"), default=5)
    quota = models.PositiveSmallIntegerField(_("seats for one kind of agency"), default=0)
    gathered_at = models.DateTimeField(_("candidates gathered"), null=True, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("commendation round")
        verbose_name_plural = _("commendation rounds")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    """An agency as the round found it: ``findings`` by code of evidence, and its place by the chosen measures."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="candidates")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")
    findings = models.JSONField(default=dict)
    score = models.FloatField(_("score"), null=True)
    place = models.PositiveSmallIntegerField(_("place"), null=True)
    is_within_seats = models.BooleanField(_("within seats and quota"), default=False)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = [models.F("place").asc(nulls_last=True), "agency__name"]
        constraints = [models.UniqueConstraint(fields=["round", "agency"], name="candidate_once")]

    def __str__(self) -> str:
        return f"{self.place or '–'}. {self.agency}"
