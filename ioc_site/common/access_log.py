"""Who read personal data, when, of what, and why (Law 91/2025/QH15 asks for a record of it).

The screen that opens personal data calls ``log_access`` in the transaction that reads them, before it shows anything.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AccessLog(models.Model):
    """One reading of one group of personal fields of one object; the table is append-only.

    The reader and the object are kept as plain keys, since a foreign key would have to be changed when they go.
    """

    at = models.DateTimeField(_("time"), db_default=Now(), db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reader"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    username = models.CharField(_("reader's sign-in name"), max_length=150, blank=True)
    object_type = models.CharField(_("kind of object"), max_length=100)
    object_id = models.CharField(_("object"), max_length=64)
    field_group = models.CharField(_("personal data"), max_length=100)
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("reading of personal data")
        verbose_name_plural = _("readings of personal data")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="access_of_object"),
            models.Index(fields=["user", "at"], name="access_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.username}: {self.object_type} {self.object_id} ({self.field_group})"


def log_access(user: Any, obj: models.Model, field_group: str, reason: str) -> AccessLog:
    """Record that ``user`` (``None`` for a citizen on the private link) reads a group of personal fields of ``obj``.

    ``reason`` is what the reader gave, or the fixed reason of the screen; raises ``ValueError`` when it is empty.
    """
    if not reason.strip():
        raise ValueError("a reading of personal data needs a reason")
    return AccessLog.objects.create(
        user_id=user.pk if user else None,
        username=user.get_username() if user else "",
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        field_group=field_group,
        reason=reason.strip(),
    )
