"""The background job of compliance; it calls the services."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.compliance import services
from ioc_site.common.jobs import JobRun, job


@job(services.JOB, label=_("Compute compliance with the regulation"))
def compute(run: JobRun) -> dict[str, int]:
    """Bring the figures of all periods up to date, each in a transaction of its own; every half hour."""
    periods = services.periods_to_compute(timezone.localdate())
    figures = 0
    for number, period in enumerate(periods):
        run.progress(number, len(periods))
        figures += services.compute(period, run.check)
    return {"periods": len(periods), "figures": figures}
