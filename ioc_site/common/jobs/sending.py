"""Handing the id of a job to the broker, quickly or not at all."""

import logging
import time

from kombu.exceptions import OperationalError

from ioc_site.celery import app
from ioc_site.common.jobs.registry import JobKind

logger = logging.getLogger(__name__)

TASK = "common.run_job"
# A person who pressed a button does not wait for a broker that is down; the sweep sends what could not be sent.
_REST_AFTER_FAILURE = 15.0
_RETRY_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
_KILL_AFTER_TIMEOUT = 30
_resting_until = 0.0


def send(job_id: int, kind: JobKind) -> bool:
    """Send one message to the queue of the kind; ``False``, and no exception, when the broker does not take it.

    After a failure this process sends nothing for 15 seconds, so that a burst of requests is not slowed down by one
    connection time-out each.
    """
    global _resting_until
    if not app.conf.task_always_eager and time.monotonic() < _resting_until:
        return False
    try:
        app.tasks[TASK].apply_async(
            args=(job_id,),
            queue=kind.queue,
            time_limit=kind.timeout + _KILL_AFTER_TIMEOUT,
            retry=True,
            retry_policy=_RETRY_ONCE,
        )
    except Exception as error:  # each transport has errors of its own
        _resting_until = time.monotonic() + _REST_AFTER_FAILURE
        foreseen = isinstance(error, OperationalError)
        logger.warning("job %s could not be sent and waits for the sweep", job_id, exc_info=not foreseen)
        return False
    return True
