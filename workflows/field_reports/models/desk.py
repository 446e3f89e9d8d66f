"""What the staff's desks remember for a person: what they have read, who is looking."""

from django.db import models

from subsystems.agencies.models import User
from workflows.field_reports.models.report import FieldReport


class ReadMark(models.Model):
    """The version of a report that a person has seen; a newer version is unread."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey(FieldReport, on_delete=models.CASCADE, related_name="read_marks")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "report"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.report}"


class Presence(models.Model):
    """Who has a report open just now: ``seen_at`` is renewed by the open screen and counts for a minute."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey(FieldReport, on_delete=models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "report"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.report}"
