"""The job that takes one step on many reports: each through ``fire``, each in a transaction of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ioc_site.common.jobs import JobRun
from ioc_site.common.jobs.models import Job
from subsystems.agencies.models import User
from workflows.engine.errors import TransitionError
from workflows.engine.services import fire
from workflows.field_reports.desk.texts import fill
from workflows.field_reports.models import FieldReport
from workflows.field_reports.routing import Router
from workflows.field_reports.workflow import FIELD_REPORT


def run_bulk(run: JobRun) -> dict[str, Any]:
    """Take the step on each report; returns how many went well and, for the others, the key and the reason.

    The state after each report is kept with it, so that a run after a crash goes on with the next one.
    """
    user = User.objects.get(pk=run.owner_id or 0)
    keys: list[int] = run.argument("reports")
    state = run.state or {"at": 0, "done": 0, "errors": []}
    router = Router() if run.argument("code") == "assign" else None
    for place in range(state["at"], len(keys)):
        with transaction.atomic():
            reason = _one(run, user, keys[place], router)
            if reason:
                state["errors"].append([keys[place], reason])
            else:
                state["done"] += 1
            state["at"] = place + 1
            run.checkpoint(state)
        run.progress(place + 1, len(keys))
    return {"done": state["done"], "errors": state["errors"]}


def _one(run: JobRun, user: User, key: int, router: Router | None) -> str:
    """Why it could not be done; empty when it was."""
    report = FieldReport.objects.visible_to(user).select_related("category", "area", "agency").filter(pk=key).first()
    if report is None:
        return str(_("You do not see this report any more."))
    answers = dict(run.argument("answers"))
    if router and not answers.get("agency"):
        route = router.route(report.category, report.area_id, report.created_at)
        if route is None:
            return str(_("No routing rule fits; assign it by hand."))
        answers["agency"] = route.agency.pk
    try:
        with transaction.atomic():
            comment = fill(run.argument("comment"), report)
            fire(report, run.argument("code"), user, answers, comment, idempotency_key=f"job:{run.job_id}:{key}")
    except TransitionError as error:
        return str(error.message)
    return ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that a bulk step was not taken on, and why."""

    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class BulkProgress:
    """How far the work on many reports is, and what did not work."""

    job: Job
    label: Any
    total: int
    done: int
    failures: list[Failure]


def bulk_progress(job: Job) -> BulkProgress:
    """What the page of a bulk step shows. One query besides the job."""
    state = job.result or job.checkpoint or {}
    errors = dict(state.get("errors", []))
    references = dict(FieldReport.objects.filter(pk__in=errors).values_list("pk", "reference"))
    step = FIELD_REPORT.transition(job.arguments["code"])
    return BulkProgress(
        job=job,
        label=step.label if step else job.arguments["code"],
        total=len(job.arguments["reports"]),
        done=state.get("done", 0),
        failures=list(_failures(errors, references)),
    )


def _failures(errors: dict[int, str], references: dict[int, str | None]) -> Iterator[Failure]:
    for key, reason in errors.items():
        yield Failure(references.get(key) or "–", reason)
