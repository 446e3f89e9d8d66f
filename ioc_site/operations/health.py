"""Whether the portal is alive and whether it can serve: ``/healthz`` and ``/readyz``."""

import logging
import time
from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ioc_site.operations.setup import pending_migrations

logger = logging.getLogger(__name__)
BROKER_SECONDS = 3
# Probes come often and from several sides; what was found is good for this long.
KEEP_SECONDS = 5


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    if pending := pending_migrations():
        raise RuntimeError(f"{len(pending)} migrations are not applied")


def check_broker() -> None:
    with current_app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)


def check_storage() -> None:
    """Write and remove a file in each place that keeps uploads."""
    for alias in settings.STORAGES:
        if alias != "staticfiles":
            storage = storages[alias]
            storage.delete(storage.save("readyz/probe", ContentFile(b"ready")))


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "broker": check_broker,
    "storage": check_storage,
    "migrations": check_migrations,
}


def run_checks() -> dict[str, str]:
    """The name of each check with ``ok``, or ``failed`` and the kind of error; its text goes to the log alone."""
    results = {}
    for name, check in CHECKS.items():
        try:
            check()
        except Exception as error:
            logger.warning("readiness check %s failed: %s", name, error)
            results[name] = f"failed: {type(error).__name__}"
        else:
            results[name] = "ok"
    return results


class _Last:
    """What this process found last, and when."""

    results: dict[str, str] = {}
    at = float("-inf")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all checks pass, else 503; the body names each check."""
    if time.monotonic() - _Last.at > KEEP_SECONDS:
        _Last.results, _Last.at = run_checks(), time.monotonic()
    ready = all(result == "ok" for result in _Last.results.values())
    return JsonResponse(
        {"status": "ready" if ready else "not ready", "checks": _Last.results}, status=200 if ready else 503
    )
