"""Every write to a job: asking for one, running it, cancelling it, and the sweep that lets none be lost."""

import logging
import traceback
import uuid
from contextlib import nullcontext, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.jobs import processes, sending
from ioc_site.common.jobs.enums import FINISHED_STATES, JobState
from ioc_site.common.jobs.models import Job
from ioc_site.common.jobs.permissions import user_can_cancel_job
from ioc_site.common.jobs.registry import JobKind, kind_of
from ioc_site.common.jobs.running import Cancelled, ClaimLost, JobFailure, JobRun, beating
from ioc_site.common.rows import insert

logger = logging.getLogger(__name__)

_BACKOFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
_LONGEST_ERROR = 2000
_CLOCKS_DIFFER_BY = timedelta(seconds=5)
# A message that is not taken by then is sent again by the sweep.
RESEND_AFTER = timedelta(seconds=60)


def enqueue(
    kind: str,
    arguments: dict[str, Any] | None = None,
    *,
    owner: AbstractBaseUser | None = None,
    title: str = "",
    unique_key: str = "",
    scheduled_for: datetime | None = None,
) -> Job:
    """Ask for a job, in the caller's transaction: it exists if and only if that commits.

    ``arguments`` must be fit for JSON, and hold ids rather than contents. While a job with the same ``unique_key``
    waits, that one is returned; while one runs, the new one waits its turn, since the running one may have read the
    data before they changed. Raises ``LookupError`` for a kind that nobody registered.
    """
    registered = kind_of(kind)
    if registered is None:
        raise LookupError(f"no job of the kind {kind!r} is registered")
    now = timezone.now()
    due = scheduled_for or now
    fields = {
        "kind": kind,
        "title": title[:200],
        "arguments": arguments or {},
        "owner_id": owner.pk if owner else None,
        "unique_key": unique_key,
        "scheduled_for": due,
        # Should this process die between commit and sending, the sweep sends it.
        "resend_at": due + RESEND_AFTER if due <= now else due,
    }
    # Within a transaction nothing is gained by a savepoint: what fails here fails all of it.
    with transaction.atomic(savepoint=False):
        found = _create_once(fields)
        if due <= now:
            transaction.on_commit(partial(_send, found.pk, registered), robust=True)
    return found


def _create_once(fields: dict[str, Any]) -> Job:
    if not fields["unique_key"]:
        job = Job(**fields)
        insert([job])
        return job
    waiting = Job.objects.filter(unique_key=fields["unique_key"], state=JobState.QUEUED)
    for _attempt in range(5):
        # The lock keeps a worker from starting it before this transaction's changes are there to be read.
        if found := waiting.select_for_update().first():
            return found
        # Should another transaction be quicker, its job waits by now, or has even been started.
        with suppress(IntegrityError), transaction.atomic():
            return Job.objects.create(**fields)
    raise OperationalError(f"too many requests at once for the job {fields['unique_key']!r}")


def _send(job_id: int, kind: JobKind) -> None:
    if not sending.send(job_id, kind):
        Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(resend_at=timezone.now())


def run_job(job_id: int, *, in_thread: bool = True) -> None:
    """Claim a job and run its body here; does nothing when it is not due, taken, or of a kind that is unknown here.

    ``in_thread=False`` runs without the thread that keeps the claim alive, for tests and for commands.
    """
    job = _claim(job_id)
    if job is None:
        return
    kind = kind_of(job.kind)
    assert kind is not None  # noqa: S101 - _claim takes known kinds only
    run = JobRun(job)
    held = _held(run.job_id, run.claim)
    try:
        with beating(run, kind.timeout) if in_thread else nullcontext():
            result = kind.body(run)
    except Cancelled:
        _end(held, JobState.CANCELLED, **run.counts)
    except ClaimLost:
        logger.warning("job %s (%s) was taken over by another run", run.job_id, run.kind)
    except JobFailure as failure:
        _end(held, JobState.FAILED, error=_clean(str(failure)), **run.counts)
    except Exception as error:
        logger.exception("job %s (%s) failed in attempt %s", run.job_id, run.kind, run.attempts)
        _try_again(held, run, _where(error))
    else:
        _end(held, JobState.DONE, result=result, error="", **run.counts)


def _claim(job_id: int) -> Job | None:
    """Make a due job this process's own: one compare-and-set, so that only one of several messages gets it."""
    due = Job.objects.filter(pk=job_id, state=JobState.QUEUED, scheduled_for__lte=timezone.now() + _CLOCKS_DIFFER_BY)
    code = due.values_list("kind", flat=True).first()
    if code is None or kind_of(code) is None:
        return None
    claim = uuid.uuid4().hex
    try:
        with transaction.atomic():
            claimed = due.update(
                state=JobState.RUNNING,
                claim=claim,
                worker=processes.identity(),
                attempts=F("attempts") + 1,
                heartbeat_at=Now(),
                started_at=Coalesce("started_at", Now()),
            )
    except IntegrityError:
        return None  # one with the same unique key runs; it sends this one when it ends
    return Job.objects.get(pk=job_id) if claimed else None


def _held(job_id: int, claim: str) -> QuerySet[Job]:
    return Job.objects.filter(pk=job_id, state=JobState.RUNNING, claim=claim)


def _end(held: QuerySet[Job], state: JobState, **fields: Any) -> bool:
    """Close the job of a run, unless the run lost it, and send the one that waited for it to end."""
    with transaction.atomic():
        job = held.only("unique_key", "kind", "arguments").first()
        key = job.unique_key if job else None
        ended = held.update(state=state, claim="", heartbeat_at=None, finished_at=Now(), **fields)
        if job and ended and state != JobState.DONE:
            _tell_given_up(job, state)
        waiting = Job.objects.filter(unique_key=key, state=JobState.QUEUED).first() if key and ended else None
        if waiting and (kind := kind_of(waiting.kind)):
            transaction.on_commit(partial(_send, waiting.pk, kind), robust=True)
    return bool(ended)


def _tell_given_up(job: Job, state: JobState) -> None:
    """Let the kind close what waited for the work; a fault in that must not keep the job from ending."""
    kind = kind_of(job.kind)
    if kind is None or kind.given_up is None:
        return
    try:
        with transaction.atomic():
            kind.given_up(job.arguments, state)
    except Exception:
        logger.exception("what waited for job %s (%s) could not be closed", job.pk, job.kind)


def _try_again(held: QuerySet[Job], job: JobRun | Job, error: str, wait: timedelta | None = None) -> bool:
    """Put a job whose run ended badly back into the queue, or give it up after its last attempt."""
    kind = kind_of(job.kind)
    if job.attempts >= (kind.max_attempts if kind else 1):
        return _end(held, JobState.FAILED, error=error)
    if wait is None:
        wait = _BACKOFF[min(job.attempts, len(_BACKOFF)) - 1]
    due = timezone.now() + wait
    try:
        with transaction.atomic():
            queued = held.update(
                state=JobState.QUEUED,
                claim="",
                heartbeat_at=None,
                error=error,
                scheduled_for=due,
                resend_at=due,
                sends=0,
            )
    except IntegrityError:
        # One with the same key waits already, and does the same work from newer data.
        return _end(held, JobState.CANCELLED, error=_("A newer job does the same work."))
    return bool(queued)


def give_back(job: Job, error: str, *, silent_for: timedelta | None = None) -> bool:
    """Take a job from a worker that is gone, or (``silent_for``) has not beaten for so long; whether it was taken."""
    held = _held(job.pk, job.claim)
    if silent_for is not None:
        # By the database's clock, as the beats are.
        held = held.filter(heartbeat_at__lt=Now() - silent_for)
    if job.cancel_requested:
        return _end(held, JobState.CANCELLED)
    return _try_again(held, job, error, timedelta(0))


def _where(error: Exception) -> str:
    """Kind and place of an unexpected error; never its words, which may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} ({place})"


def _clean(text: str) -> str:
    return text.replace("\x00", "")[:_LONGEST_ERROR]


def cancel(job: Job, user: AbstractBaseUser | AnonymousUser) -> bool:
    """Cancel a job: at once while it waits, at its next report while it runs. ``False`` when it had ended already.

    Raises ``PermissionDenied`` for a user who may not.
    """
    if not user_can_cancel_job(user, job):
        raise PermissionDenied
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    with transaction.atomic():
        if waiting.update(state=JobState.CANCELLED, cancel_requested=True, finished_at=Now()):
            _tell_given_up(job, JobState.CANCELLED)
            return True
    return bool(Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True))


def prune(*, done_days: int = 30, failed_days: int = 180) -> int:
    """Delete jobs that ended long ago; how many."""
    now = timezone.now()
    ended = Job.objects.filter(state__in=FINISHED_STATES)
    old = ended.filter(finished_at__lt=now - timedelta(days=done_days)).exclude(state=JobState.FAILED)
    failed = ended.filter(state=JobState.FAILED, finished_at__lt=now - timedelta(days=failed_days))
    return old.delete()[0] + failed.delete()[0]
