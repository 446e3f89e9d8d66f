"""The sweep: finds jobs that no worker is going to hear of, and hands them out again.

It runs when a worker starts and every few seconds by beat; several at once do no harm, since a message for a job that
is taken or done is dropped by the worker that gets it. A message that is not taken is sent again ever more rarely, as
it may just wait behind others.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.jobs import processes, sending
from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.models import Job
from ioc_site.common.jobs.registry import kind_of
from ioc_site.common.jobs.services import RESEND_AFTER, give_back

logger = logging.getLogger(__name__)

# Six heartbeats; a worker that is alive on this very machine gets ten times that, as it may wait for the database.
LEASE = timedelta(seconds=60)
LEASE_OF_LIVING = timedelta(minutes=10)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: jobs taken back from dead workers, and messages sent."""

    recovered: int
    sent: int


def sweep(*, starting: bool = False) -> Swept:
    """Take jobs back from dead workers and send what waits; ``starting`` right after a worker (re)started.

    A broker on disk loses what a killed worker had fetched, so at a start even young messages are sent again.
    """
    recovered = sum(_recover(job) for job in Job.objects.filter(state=JobState.RUNNING)[:_BATCH])
    swept = Swept(recovered, _send_waiting(starting))
    if swept.recovered or swept.sent:
        logger.info("sweep: %s jobs recovered, %s sent", swept.recovered, swept.sent)
    return swept


def _recover(job: Job) -> bool:
    gone = processes.is_gone(job.worker)
    lease = None if gone else LEASE_OF_LIVING if gone is False else LEASE
    return give_back(job, _("The worker stopped in the middle."), silent_for=lease)


def _send_waiting(starting: bool) -> int:
    now = timezone.now()
    waiting = Job.objects.filter(state=JobState.QUEUED, scheduled_for__lte=now)
    if not starting:
        waiting = waiting.filter(resend_at__lte=now)
    sent = 0
    for job in waiting.order_by("resend_at", "pk")[:_BATCH]:
        kind = kind_of(job.kind)
        if kind and not sending.send(job.pk, kind):
            break  # the broker is down: the next sweep
        patience = RESEND_AFTER * 2 ** min(job.sends, 6)
        Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(resend_at=now + patience, sends=F("sends") + 1)
        sent += kind is not None
    return sent
