"""Background jobs of the automatic rules; each calls a service."""

from django.utils.translation import gettext_lazy as _

from ioc_site.common.jobs import JobRun, job
from workflows.rules import running
from workflows.rules.services import forget_old_runs


@job(running.RUN, label=_("Run automatic rules"))
def run(run: JobRun) -> dict[str, int]:
    """Run the rules that are for one event; what they put into the outbox goes out within a minute."""
    return running.run_event(run.argument("event"), run.argument("chain"))


@job("rules.forget", label=_("Forget old runs of rules"))
def forget(run: JobRun) -> dict[str, int]:
    """Delete what rules did long ago; each night."""
    return {"runs": forget_old_runs()}
