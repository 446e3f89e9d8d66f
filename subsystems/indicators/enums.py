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


class QualityDimension(models.TextChoices):
    """What "đúng - đủ - sạch - sống" asks of data (Article 4, clause 3)."""

    ACCURACY = "accuracy", _("Right")
    COMPLETENESS = "completeness", _("Complete")
    CLEANLINESS = "cleanliness", _("Clean")
    LIVENESS = "liveness", pgettext_lazy("data", "Live")


class QualityRule(models.TextChoices):
    """One thing that is assessed; ``quality/rules.py`` says how and with what weight."""

    RANGE = "range", _("Within the bounds of the definition")
    FORMULA = "formula", _("As the formula computes it")
    SUM = "sum", _("Areas and breakdowns sum up to the total")
    JUMP = "jump", _("Unusual changes confirmed by the head")
    STANDS = "stands", _("Not corrected after publication")
    PLACES = "places", _("All expected areas and periods are there")
    PARTS = "parts", _("Breakdowns given are given whole")
    CODES = "codes", _("Valid codes and headings in the files")
    FORMATS = "formats", _("Valid numbers and periods in the files")
    DUPLICATES = "duplicates", _("No duplicates in the files")
    ON_TIME = "on_time", _("Published completely by the due day")
