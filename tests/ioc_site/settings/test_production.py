"""A real server starts from environment variables alone, and says in one line what is missing."""

import json
import os
import subprocess
import sys

import pytest

COMPLETE = {
    "SECRET_KEY": "a-key-that-is-long-enough-to-be-one-" + "x1" * 20,
    "ALLOWED_HOSTS": "ioc.example.vn",
    "IOC_BASE_URL": "https://ioc.example.vn",
    "DATABASE_URL": "postgres://ioc:secret@db.example.vn:5432/ioc",
    "CELERY_BROKER_URL": "amqp://ioc:secret@broker.example.vn:5672//",
    "CACHE_URL": "rediscache://cache.example.vn:6379/1",
    "EMAIL_URL": "smtp+tls://ioc:secret@mail.example.vn:587",
    "DEFAULT_FROM_EMAIL": "IOC <ioc@example.vn>",
    "FIELD_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "BLIND_INDEX_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "S3_BUCKET": "ioc",
}
SHOW = """
import json
from django.conf import settings
names = "DEBUG IOC_DEMO IOC_REQUIRE_TOTP SESSION_COOKIE_SECURE CELERY_BROKER_URL CSRF_TRUSTED_ORIGINS".split()
shown = {name: getattr(settings, name) for name in names}
shown["database"] = settings.DATABASES["default"]["ENGINE"]
shown["cache"] = settings.CACHES["default"]["BACKEND"]
shown["storages"] = {alias: each["BACKEND"] for alias, each in settings.STORAGES.items()}
print(json.dumps(shown))
"""


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Load the production settings in a process of their own with just these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        env=kept | {"DJANGO_SETTINGS_MODULE": "ioc_site.settings.production"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_environment_variables_are_enough() -> None:
    done = start(COMPLETE)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert shown["DEBUG"] is False
    assert shown["IOC_DEMO"] is False
    assert shown["IOC_REQUIRE_TOTP"] is True
    assert shown["SESSION_COOKIE_SECURE"] is True
    assert shown["CELERY_BROKER_URL"] == COMPLETE["CELERY_BROKER_URL"]
    assert shown["CSRF_TRUSTED_ORIGINS"] == ["https://ioc.example.vn"]
    assert shown["database"] == "django.db.backends.postgresql"
    assert shown["cache"] == "django.core.cache.backends.redis.RedisCache"
    assert shown["storages"]["default"] == shown["storages"]["private"] == "storages.backends.s3.S3Storage"
    assert "Manifest" in shown["storages"]["staticfiles"]


@pytest.mark.parametrize("name", COMPLETE)
def test_a_missing_variable_stops_the_start_with_one_line(name: str) -> None:
    done = start({key: value for key, value in COMPLETE.items() if key != name})
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert name in done.stderr


def test_a_short_secret_key_stops_the_start() -> None:
    done = start(COMPLETE | {"SECRET_KEY": "short"})
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
    assert done.stderr.count("\n") == 1
