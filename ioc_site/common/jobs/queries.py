"""What the screens of background jobs read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.models import Job
from ioc_site.common.jobs.permissions import VIEW_ALL
from ioc_site.common.jobs.registry import label_of
from ioc_site.common.pagination import KeysetPage, paginate

PAGE_SIZE = 30
STATE_PARAMETER = "trang-thai"


def visible_jobs(user: Any) -> QuerySet[Job]:
    """The jobs that a user may see: his own, or everybody's with the permission for that."""
    jobs = Job.objects.select_related("owner")
    return jobs if user.has_perm(VIEW_ALL) else jobs.filter(owner=user)


def job_list(user: Any, parameters: QueryDict) -> KeysetPage:
    """A page of the list, the newest first; ``trang-thai`` keeps to one state, an unknown one shows all."""
    jobs = visible_jobs(user)
    state = parameters.get(STATE_PARAMETER, "")
    if state in JobState.values:
        jobs = jobs.filter(state=state)
    return paginate(jobs, parameters, order=("-id",), size=PAGE_SIZE)


def progress_of(job: Job) -> dict[str, Any]:
    """How far a job is, for a program that asks again and again: texts are in the active language."""
    return {
        "id": job.pk,
        "kind": label_of(job.kind),
        "state": job.state,
        "state_label": str(JobState(job.state).label),
        "done": job.done,
        "total": job.total,
        "percent": job.percent,
        "finished": job.is_finished,
        "cancelling": job.cancel_requested and not job.is_finished,
        "error": job.error,
    }


@dataclass(frozen=True, slots=True)
class Backlog:
    """How the queue stands, for whoever watches the portal; ``oldest`` is when the oldest waiting job was due."""

    waiting: int
    running: int
    failed: int
    oldest: datetime | None


def backlog() -> Backlog:
    """Jobs that are due and wait, that run, and that failed within a day; one query over those three alone."""
    now = timezone.now()
    due = Q(state=JobState.QUEUED, scheduled_for__lte=now)
    failed = Q(state=JobState.FAILED, finished_at__gte=now - timedelta(days=1))
    counts = Job.objects.filter(due | Q(state=JobState.RUNNING) | failed).aggregate(
        waiting=Count("pk", filter=due),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        failed=Count("pk", filter=failed),
        oldest=Min("scheduled_for", filter=due),
    )
    return Backlog(**counts)
