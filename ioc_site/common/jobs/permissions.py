"""Who may see and cancel background jobs: their owner, and whoever holds the permission for everybody's."""

from typing import Any

from ioc_site.common.jobs.models import Job

VIEW_ALL = "common.view_all_jobs"
CANCEL_ALL = "common.cancel_all_jobs"


def user_can_see_job(user: Any, job: Job) -> bool:
    """Owners see their own jobs; jobs without owner are seen only by those who see all."""
    return user.is_active and (job.owner_id == user.pk or user.has_perm(VIEW_ALL))


def user_can_cancel_job(user: Any, job: Job) -> bool:
    """As for seeing; whether the job can still be cancelled is a matter of its state."""
    return user.is_active and (job.owner_id == user.pk or user.has_perm(CANCEL_ALL))
