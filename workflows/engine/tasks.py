"""Background jobs of the engine; each calls a service."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.jobs import JobRun, job
from workflows.engine import escalating
from workflows.engine.telling import delivering, digest
from workflows.engine.telling.services import DELIVER


@job(DELIVER, label=_("Tell people of a step"))
def deliver(run: JobRun) -> dict[str, int]:
    """Send the mails and webhook calls of one event."""
    return delivering.deliver_event(run.argument("event"))


@job("engine.deliver_due", label=_("Send what could not be sent before"))
def deliver_due(run: JobRun) -> dict[str, int]:
    """Send every mail and call whose next attempt is due; each minute."""
    return delivering.deliver_due(run.check)


@job("engine.escalate", label=_("Remind of deadlines"))
def escalate(run: JobRun) -> dict[str, int]:
    """Take the escalation steps that are due; every five minutes."""
    return escalating.escalate_due(timezone.now(), run.check)


@job("engine.daily_digest", label=_("Daily summaries"))
def daily_digest(run: JobRun) -> dict[str, int]:
    """Queue and send the summaries of the day; each working morning."""
    return digest.send_digests(timezone.localdate())
