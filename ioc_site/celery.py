"""The Celery application. Tasks are thin: they take ids and call a service of their room."""

import os

from celery import Celery
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ioc_site.settings.dev")

TRANSPORT_ALIASES["filesystem"] = "ioc_site.disk_broker:Transport"

app = Celery("ioc_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**_kwargs: object) -> None:
    """Celery would put its own handlers in the place of ours, which mask what is personal."""
