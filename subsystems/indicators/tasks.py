"""Background jobs of this room; each calls a service."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.jobs import JobRun, job
from subsystems.indicators import pulling, reminding, services
from subsystems.indicators.quality import scoring


@job("deliveries.check", label=_("Check a delivery"))
def check(run: JobRun) -> dict[str, Any]:
    """Check a delivery that has not been checked yet."""
    delivery = services.check_delivery(run.argument("delivery"), run.progress)
    return {"delivery": delivery.reference, "state": delivery.state}


@job("deliveries.publish", label=_("Publish a delivery"))
def publish(run: JobRun) -> dict[str, Any]:
    """Publish a delivery that the head has approved; a run that is killed has written nothing, the next one does it."""
    delivery = services.publish_delivery(run.argument("delivery"))
    return {"delivery": delivery.reference, "state": delivery.state}


@job("deliveries.remind", label=_("Remind of data that is due"))
def remind(run: JobRun) -> dict[str, int]:
    """Remind officers, tell heads what is overdue; by beat, each working morning."""
    return reminding.remind(timezone.now())


@job("deliveries.pull", label=_("Fetch data from connected sources"))
def pull(run: JobRun) -> dict[str, int]:
    """Fetch from every source that is due; by beat."""
    return pulling.pull_due(timezone.now(), run.check)


@job("quality.assess", label=_("Assess the quality of data"))
def assess(run: JobRun) -> dict[str, int]:
    """Score what fell due in the last months; by beat, and after each check and publication."""
    return scoring.assess(timezone.now(), run.progress)
