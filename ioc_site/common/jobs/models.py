"""The row that is the truth about a job."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from ioc_site.common.jobs.enums import FINISHED_STATES, JobState


class Job(models.Model):
    """One piece of background work; written only by ``ioc_site.common.jobs.services``.

    ``claim`` is the token of the run that holds the job: whoever does not hold it can write nothing any more, so a
    worker that was believed dead and comes back does no harm. ``unique_key`` (where not empty) lets at most one such
    job wait and at most one run; the database holds that itself. ``resend_at`` is when the sweep sends a message for a
    job that is still waiting then.
    """

    kind = models.CharField(_("kind"), max_length=80)
    title = models.CharField(_("title"), max_length=200, blank=True)
    arguments = models.JSONField(_("arguments"), default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("job", "owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="jobs",
    )
    unique_key = models.CharField(max_length=200, blank=True, default="")

    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    checkpoint = models.JSONField(null=True)
    result = models.JSONField(_("result"), null=True)
    error = models.TextField(_("error"), blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    cancel_requested = models.BooleanField(default=False)

    claim = models.CharField(max_length=32, blank=True, default="")
    worker = models.CharField(max_length=200, blank=True, default="")
    heartbeat_at = models.DateTimeField(null=True)
    resend_at = models.DateTimeField(default=timezone.now)
    sends = models.PositiveSmallIntegerField(default=0)

    scheduled_for = models.DateTimeField(_("scheduled for"), db_default=Now())
    created_at = models.DateTimeField(_("created"), db_default=Now())
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        permissions = [
            ("view_all_jobs", gettext_noop("Can see the background jobs of everybody")),
            ("cancel_all_jobs", gettext_noop("Can cancel the background jobs of everybody")),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="job_of_owner"),
            models.Index(fields=["state", "resend_at"], name="job_due", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["finished_at"], name="job_finished"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"], condition=Q(state="queued") & ~Q(unique_key=""), name="job_waits_once"
            ),
            models.UniqueConstraint(
                fields=["unique_key"], condition=Q(state="running") & ~Q(unique_key=""), name="job_runs_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED_STATES

    @property
    def percent(self) -> int | None:
        """Whole per cent done; ``None`` while the total is not known."""
        if self.state == JobState.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None
