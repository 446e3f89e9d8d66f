"""The Celery application. Tasks are thin: they take ids and call a service of their room."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ioc_site.settings.dev")

app = Celery("ioc_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
