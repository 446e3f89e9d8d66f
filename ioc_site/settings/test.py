"""The test suite: no task leaves the process, no password hashing that takes time."""

import atexit
import shutil
import tempfile
from pathlib import Path

from ioc_site.settings.base import *  # noqa: F403
from ioc_site.settings.base import INSTALLED_APPS, STORAGES, disk_storages, env, make_folders

make_folders()

SECRET_KEY = "test-key"
ALLOWED_HOSTS = ["*"]
IOC_DEMO = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=True)
CELERY_TASK_EAGER_PROPAGATES = True
# Models that only tests need.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.workflows.engine.casework"]
# Each test would meet the pages of the one before; the tests of the cache switch it on.
PAGE_CACHE = False
VIEWS_WRITTEN_EVERY = 0
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
FILES_DIR = Path(tempfile.mkdtemp(prefix="ioc-test-files-"))
MEDIA_ROOT = FILES_DIR / "media"
STORAGES |= disk_storages(FILES_DIR)
atexit.register(shutil.rmtree, FILES_DIR, ignore_errors=True)
