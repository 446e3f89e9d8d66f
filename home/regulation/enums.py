"""Codes of the regulation room; the English code is stored, the label is what people see."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """A decision that issues a regulation has articles of its own, and so has the regulation."""

    DECISION = "decision", _("Decision")
    REGULATION = "regulation", _("Regulation")


class ProvisionKind(models.TextChoices):
    """chương, điều, khoản, điểm."""

    CHAPTER = "chapter", _("Chapter")
    ARTICLE = "article", _("Article")
    CLAUSE = "clause", _("Clause")
    POINT = "point", _("Point")


class ChangeAction(models.TextChoices):
    """What an amending decision does to a provision."""

    REPLACE = "replace", _("Replace the text")
    INSERT = "insert", _("Insert a new provision")
    REPEAL = "repeal", _("Repeal")


class LegalStatus(models.TextChoices):
    """Whether a cited document is in force on a day; never stored, always computed from its dates."""

    IN_FORCE = "in_force", _("in force")
    NOT_YET = "not_yet", _("not yet in force")
    EXPIRED = "expired", _("no longer in force")
    UNREVIEWED = "unreviewed", _("not reviewed")
