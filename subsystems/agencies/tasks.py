"""Background work of this room."""

from django.utils.translation import gettext_lazy as _

from ioc_site.common.jobs import JobRun, job
from subsystems.agencies import services


@job("agencies.sync_groups", label=_("Bring everybody's permissions in line with the day"))
def sync_groups(run: JobRun) -> dict[str, int]:
    """Once a night: memberships that began or ended with the day."""
    return {"people": services.sync_all_groups()}
