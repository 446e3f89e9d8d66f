"""A real server: environment variables decide, and what is missing stops the start with one clear line."""

from ioc_site.settings.base import *  # noqa: F403
from ioc_site.settings.base import env

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
IOC_DEMO = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
IOC_REQUIRE_TOTP = env.bool("IOC_REQUIRE_TOTP", default=True)
