"""Agencies, areas and who works where in which role (Articles 2, 6, 7 and 8 of the regulation).

Agencies and areas have a validity and successors: the district level ended on 30 June 2025 and Bình Thuận became part
of Lâm Đồng. History stays readable under the old names, new work goes to the successor.
"""

from datetime import date
from typing import Any, Self

from django.contrib import admin
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.folding import fold
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AgencyKind, AreaLevel, Role
from subsystems.agencies.scoping import AnyUser, agencies_with_role, sees_all_agencies


class User(AbstractUser):
    """A person who signs in. Vietnamese names are written family name first.

    ``is_demo`` marks an account of the demonstration: outside demonstration mode it cannot sign in.
    """

    is_demo = models.BooleanField(_("demonstration account"), default=False, editable=False)

    def get_full_name(self) -> str:
        return f"{self.last_name} {self.first_name}".strip()

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class ValidityQuerySet(models.QuerySet):
    """Rows that hold for a span of days: ``valid_from`` included, ``valid_to`` the last day, either may be open."""

    def valid_on(self, day: date | None = None) -> Self:
        """The rows that hold on ``day`` (today in Vietnam when not given)."""
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class PublicListQuerySet(ValidityQuerySet):
    """Rows that everybody may read: the list is public, the admin's screens of it are not (see the rules)."""

    def visible_to(self, user: AnyUser) -> Self:
        return self


class Validity(models.Model):
    """From which day to which day a row holds, both ends included; open ends are empty."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("The last day."))

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The last day is before the first.")})

    def is_valid_on(self, day: date | None = None) -> bool:
        """Whether the row holds on ``day`` (today in Vietnam when not given)."""
        day = day or timezone.localdate()
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def _span_constraint(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name
    )


def check_components(value: Any) -> None:
    """Refuse anything but a list of component keys without repetition."""
    if not isinstance(value, list) or len(set(map(str, value))) != len(value) or not set(value) <= set(Subsystem):
        raise ValidationError(_("Give a list of components, each once."))


class Agency(Validity):
    """An agency that the regulation names or binds, or one that took over from it.

    ``leads`` and ``supports`` are lists of component keys (``Subsystem``) that the agency is in charge of or helps with
    under Articles 7 and 8. ``code`` never changes; ``slug`` is its public address below ``/co-quan/``.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=255)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind.choices)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    area = models.ForeignKey(
        "Area", verbose_name=_("area"), null=True, blank=True, on_delete=models.PROTECT, related_name="agencies"
    )
    leads = models.JSONField(_("leads"), default=list, blank=True, validators=[check_components])
    supports = models.JSONField(_("supports"), default=list, blank=True, validators=[check_components])
    source = models.CharField(_("source"), max_length=300, blank=True)
    successors = models.ManyToManyField(
        "self", verbose_name=_("successors"), blank=True, symmetrical=False, related_name="predecessors"
    )
    folded = models.CharField(max_length=500, editable=False, default="")

    objects = PublicListQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]
        constraints = [_span_constraint("agency_span")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = folded_agency(self)
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """The name for tight places: the short one where there is one."""
        return self.short_name or self.name


def folded_agency(agency: Agency) -> str:
    """What ``Agency.folded`` holds; bulk writes call it themselves."""
    return fold(f"{agency.name} {agency.short_name} {agency.code}")


class Area(Validity):
    """An administrative area of the province, before and after 1 July 2025.

    ``code`` is that of the General Statistics Office; codes were used again in 2025, so an area is known by its code
    and the day from which it holds (empty for what existed before). Centre and bounding box are in degrees (WGS 84);
    a box may be missing, and that of a new commune is the one around the communes it was made of.
    """

    code = models.CharField(_("code"), max_length=20)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=40)
    level = models.CharField(_("level"), max_length=10, choices=AreaLevel.choices)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    south = models.FloatField(_("southern edge"), null=True, blank=True)
    west = models.FloatField(_("western edge"), null=True, blank=True)
    north = models.FloatField(_("northern edge"), null=True, blank=True)
    east = models.FloatField(_("eastern edge"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self", verbose_name=_("successors"), blank=True, symmetrical=False, related_name="predecessors"
    )
    folded = models.CharField(max_length=300, editable=False, default="")

    objects = PublicListQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["level", "name"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="area_code_from"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_from__isnull=True), name="area_code_from_the_beginning"
            ),
            _span_constraint("area_span"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = folded_area(self)
        super().save(*args, **kwargs)

    @property
    @admin.display(description=_("name"))
    def full_name(self) -> str:
        """The name with its kind: ``Phường Mũi Né``; ``name`` alone is ``Mũi Né``."""
        return f"{self.kind} {self.name}"


def folded_area(area: Area) -> str:
    """What ``Area.folded`` holds; bulk writes call it themselves."""
    return fold(f"{area.full_name} {area.code}")


class MembershipQuerySet(ValidityQuerySet):
    """Memberships with their scope."""

    def visible_to(self, user: AnyUser) -> Self:
        """One's own, those of the agency that one heads, and all of them for superusers and auditors."""
        if not user.is_authenticated:
            return self.none()
        if sees_all_agencies(user):
            return self
        return self.filter(Q(user=user) | Q(agency__in=agencies_with_role(user, Role.HEAD)))

    def overlapping(self, membership: "Membership") -> Self:
        """Other memberships that give the same person the same role on some of the same days."""
        others = self.filter(
            user=membership.user_id,
            agency=membership.agency_id,
            role=membership.role,
            subsystem=membership.subsystem,
        ).exclude(pk=membership.pk)
        if membership.valid_from:
            others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=membership.valid_from))
        if membership.valid_to:
            others = others.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=membership.valid_to))
        return others


class Membership(Validity):
    """One role of one person in one agency, for one component of the IOC or for all of them (``subsystem`` empty)."""

    user = models.ForeignKey(User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    subsystem = models.CharField(
        _("component"),
        max_length=30,
        choices=Subsystem.choices,
        blank=True,
        help_text=_("Leave empty for all components."),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "agency", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role", "subsystem"],
                condition=Q(valid_to__isnull=True),
                name="membership_open_once",
            ),
            _span_constraint("membership_span"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()} – {self.agency}"

    def clean(self) -> None:
        super().clean()
        if self.user_id and self.agency_id and Membership.objects.overlapping(self).exists():
            raise ValidationError(_("This person holds this role in this agency already in that time."))


class ApiKey(models.Model):
    """A key by which another system speaks to the portal in the name of an agency, for the ``scopes`` given.

    Only the SHA-256 of the key is kept; ``prefix`` tells keys apart on the screen.
    """

    name = models.CharField(_("name of the system"), max_length=120)
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="api_keys")
    scopes = models.JSONField(_("may do"), default=list)
    prefix = models.CharField(_("begins with"), max_length=8, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_on = models.DateField(_("last day"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("issued"), auto_now_add=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
