"""Settings of processes that tests start: nothing is eager, and files lie below the folder that the test names."""

from ioc_site.settings.files import VAR_DIR
from ioc_site.settings.test import *  # noqa: F403
from ioc_site.settings.test import STORAGES, disk_storages

CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = "memory://"
STORAGES |= disk_storages(VAR_DIR)
