"""Signing in: sessions that can be listed and ended, throttling, password rules, second factor."""

from datetime import timedelta

import environ

env = environ.Env()

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "subsystems.agencies.backends.PortalBackend",
]
# Sessions stand in the database alone: one that is ended is ended on every web machine at once.
SESSION_ENGINE = "qsessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Whoever signs in is staff. A real server requires the second factor; a laptop offers it.
IOC_REQUIRE_TOTP = env.bool("IOC_REQUIRE_TOTP", default=False)
OTP_TOTP_ISSUER = "IOC Bình Thuận"
OTP_TOTP_THROTTLE_FACTOR = 1

# Five wrong passwords for one account from one address lock that pair for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "ioc_site.signin.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
# The address that ioc_site.security settled on stands in REMOTE_ADDR; no other header is believed.
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]

IOC_PASSWORD_RESETS_PER_HOUR = 5
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=2).total_seconds())
WAGTAILADMIN_USER_LOGIN_FORM = "ioc_site.signin.forms.SignInForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "ioc_site.signin.forms.ThrottledPasswordResetForm"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
