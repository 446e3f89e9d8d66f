"""The tables of the floor."""

from ioc_site.common.access_log import AccessLog
from ioc_site.common.freshness import PublicVersion
from ioc_site.common.jobs.models import Job

__all__ = ["AccessLog", "Job", "PublicVersion"]
