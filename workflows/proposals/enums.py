"""Codes of the proposals room; the English code is stored, the label is what people see."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProposalKind(models.TextChoices):
    """What an agency turns to Sở TTTT with; each kind answers another clause of the regulation."""

    IMPROVEMENT = "improvement", _("Improvement")
    INCIDENT = "incident", _("Incident")
    FEEDBACK = "feedback", _("Feedback on the regulation")
    CHANGE = "change", _("Change of a function")
    CONNECTION = "connection", _("Data connection")


class Severity(models.TextChoices):
    """How much an incident hinders; it sets the times to acknowledge and to fix (``deadlines.SEVERITY_TIMES``)."""

    CRITICAL = "critical", pgettext_lazy("severity", "Critical: nobody can work")
    MAJOR = "major", pgettext_lazy("severity", "Major: an important function fails")
    MINOR = "minor", pgettext_lazy("severity", "Minor: there is a way around it")


class NominationState(models.TextChoices):
    """Where the nomination of a person for a task force stands."""

    PROPOSED = "proposed", pgettext_lazy("nomination", "proposed")
    APPOINTED = "appointed", pgettext_lazy("nomination", "appointed")
    DECLINED = "declined", pgettext_lazy("nomination", "declined")
