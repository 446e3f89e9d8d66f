"""One run of a job: what its body may call, and the thread that keeps its claim alive meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.models import Job

HEARTBEAT_SECONDS = 10.0
# Progress is shown to people, not to programs: once a second is enough, and leaves the database to the web.
_PROGRESS_SECONDS = 1.0


class JobFailure(Exception):
    """Raised by a body that cannot succeed however often it is tried; the message is shown to the owner."""


class Interrupted(BaseException):
    """Ends a body from within; not an ``Exception``, so that a broad ``except`` of a body does not swallow it."""


class Cancelled(Interrupted):
    """Somebody cancelled the job."""


class ClaimLost(Interrupted):
    """The job is no longer this run's: it was taken for dead, and another run has it."""


class JobRun:
    """What the body of a job gets: its arguments, the last checkpoint, and ways to report.

    ``state`` is what the last ``checkpoint`` of an earlier run kept, or ``None``. ``attempts`` counts the runs,
    this one too.
    """

    def __init__(self, job: Job) -> None:
        self.job_id = job.pk
        self.kind = job.kind
        self.arguments: dict[str, Any] = job.arguments
        self.owner_id = job.owner_id
        self.attempts = job.attempts
        self.claim = job.claim
        self.state: Any = job.checkpoint
        self.done, self.total = job.done, job.total
        self._shown = (self.done, self.total)
        self._interruption: type[Interrupted] | None = None

    def argument(self, name: str) -> Any:
        """One argument; raises ``KeyError`` when the job was written without it."""
        return self.arguments[name]

    def progress(self, done: int, total: int | None = None) -> None:
        """Say how far the work is; cheap, so call it for each item. Ends a body whose job was cancelled."""
        self.done = done
        self.total = total if total is not None else self.total
        self.check()

    def check(self) -> None:
        """End the body when its job was cancelled or taken over; call it in work that reports no progress."""
        if self._interruption:
            raise self._interruption

    def checkpoint(self, state: Any) -> None:
        """Keep what a later run needs in order to go on from here (anything that JSON can hold).

        Within a transaction it is committed with the work, or not at all: so that work is done exactly once.
        """
        written = self._held().update(checkpoint=state, heartbeat_at=Now(), **self.counts)
        if not written:
            raise ClaimLost
        self.state = state
        self.check()

    def beat(self) -> None:
        """Renew the claim, write the progress and learn whether the job was cancelled."""
        shown = (self.done, self.total)
        with transaction.atomic():
            # Skip a row that the body's own transaction holds (its checkpoint renews the claim when it commits).
            rows = self._held().select_for_update(skip_locked=True, of=("self",))
            found = rows.values_list("cancel_requested", flat=True).first()
            if found is None:
                if not self._held().exists():
                    self.interrupt(ClaimLost)
                return
            self._held().update(heartbeat_at=Now(), done=shown[0], total=shown[1])
        self._shown = shown
        if found:
            self.interrupt(Cancelled)

    def interrupt(self, reason: type[Interrupted]) -> None:
        """End the body at its next report."""
        self._interruption = reason

    @property
    def counts(self) -> dict[str, int | None]:
        return {"done": self.done, "total": self.total}

    @property
    def has_news(self) -> bool:
        return (self.done, self.total) != self._shown

    def _held(self) -> Any:
        return Job.objects.filter(pk=self.job_id, state=JobState.RUNNING, claim=self.claim)


@contextmanager
def beating(run: JobRun, timeout: float) -> Iterator[None]:
    """Keep the claim of a run alive from a thread of its own, for at most ``timeout`` seconds.

    A body that takes longer is taken for hung: the beat stops, the body is ended at its next report, and the sweep
    gives the job to another run.
    """
    stop = threading.Event()
    thread = threading.Thread(
        target=_keep_beating, args=(run, timeout, stop.wait), name=f"job-{run.job_id}", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=HEARTBEAT_SECONDS)


def _keep_beating(run: JobRun, timeout: float, wait: Callable[[float], bool]) -> None:
    ends = time.monotonic() + timeout
    beaten = time.monotonic()
    try:
        while not wait(_PROGRESS_SECONDS):
            now = time.monotonic()
            if now >= ends:
                run.interrupt(ClaimLost)
                return
            if run.has_news or now - beaten >= HEARTBEAT_SECONDS:
                beaten = now
                _try_to_beat(run)
    finally:
        connection.close()


def _try_to_beat(run: JobRun) -> None:
    """A beat that cannot be written (the database is busy or away) is not the body's problem; the next one may."""
    try:
        run.beat()
    except DatabaseError:
        connection.close()
