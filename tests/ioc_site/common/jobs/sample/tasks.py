"""Jobs for the tests; what they do can be counted in the database."""

import time
from typing import Any

from django.db import transaction

from ioc_site.common.access_log import AccessLog
from ioc_site.common.jobs import JobFailure, JobRun, job


@job("sample.count", label="Đếm")
def count(run: JobRun) -> dict[str, Any]:
    """Add ``n`` rows, each with its checkpoint in one transaction, and say in which attempt it ended."""
    first = run.state or 0
    for number in range(first, run.argument("n")):
        with transaction.atomic():
            AccessLog.objects.create(
                object_type="sample", object_id=str(run.job_id), field_group=str(number), reason="-"
            )
            run.checkpoint(number + 1)
        run.progress(number + 1, run.argument("n"))
        time.sleep(run.arguments.get("pause", 0))
    return {"first": first, "attempts": run.attempts}


@job("sample.heavy", queue="reports")
def heavy(run: JobRun) -> str:
    """Nothing, in the queue of heavy jobs."""
    return "nặng"


@job("sample.crash", max_attempts=3)
def crash(run: JobRun) -> None:
    """Fail in a way that nobody foresaw, with words that must not be kept."""
    raise RuntimeError("số điện thoại 0912345678")


@job("sample.refuse")
def refuse(run: JobRun) -> None:
    """Fail in a way that no further attempt can mend."""
    raise JobFailure("Tệp không có dòng nào.")


@job("sample.reentrant", max_attempts=3)
def reentrant(run: JobRun) -> None:
    """Lose the claim in the middle, as after a pause that was taken for death."""
    from ioc_site.common.jobs.models import Job

    Job.objects.filter(pk=run.job_id).update(claim="another")
    run.checkpoint("never kept")
