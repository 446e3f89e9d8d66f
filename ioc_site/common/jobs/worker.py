"""What a worker process does when it is ready: it looks for what a predecessor left behind."""

import logging
from typing import Any

from celery.signals import worker_ready
from django.db import DatabaseError, connections

from ioc_site.common.jobs.sweep import sweep

logger = logging.getLogger(__name__)


@worker_ready.connect(dispatch_uid="common.sweep_at_start")
def sweep_at_start(**kwargs: Any) -> None:
    """Hand out again what the broker lost with a killed worker."""
    try:
        sweep(starting=True)
    except DatabaseError:
        logger.exception("the sweep at the worker's start failed; beat tries again")
    finally:
        # Processes that the pool forks later must not inherit these connections.
        connections.close_all()
