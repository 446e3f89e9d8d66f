"""Settings of the worker processes that tests start: nothing is eager, and the sample jobs are known."""

from ioc_site.settings.files import VAR_DIR, disk_storages
from ioc_site.settings.test import *  # noqa: F403
from ioc_site.settings.test import CELERY_BEAT_SCHEDULE, INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.ioc_site.common.jobs.sample"]
# All processes of a portal have one place for files.
STORAGES = {**STORAGES, **disk_storages(VAR_DIR)}
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BEAT_SCHEDULE = {
    **CELERY_BEAT_SCHEDULE,
    "sweep jobs": {"task": "common.sweep_jobs", "schedule": 1.0, "options": {"expires": 5}},
}
