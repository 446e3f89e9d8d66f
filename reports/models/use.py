"""How much the portal is used: what the report on its operation counts (Article 6, clause 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.models import User


class DailySignIns(models.Model):
    """How often one account signed in on one day; nothing else about the person is kept."""

    day = models.DateField(_("day"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("sign-ins of a day")
        verbose_name_plural = _("sign-ins by day")
        constraints = [models.UniqueConstraint(fields=["day", "user"], name="sign_ins_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"


class DailyViews(models.Model):
    """How often the pages of one place (a component, or what components share) were opened on one day; nothing of who
    opened them is kept but whether somebody was signed in."""

    day = models.DateField(_("day"))
    place = models.CharField(_("whose pages"), max_length=30)
    by_staff = models.BooleanField(_("by people who were signed in"))
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("views of a day")
        verbose_name_plural = _("views by day")
        constraints = [models.UniqueConstraint(fields=["day", "place", "by_staff"], name="views_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.place}: {self.count}"


class AvailabilitySpan(models.Model):
    """A time of equal answers to the question whether the portal can be used; ``cause`` is empty while it can."""

    start = models.DateTimeField(_("from"), db_index=True)
    end = models.DateTimeField(_("to"), db_index=True)
    cause = models.CharField(_("cause"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("measured availability")
        verbose_name_plural = _("measured availability")

    def __str__(self) -> str:
        return f"{self.start:%d/%m/%Y %H:%M} - {self.end:%d/%m/%Y %H:%M} {self.cause}"
