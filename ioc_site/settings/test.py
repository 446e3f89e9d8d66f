"""The test suite: no task leaves the process, no password hashing that takes time."""

import tempfile
from pathlib import Path

from ioc_site.settings.base import *  # noqa: F403
from ioc_site.settings.base import INSTALLED_APPS, env

SECRET_KEY = "test-key"
ALLOWED_HOSTS = ["*"]
IOC_DEMO = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=True)
CELERY_TASK_EAGER_PROPAGATES = True
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="ioc-test-media-"))
# Models that only tests need.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.workflows.engine.casework"]
