"""Two registers that the law on personal data asks for: breaches, and what people ask about their own data
(Law 91/2025/QH15, Decree 356/2025). Both are kept by moderators and the operator and read by the auditor.
"""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ioc_site.common.crypto import EncryptedTextField
from subsystems.agencies.models import User
from workflows.engine.calendars import calendar_for
from workflows.engine.models.calendar import OpenListQuerySet
from workflows.engine.working_time import WorkingDays
from workflows.field_reports.enums import RequestKind, RequestWay
from workflows.field_reports.models.report import FieldReport

BREACH_CLOCK = timedelta(hours=72)
ACKNOWLEDGE_WITHIN = WorkingDays(2)


class Breach(models.Model):
    """A breach of personal data. The authority in charge is told within 72 hours of its discovery, by the clock and not
    by working time; whoever is later says why."""

    title = models.CharField(_("what happened"), max_length=200)
    discovered_at = models.DateTimeField(_("discovered"), default=timezone.now)
    happened_at = models.DateTimeField(_("happened"), null=True, blank=True)
    data_kinds = models.CharField(_("kinds of data concerned"), max_length=300)
    people_count = models.PositiveIntegerField(_("people concerned"), null=True, blank=True)
    description = models.TextField(_("course and causes"), max_length=5000, blank=True)
    measures = models.TextField(_("measures taken"), max_length=5000, blank=True)
    reported_at = models.DateTimeField(_("authority told"), null=True, blank=True)
    report_reference = models.CharField(_("number of the notice"), max_length=100, blank=True)
    delay_reason = models.CharField(_("why later than 72 hours"), max_length=500, blank=True)
    people_told_at = models.DateTimeField(_("people told"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = OpenListQuerySet.as_manager()

    class Meta:
        verbose_name = _("data breach")
        verbose_name_plural = _("data breaches")
        ordering = ["-discovered_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def report_due_at(self) -> datetime:
        """When the authority must have been told."""
        return self.discovered_at + BREACH_CLOCK

    @property
    def is_late(self) -> bool:
        """Told too late, or not told yet though the 72 hours are over."""
        return (self.reported_at or timezone.now()) > self.report_due_at


class DataRequest(models.Model):
    """Somebody asks to see, correct or erase his data, or withdraws consent: acknowledged within two working days.

    ``text`` is what was asked, encrypted, since it may name the person.
    """

    report = models.ForeignKey(
        FieldReport,
        verbose_name=_("field report"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="data_requests",
    )
    kind = models.CharField(_("request"), max_length=20, choices=RequestKind.choices)
    way = models.CharField(_("came by"), max_length=10, choices=RequestWay.choices, default=RequestWay.LETTER)
    text = EncryptedTextField(_("what is asked"), blank=True, default="")
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    acknowledge_by = models.DateTimeField(_("acknowledge by"), editable=False)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    done_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = EncryptedTextField(_("answer"), blank=True, default="")
    handled_by = models.ForeignKey(
        User, verbose_name=_("handled by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = OpenListQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-received_at"]
        indexes = [
            models.Index(
                fields=["acknowledge_by"],
                name="data_request_open",
                condition=models.Q(acknowledged_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.report or date_format(self.received_at, 'd/m/Y')}"

    def set_clock(self) -> None:
        """Two working days from when it came."""
        self.acknowledge_by = calendar_for().add(self.received_at, ACKNOWLEDGE_WITHIN)

    @property
    def is_late(self) -> bool:
        """Acknowledged too late, or not yet though the two days are over."""
        return (self.acknowledged_at or timezone.now()) > self.acknowledge_by
