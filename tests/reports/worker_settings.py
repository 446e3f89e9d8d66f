"""Settings of the workers that tests start: files lie below the folder that the test names, and writing can be held."""

from ioc_site.settings.files import VAR_DIR
from ioc_site.settings.test import STORAGES, disk_storages
from tests.ioc_site.common.jobs.worker_settings import *  # noqa: F403
from tests.ioc_site.common.jobs.worker_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.reports.holding"]
STORAGES |= disk_storages(VAR_DIR)
