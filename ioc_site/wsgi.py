"""WSGI entry point of the web process."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ioc_site.settings.dev")
application = get_wsgi_application()

# Views with all that they import, now and not within the first request.
get_resolver().url_patterns  # noqa: B018 - reading it loads them
# What is loaded by now stays: the collector need not walk through it each time, which stopped every fortieth request
# or so for a fifth of a second.
gc.collect()
gc.freeze()
