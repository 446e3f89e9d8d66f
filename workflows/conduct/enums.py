"""Codes of the conduct room; the English code is stored, the label is what people see."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseKind(models.TextChoices):
    """Commendation and discipline never share a table: what is public of one must say nothing of the other."""

    COMMENDATION = "commendation", _("Commendation")
    DISCIPLINE = "discipline", _("Discipline")


class SubjectKind(models.TextChoices):
    """Whom a form of commendation or discipline is for."""

    AGENCY = "agency", pgettext_lazy("subject", "Agencies")
    PERSON = "person", pgettext_lazy("subject", "People")
    BOTH = "both", pgettext_lazy("subject", "Agencies and people")


class Opinion(models.TextChoices):
    """What Sở Nội vụ thinks of a case."""

    AGREES = "agrees", pgettext_lazy("opinion", "Agrees")
    DISAGREES = "disagrees", pgettext_lazy("opinion", "Does not agree")


class PostponementGround(models.TextChoices):
    """Why the handling of a discipline case stands still for a while (Decree 172/2025/NĐ-CP)."""

    LEAVE = "leave", pgettext_lazy("postponement", "On leave that was granted")
    ILLNESS = "illness", pgettext_lazy("postponement", "Under treatment for a serious illness")
    MATERNITY = (
        "maternity",
        pgettext_lazy("postponement", "Pregnant, on maternity leave or with a child under 12 months"),
    )
    DETENTION = "detention", pgettext_lazy("postponement", "Held in custody while the authorities investigate")
