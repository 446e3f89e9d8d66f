"""A laptop: nothing to install, nothing to configure; what ``make run`` uses."""

from ioc_site.settings.base import *  # noqa: F403
from ioc_site.settings.base import env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="dev-only-key-that-protects-nothing-beyond-this-machine")
ALLOWED_HOSTS = ["*"]
IOC_DEMO = env.bool("IOC_DEMO", default=True)
