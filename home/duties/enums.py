"""Codes of the duties room."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import AgencyKind


class BearerGroup(models.TextChoices):
    """Whom the regulation binds as a group (Article 2)."""

    ALL = "all", _("All agencies and units to which the regulation applies")
    DEPARTMENTS = "departments", _("Agencies under the Provincial People's Committee")
    CENTRAL = "central", _("Central agencies in the province")
    DISTRICTS = "districts", _("District People's Committees")
    COMMUNES = "communes", _("Commune People's Committees")
    PROVIDERS = "providers", _("Organisations and enterprises that provide the IOC solution")
    INDIVIDUALS = "individuals", _("Individuals who manage, operate and use the IOC")


# The kinds of agencies that make up a group; individuals are no agencies, and Article 2 does not bind the province's
# own committee.
KINDS_OF_GROUP: dict[str, tuple[AgencyKind, ...]] = {
    BearerGroup.DEPARTMENTS: (AgencyKind.DEPARTMENT,),
    BearerGroup.CENTRAL: (AgencyKind.CENTRAL,),
    BearerGroup.DISTRICTS: (AgencyKind.DISTRICT,),
    BearerGroup.COMMUNES: (AgencyKind.COMMUNE,),
    BearerGroup.PROVIDERS: (AgencyKind.OPERATOR,),
}
KINDS_OF_GROUP[BearerGroup.ALL] = tuple(kind for kinds in KINDS_OF_GROUP.values() for kind in kinds)


class Part(models.TextChoices):
    """How somebody bears a duty."""

    OWES = "owes", _("In charge")
    HELPS = "helps", _("Takes part")
