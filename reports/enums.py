"""Codes of the reports room; the English code is stored, the label is what people see."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ScopeKind(models.TextChoices):
    """What part of the province a report is about."""

    PROVINCE = "province", _("The whole province")
    AGENCY = "agency", _("One agency")
    AREA = "area", _("One area")
    SUBSYSTEM = "subsystem", _("One component")


class FileKind(models.TextChoices):
    """The files of a report."""

    DRAFT = "draft", pgettext_lazy("report file", "Draft")
    FINAL = "final", _("With its number")
    SIGNED = "signed", _("Digitally signed")
    DATA = "data", _("Data (XLSX)")
    PICTURE = "picture", _("Picture of the first page")


PDF_KINDS = (FileKind.DRAFT, FileKind.FINAL, FileKind.SIGNED)
