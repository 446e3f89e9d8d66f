"""Filters of the admin's desks that people keep under a name, for themselves or for colleagues."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import AnyUser, memberships_of


class SavedViewQuerySet(models.QuerySet):
    """Saved views, and who may use which."""

    def visible_to(self, user: AnyUser) -> Self:
        """One's own, and those shared with one's agency, or with one's role in it."""
        if not user.is_authenticated:
            return self.none()
        rows = Q(owner=user)
        for membership in memberships_of(user):
            rows |= Q(agency=membership.agency_id, role__in=["", membership.role])
        return self.filter(rows)


class SavedView(models.Model):
    """``query`` is the query string of the desk. With ``agency`` it is shared there, with ``role`` only among those who
    hold it there. A pinned one shows how many rows it finds, for each person those that he may see."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    desk = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)
    agency = models.ForeignKey(
        Agency, verbose_name=_("shared in"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    is_pinned = models.BooleanField(_("pinned"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        default_permissions = ()
        ordering = ["-is_pinned", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "desk", "name"], name="saved_view_once")]
        indexes = [models.Index(fields=["agency", "desk"], name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name
