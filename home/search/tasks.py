"""Jobs of the search."""

from django.utils.translation import gettext_lazy as _

from home.search import services
from home.search.signals import REGULATION_JOB
from ioc_site.common.jobs import JobRun, job


@job(REGULATION_JOB, label=_("Index the regulation for search"))
def index_regulation(run: JobRun) -> int:
    """After each change of the regulation, and every night for amendments that come into force with the day."""
    return services.index_regulation()
