"""What the broker can ask of a worker; each task carries an id or a name and calls a service."""

from typing import Any

from celery import Task, shared_task
from django.core.management import call_command

from ioc_site.common.jobs import services
from ioc_site.common.jobs.sending import TASK
from ioc_site.common.jobs.sweep import sweep


@shared_task(name=TASK, bind=True)
def run_job(self: Task, job_id: int) -> None:
    """Run one job, if it is still there to be run."""
    services.run_job(job_id, in_thread=not self.request.is_eager)


@shared_task(name="common.sweep_jobs")
def sweep_jobs() -> None:
    """Hand out again what was lost; by beat."""
    sweep()


@shared_task(name="common.prune_jobs")
def prune_jobs() -> None:
    """Delete jobs that ended long ago; by beat."""
    services.prune()


@shared_task(name="common.enqueue")
def enqueue(kind: str, arguments: dict[str, Any] | None = None) -> None:
    """Ask for a job by beat; while the one of the last time still waits, no second one."""
    services.enqueue(kind, arguments, unique_key=f"beat:{kind}")


@shared_task(name="common.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and take down the pages whose time has come; by beat, each minute."""
    call_command("publish_scheduled")
