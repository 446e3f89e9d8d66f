"""Durable jobs: work that must be done once, whatever happens to the broker or to a worker.

A ``Job`` row is written in the same transaction as the work it belongs to (an outbox); a message of the broker carries
nothing but its id. So a transaction that rolls back leaves no job, a broker that is down or loses messages delays a
job and never loses it, and a worker that is killed in mid-job leaves a row whose heartbeat stops, which the sweep
(``services.sweep``, at each worker's start and by beat) hands to another worker.

Registering a body, in the ``tasks.py`` of a room (imported by itself in every process)::

    @job("deliveries.import", label=_("Import a delivery"))
    def import_delivery(run: JobRun) -> dict[str, int]:
        start = run.state["row"] if run.state else 0
        for chunk in chunks_from(start):
            with transaction.atomic():
                write(chunk)
                run.checkpoint({"row": chunk.end})  # committed with the chunk, or not at all
            run.progress(chunk.end, total)
        return {"rows": total}

Asking for one, in a service of that room::

    with transaction.atomic():
        delivery = Delivery.objects.create(...)
        enqueue("deliveries.import", {"delivery": delivery.pk}, owner=user)

Every body may be run again from its last checkpoint after a crash; what it did before that checkpoint in the same
transaction is done exactly once, what it did outside of a transaction (a mail, a file) at least once.
"""

from ioc_site.common.jobs.registry import job
from ioc_site.common.jobs.running import JobFailure, JobRun
from ioc_site.common.jobs.services import cancel, enqueue

__all__ = ["JobFailure", "JobRun", "cancel", "enqueue", "job"]
