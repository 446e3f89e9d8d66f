"""A real server: environment variables decide, and what is missing stops the start with one clear line."""

import os

from ioc_site.settings.base import *  # noqa: F403
from ioc_site.settings.base import LASTING_STATICFILES, STORAGES, WAGTAILADMIN_BASE_URL, env
from ioc_site.settings.logs import logging_config

# What each real server must be told; docs/operations.md says what each one is.
REQUIRED = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "IOC_BASE_URL",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "FIELD_ENCRYPTION_KEYS",
    "BLIND_INDEX_KEY",
)
missing = [name for name in REQUIRED if not os.environ.get(name)]
if not (os.environ.get("S3_BUCKET") or os.environ.get("IOC_VAR_DIR")):
    missing.append("S3_BUCKET (or IOC_VAR_DIR, a folder that all machines share)")
if missing:
    raise SystemExit(f"The portal cannot start, these environment variables are missing: {', '.join(missing)}")

SECRET_KEY = env.str("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise SystemExit("The portal cannot start: SECRET_KEY is shorter than 50 characters")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[WAGTAILADMIN_BASE_URL])
IOC_DEMO = False
IOC_REQUIRE_TOTP = env.bool("IOC_REQUIRE_TOTP", default=True)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
# Probes and scrapers on the same machine speak plain HTTP to the web process.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)

STORAGES["staticfiles"] = LASTING_STATICFILES
LOGGING = logging_config(as_json=True, level=env.str("LOG_LEVEL", default="INFO"))
