"""Codes of guidance, news and notices. Like the keys of the components, they stand in public addresses."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    """Whom a page is written for; ``?doi-tuong=`` filters by it. What is for staff is shown to signed-in staff only."""

    CITIZEN = "nguoi-dan", pgettext_lazy("audience", "Citizens")
    AGENCY = "co-quan", pgettext_lazy("audience", "Agencies")
    STAFF = "can-bo", pgettext_lazy("audience", "Staff of the centre")


class Severity(models.TextChoices):
    """How much a notice matters; also the modifier of the notice component that shows it."""

    INFO = "info", pgettext_lazy("severity", "Information")
    SUCCESS = "success", pgettext_lazy("severity", "Good news")
    WARNING = "warning", pgettext_lazy("severity", "Warning")
    DANGER = "danger", pgettext_lazy("severity", "Urgent")
