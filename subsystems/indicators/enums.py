"""Codes of the indicators room; the English code is stored, the label is what people see."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PeriodKind(models.TextChoices):
    """How often an indicator is reported."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    HALF_YEAR = "half_year", _("Half-year")
    YEAR = "year", _("Year")
    SCHOOL_YEAR = "school_year", _("School year")


class Direction(models.TextChoices):
    """Which way is good."""

    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")
    BAND = "band", _("Within a band")
    NEUTRAL = "neutral", _("Neither")


class DeliverySource(models.TextChoices):
    """The way a delivery came in."""

    UPLOAD = "upload", _("Uploaded file")
    FORM = "form", _("Form in the browser")
    API = "api", _("API")
    PULL = "pull", _("Fetched by schedule")
    COMMAND = "command", _("Command")
    GENERATED = "generated", _("Generated for demonstration")


class RowKind(models.TextChoices):
    """What the check found about a row of a delivery."""

    ERROR = "error", pgettext_lazy("row of a delivery", "Error")
    WARNING = "warning", pgettext_lazy("row of a delivery", "Warning")
    CHANGED = "changed", pgettext_lazy("row of a delivery", "Changed")
    NEW = "new", pgettext_lazy("row of a delivery", "New")


class Removal(models.TextChoices):
    """Why a value is no longer the current one."""

    REPLACED = "replaced", _("Replaced by a later delivery")
    ROLLED_BACK = "rolled_back", _("Its delivery was rolled back")
