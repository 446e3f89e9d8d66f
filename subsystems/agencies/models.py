"""Agencies, areas and who works where in which role (Articles 2, 6, 7 and 8 of the regulation).

Agencies and areas have a validity and successors: the district level ended on 1 July 2025 and Bình Thuận became part
of Lâm Đồng. History stays readable under the old names, new work goes to the successor.
"""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AgencyKind, AreaLevel, Role


class User(AbstractUser):
    """A person who signs in. Vietnamese names are written family name first."""

    def get_full_name(self) -> str:
        return f"{self.last_name} {self.first_name}".strip()


class ValidityQuerySet(models.QuerySet):
    """Rows that hold for a span of days: ``valid_from`` included, ``valid_to`` the last day, either may be open."""

    def valid_on(self, day: date | None = None) -> "ValidityQuerySet":
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class Validity(models.Model):
    """From which day to which day a row holds, both ends included; open ends are empty."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Agency(Validity):
    """An agency that the regulation names or binds, or one that took over from it."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=255)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind.choices)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    area = models.ForeignKey(
        "Area", verbose_name=_("area"), null=True, blank=True, on_delete=models.PROTECT, related_name="agencies"
    )
    leads = models.JSONField(_("leads"), default=list, blank=True)
    supports = models.JSONField(_("supports"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    successors = models.ManyToManyField(
        "self", verbose_name=_("successors"), blank=True, symmetrical=False, related_name="predecessors"
    )
    folded = models.CharField(max_length=400, editable=False, db_index=True, default="")

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Area(Validity):
    """An administrative area of the province, before and after 1 July 2025."""

    code = models.CharField(_("code"), max_length=20)
    slug = models.SlugField(_("slug"), max_length=100)
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=40)
    level = models.CharField(_("level"), max_length=10, choices=AreaLevel.choices)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self", verbose_name=_("successors"), blank=True, symmetrical=False, related_name="predecessors"
    )
    folded = models.CharField(max_length=300, editable=False, db_index=True, default="")

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["level", "name"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="area_code_from")]

    def __str__(self) -> str:
        return self.name


class Membership(Validity):
    """One role of one person in one agency, for one component of the IOC or for all of them (``subsystem`` empty)."""

    user = models.ForeignKey(User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    subsystem = models.CharField(_("subsystem"), max_length=30, choices=Subsystem.choices, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "role", "subsystem"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()} – {self.agency}"
