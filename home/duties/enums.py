"""Codes of the duties room."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import AgencyKind


class BearerGroup(models.TextChoices):
    """Whom the regulation binds as a group (Article 2)."""

    DEPARTMENTS = "departments", _("Agencies under the Provincial People's Committee")
    CENTRAL = "central", _("Central agencies in the province")
    DISTRICTS = "districts", _("District People's Committees")
    COMMUNES = "communes", _("Commune People's Committees")
    PROVIDERS = "providers", _("Organisations and enterprises that provide the IOC solution")
    INDIVIDUALS = "individuals", _("Individuals who manage, operate and use the IOC")


# The kind of agency that makes up a group; individuals are no agencies.
KIND_OF_GROUP = {
    BearerGroup.DEPARTMENTS: AgencyKind.DEPARTMENT,
    BearerGroup.CENTRAL: AgencyKind.CENTRAL,
    BearerGroup.DISTRICTS: AgencyKind.DISTRICT,
    BearerGroup.COMMUNES: AgencyKind.COMMUNE,
    BearerGroup.PROVIDERS: AgencyKind.OPERATOR,
}
GROUP_OF_KIND = {kind: group for group, kind in KIND_OF_GROUP.items()}


class Part(models.TextChoices):
    """How somebody bears a duty."""

    OWES = "owes", _("In charge")
    HELPS = "helps", _("Takes part")
