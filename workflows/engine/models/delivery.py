"""What must reach somebody outside the database exactly once: a small state machine shared by mails and webhooks."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Waits after each failed attempt; the last one repeats. An hour without a mail server costs six attempts.
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30))
# A server away for longer than this many attempts (about three days) is not coming back for this message.
MAX_ATTEMPTS = 144
# A claim this old belongs to a process that died between claim and outcome.
CLAIM_LASTS = timedelta(minutes=15)


class DeliveryState(models.TextChoices):
    """``SENDING`` is held by one process at a time; the three last ones are final."""

    PENDING = "pending", pgettext_lazy("delivery", "waiting")
    SENDING = "sending", pgettext_lazy("delivery", "being sent")
    SENT = "sent", pgettext_lazy("delivery", "sent")
    FAILED = "failed", pgettext_lazy("delivery", "failed")
    DROPPED = "dropped", pgettext_lazy("delivery", "not wanted any more")


class DeliveryQuerySet(models.QuerySet):
    def due(self, now: datetime) -> Self:
        """What waits and may be tried now, oldest first, and what a process that died has left."""
        waiting = Q(state=DeliveryState.PENDING, due_at__lte=now)
        left = Q(state=DeliveryState.SENDING, due_at__lte=now)
        return self.filter(waiting | left).order_by("due_at", "pk")

    def claim(self, pk: int, now: datetime) -> bool:
        """Take one due delivery: one compare-and-set, so that only one of several processes gets it."""
        due = self.filter(pk=pk, state__in=[DeliveryState.PENDING, DeliveryState.SENDING], due_at__lte=now)
        return bool(due.update(state=DeliveryState.SENDING, due_at=now + CLAIM_LASTS, attempts=F("attempts") + 1))


class Delivery(models.Model):
    """Abstract: ``due_at`` is when it may be tried (again); while ``SENDING`` it is when the claim ends. ``problem`` is
    a short code of the last failure, never an address or a server's answer, which may hold personal data."""

    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING, editable=False
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    due_at = models.DateTimeField(_("next attempt"), editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)
    problem = models.CharField(_("problem"), max_length=60, blank=True, editable=False)

    objects: Any = DeliveryQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["pending", "sending"]), name="%(class)s_due"),
        ]

    def mark_sent(self, now: datetime) -> None:
        self._close(state=DeliveryState.SENT, sent_at=now, problem="")

    def mark_dropped(self, problem: str) -> None:
        self._close(state=DeliveryState.DROPPED, problem=problem)

    def mark_failed(self, problem: str) -> None:
        """It will never arrive: refused for good."""
        self._close(state=DeliveryState.FAILED, problem=problem)

    def try_later(self, now: datetime, problem: str) -> None:
        """Put it back into the queue with a growing wait, or give it up after the last attempt."""
        if self.attempts >= MAX_ATTEMPTS:
            self.mark_failed(problem)
            return
        wait = BACKOFF[min(max(self.attempts, 1), len(BACKOFF)) - 1]
        self._close(state=DeliveryState.PENDING, due_at=now + wait, problem=problem)

    def _close(self, **fields: Any) -> None:
        type(self).objects.filter(pk=self.pk, state=DeliveryState.SENDING).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)
