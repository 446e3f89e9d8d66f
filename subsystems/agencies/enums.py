"""Codes of the agencies room; the English code is stored, the label is what people see."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyKind(models.TextChoices):
    """What an agency is; the names follow Article 2 of the regulation."""

    PROVINCE = "province", _("Provincial People's Committee")
    DEPARTMENT = "department", _("Provincial department")
    CENTRAL = "central", _("Central agency in the province")
    DISTRICT = "district", _("District People's Committee")
    COMMUNE = "commune", _("Commune People's Committee")
    OPERATOR = "operator", _("Operator")


class AreaLevel(models.TextChoices):
    """The level of an administrative area; the district level ended on 1 July 2025."""

    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune")


class Role(models.TextChoices):
    """What a person does for an agency. A superuser is not a role: it administers, it does not decide cases."""

    OFFICER = "officer", _("Officer")
    HEAD = "head", _("Head of agency")
    EDITOR = "editor", _("Communications editor")
    PUBLISHER = "publisher", _("Communications publisher")
    MODERATOR = "moderator", _("Moderator")
    INTERNAL_AFFAIRS = "internal_affairs", _("Internal affairs")
    LEADER = "leader", _("Leader")
    OPERATOR = "operator", _("Operator")
    AUDITOR = "auditor", _("Auditor")
