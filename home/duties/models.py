"""Who owes what under which clause of a regulation. A duty is cited text with bearers; its evidence is computed."""

from typing import Any, Self

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from home.duties.enums import KINDS_OF_GROUP, BearerGroup, Part
from home.duties.unmeasured import reason_for
from ioc_site.common.citations import Citation
from ioc_site.common.measures import Measure, measures_for
from subsystems.agencies.models import Agency
from subsystems.agencies.scoping import AnyUser


class DutyQuerySet(models.QuerySet):
    """Duties; they are as public as the regulation."""

    def visible_to(self, user: AnyUser) -> Self:
        return self


class Duty(ClusterableModel):
    """One duty under one article, clause or point (``eid``) of a legal document (``document``, its slug).

    ``position`` orders the duties under one place. ``source_text`` is the text as loaded from the file, by which the
    next loading knows the duty again (empty for one that staff added); ``kept`` means that staff changed it, and that
    loading leaves it alone.
    """

    document = models.SlugField(pgettext_lazy("law", "document"), max_length=80)
    eid = models.CharField(
        _("place"), max_length=80, help_text=_("The anchor in the regulation, for example dieu-8-khoan-5-diem-a.")
    )
    position = models.PositiveIntegerField(_("position"), default=1)
    text = models.TextField(_("duty"), max_length=1000)
    source_text = models.TextField(editable=False, default="")
    kept = models.BooleanField(editable=False, default=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["document", "eid", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["document", "eid", "text"], name="duty_once")]

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"

    def clean(self) -> None:
        super().clean()
        try:
            Citation.from_eid(self.document, self.eid)
        except ValueError as error:
            raise ValidationError({"eid": _("This is not the anchor of an article, clause or point.")}) from error

    @property
    def citation(self) -> Citation:
        return Citation.from_eid(self.document, self.eid)

    @property
    @admin.display(description=_("Place"))
    def label(self) -> str:
        """``điểm a khoản 5 Điều 8``."""
        return self.citation.label

    @property
    def measures(self) -> list[Measure]:
        """How the portal computes the evidence; empty while no room does."""
        return measures_for(self.citation)

    @property
    def unmeasured_reason(self) -> Any:
        """Why the portal computes nothing for it; ``None`` where nothing is to be said."""
        return reason_for(self.citation)

    def bearers_of(self, part: Part) -> list["Bearer"]:
        """The bearers of one part, from what is prefetched."""
        return [bearer for bearer in self.bearers.all() if bearer.part == part]

    @property
    def owners(self) -> list["Bearer"]:
        return self.bearers_of(Part.OWES)

    @property
    def helpers(self) -> list["Bearer"]:
        return self.bearers_of(Part.HELPS)


class Bearer(models.Model):
    """Who bears a duty: one agency, or one of the groups of Article 2."""

    duty = ParentalKey(Duty, verbose_name=_("duty"), on_delete=models.CASCADE, related_name="bearers")
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.OWES)
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    group = models.CharField(_("group"), max_length=20, choices=BearerGroup.choices, blank=True)

    class Meta:
        verbose_name = _("bearer")
        verbose_name_plural = _("bearers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, group="") | (Q(agency__isnull=True) & ~Q(group="")),
                name="bearer_agency_or_group",
            )
        ]

    def __str__(self) -> str:
        return self.agency.name if self.agency else str(self.get_group_display())

    def clean(self) -> None:
        super().clean()
        if bool(self.agency_id) == bool(self.group):
            raise ValidationError(_("Name an agency or a group, one of the two."))

    def binds(self, agency: Agency) -> bool:
        """Whether this names the agency, or a group that it belongs to."""
        return self.agency_id == agency.pk or agency.kind in KINDS_OF_GROUP.get(self.group, ())
