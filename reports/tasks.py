"""Background work of reports, in a queue of its own: what takes minutes and memory stands in nobody's way."""

from typing import Any

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from ioc_site.common.jobs import JobRun, job
from ioc_site.common.jobs.enums import JobState
from reports import availability, planning, services
from reports.models import ReportDocument

QUEUE = "reports"


def _document(run: JobRun) -> ReportDocument:
    documents = ReportDocument.objects.select_related("issuer__parent", "agency", "area", "corrects")
    return documents.get(pk=run.argument("document"))


def _give_up(arguments: dict[str, Any], state: JobState) -> None:
    """A report whose building ended without a draft (its workers were killed, somebody cancelled it) says so."""
    document = ReportDocument.objects.filter(pk=arguments["document"]).first()
    if document is not None:
        services.give_up(document, is_cancelled=state == JobState.CANCELLED)


@job("reports.build", label=_("Build a report"), queue=QUEUE, max_attempts=3, timeout=1800, given_up=_give_up)
def build_report(run: JobRun) -> dict[str, Any]:
    """Compute and set a report that is being built."""
    document = _document(run)
    services.build(document, run)
    return {"report": document.reference, "state": document.state}


@job("reports.set_draft", label=_("Set the draft of a report anew"), queue=QUEUE)
def set_draft(run: JobRun) -> dict[str, Any]:
    """The draft after its summary was edited; one that has moved on needs none."""
    document = _document(run)
    if document.state in ("draft", "approved"):
        services.set_draft(document)
    return {"report": document.reference}


@job("reports.set_final", label=_("Set the final file of a report"), queue=QUEUE, max_attempts=20)
def set_final(run: JobRun) -> dict[str, Any]:
    """The file with the number."""
    document = _document(run)
    services.set_final(document)
    return {"report": document.reference}


@job("reports.plan", label=_("Plan the reports of the calendar"))
def plan(run: JobRun) -> dict[str, int]:
    """The reports that plans ask for: written down ahead, built on their day."""
    return planning.run_plans()


@shared_task(name="reports.measure_availability")
def measure_availability() -> None:
    """Ask the portal whether it can be used; by beat, each minute. No job: what was missed is not made up for."""
    availability.measure()
