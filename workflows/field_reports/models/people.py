"""People around a report, apart from it and encrypted at rest (Law 91/2025/QH15, Decree 356/2025).

Handling agencies never see these tables; a moderator opens them for a reason, and each reading is logged.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ioc_site.common.crypto import EncryptedTextField
from subsystems.agencies.models import Area
from workflows.field_reports.models.catalogue import Category
from workflows.field_reports.models.report import FieldReport


class Reporter(models.Model):
    """Who reported, as far as they said. ``email_index`` is a keyed hash, for finding all reports of one address when
    its owner asks for erasure. Consent is the text that was shown, by its version, and when it was given."""

    report = models.OneToOneField(FieldReport, on_delete=models.CASCADE, related_name="reporter")
    name = EncryptedTextField(_("name"), blank=True, default="")
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    email = EncryptedTextField(_("e-mail"), blank=True, default="")
    email_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    consent_version = models.CharField(max_length=20, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    erasure_asked_at = models.DateTimeField(_("erasure asked for"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("reporter")
        verbose_name_plural = _("reporters")

    def __str__(self) -> str:
        return f"{_('Reporter')} – {self.report}"


class Follower(models.Model):
    """Somebody who follows another person's report by e-mail; counts once the address is confirmed."""

    report = models.ForeignKey(FieldReport, on_delete=models.CASCADE, related_name="followers")
    email = EncryptedTextField(_("e-mail"))
    email_index = models.CharField(max_length=64, db_index=True, editable=False)
    token = models.CharField(max_length=64, unique=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["report", "email_index"], name="follower_once")]

    def __str__(self) -> str:
        return f"{_('Follower')} – {self.report}"


class Subscription(models.Model):
    """An e-mail alert for new public reports of an area, a category, or both (empty: all)."""

    email = EncryptedTextField(_("e-mail"))
    email_index = models.CharField(max_length=64, db_index=True, editable=False)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("alert by e-mail")
        verbose_name_plural = _("alerts by e-mail")
        constraints = [
            models.UniqueConstraint(
                fields=["email_index", "area", "category"], name="subscription_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.area or '*'} – {self.category or '*'}"
