"""What browsers and proxies are told, and what is believed of them."""

import environ

from ioc_site.security.csp import admin_policy, public_policy
from ioc_site.settings.files import S3_ENDPOINT_URL, S3_PUBLIC_URL

env = environ.Env()

ADMIN_PATH = "/quan-tri/"
# A tile server for the map, like https://tile.example.vn/{z}/{x}/{y}.png; without one the bundled outline is drawn.
MAP_TILE_URL = env.str("MAP_TILE_URL", default="")
MAP_TILE_CREDIT = env.str("MAP_TILE_CREDIT", default="")  # whom the map names as the source of the tiles
CONTENT_SECURITY_POLICY = {"DIRECTIVES": public_policy(MAP_TILE_URL, S3_PUBLIC_URL or S3_ENDPOINT_URL)}
CONTENT_SECURITY_POLICY_ADMIN = admin_policy(CONTENT_SECURITY_POLICY["DIRECTIVES"])
# How many proxies of our own stand before the web process (see ioc_site.security.middleware).
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

X_FRAME_OPTIONS = "SAMEORIGIN"  # the preview panel of the admin shows public pages
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_COOKIE_HTTPONLY = False  # the admin's scripts read it
CSRF_COOKIE_SAMESITE = "Lax"
# The admin's pictures of people would be asked of a server abroad.
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# Scrapers of /metrics from elsewhere than this machine send this as a bearer token.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
