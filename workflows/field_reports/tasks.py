"""Background jobs of field reports; each calls a service."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.jobs import JobRun, job
from workflows.field_reports import drafts, privacy
from workflows.field_reports.desk.bulk import run_bulk
from workflows.field_reports.desk.services import BULK, forget_presences
from workflows.field_reports.public import cells, following
from workflows.field_reports.statistics import tallying


@job("field_reports.discard_drafts", label=_("Delete photos of reports that were never sent"))
def discard_drafts(run: JobRun) -> dict[str, int]:
    """Delete photos that were chosen in the form and not sent within a day; each night."""
    return {"photos": drafts.discard_old()}


@job(BULK, label=_("A step on many reports"))
def bulk(run: JobRun) -> dict[str, Any]:
    """Take one step on the reports that somebody ticked."""
    return run_bulk(run)


@job("field_reports.fold_map", label=_("Count the reports on the map"))
def fold_map(run: JobRun) -> dict[str, int]:
    """Add up what changed on the map; each minute."""
    folded = 0
    while count := cells.fold_changes():
        folded += count
        run.check()
    return {"changes": folded}


@job(following.ALERT, label=_("Tell subscribers of a new report"))
def alert(run: JobRun) -> dict[str, int]:
    """Queue the mails to those who asked for reports like this one."""
    return {"mails": following.queue_alerts(run.argument("report"))}


@job("field_reports.forget_unconfirmed", label=_("Delete unconfirmed addresses"))
def forget_unconfirmed(run: JobRun) -> dict[str, int]:
    """Each night."""
    return {"addresses": following.forget_unconfirmed()}


@job("field_reports.tally", label=_("Compute the figures of field reports"))
def tally(run: JobRun) -> dict[str, int]:
    """Count anew the periods in which something changed; every ten minutes."""
    return {"periods": tallying.refresh()}


@job("field_reports.anonymise", label=_("Anonymise old reports"), timeout=4 * 3600)
def anonymise(run: JobRun) -> dict[str, int]:
    """Take persons out of the reports whose time is over, and forget who looked at what; each night."""
    return {"presences": forget_presences(), "reports": privacy.anonymise_due(timezone.now(), run.check)}
