"""Days that the government swaps: the exceptions to week and public holidays."""

from typing import Any, Self

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class OpenListQuerySet(models.QuerySet):
    """Rows that belong to nobody: whoever may open the list sees them all (the rules say who)."""

    def visible_to(self, user: Any) -> Self:
        return self


class CalendarException(models.Model):
    """One day on which offices are closed though the calendar says open, or open though it says closed.

    The Prime Minister announces bridge days and the Saturdays worked for them once a year; the bundled holidays know
    them late or not at all.
    """

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(
        _("is a working day"),
        default=False,
        help_text=_("Ticked: offices work on this day. Not ticked: offices are closed."),
    )
    reason = models.CharField(
        _("reason"), max_length=200, help_text=_("Number and date of the announcement, for example.")
    )

    objects = OpenListQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar exception")
        verbose_name_plural = _("calendar exceptions")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{date_format(self.day, 'd/m/Y')}: {self.reason}"
