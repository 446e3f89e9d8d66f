"""What the portal remembers about pages, apart from them: pages go back in time with their revisions, this does not."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewReminder(models.Model):
    """That the reminder to read a page again by a day was sent: once a page and day."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="review_reminders")
    review_by = models.DateField(_("read again by"))
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reminder to read again")
        verbose_name_plural = _("reminders to read again")
        constraints = [models.UniqueConstraint(fields=["page", "review_by"], name="review_reminder_once")]

    def __str__(self) -> str:
        return f"{self.page} – {self.review_by}"


class DeliveredPage(models.Model):
    """A page that the portal was delivered with: which file it came from, and what the file said at the last loading.

    ``page`` is empty when staff deleted the page: it is not brought back. ``digest`` is the SHA-256 of the file.
    """

    source = models.CharField(_("file"), max_length=100, unique=True)
    digest = models.CharField(max_length=64)
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("delivered page")
        verbose_name_plural = _("delivered pages")

    def __str__(self) -> str:
        return self.source
