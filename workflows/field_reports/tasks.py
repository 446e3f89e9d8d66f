"""Background jobs of field reports; each calls a service."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.jobs import JobRun, job
from workflows.field_reports import drafts
from workflows.field_reports.desk.bulk import run_bulk
from workflows.field_reports.desk.services import BULK


@job("field_reports.discard_drafts", label=_("Delete photos of reports that were never sent"))
def discard_drafts(run: JobRun) -> dict[str, int]:
    """Delete photos that were chosen in the form and not sent within a day; each night."""
    return {"photos": drafts.discard_old()}


@job(BULK, label=_("A step on many reports"))
def bulk(run: JobRun) -> dict[str, Any]:
    """Take one step on the reports that somebody ticked."""
    return run_bulk(run)
