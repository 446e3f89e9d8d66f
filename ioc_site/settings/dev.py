"""A laptop: nothing to install, nothing to configure; what ``make run`` uses."""

from ioc_site.settings.base import *  # noqa: F403
from ioc_site.settings.base import LASTING_STATICFILES, STORAGES, env, make_folders

make_folders()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="dev-only-key-that-protects-nothing-beyond-this-machine")
ALLOWED_HOSTS = ["*"]
IOC_DEMO = env.bool("IOC_DEMO", default=True)

# ``make run`` collects the static files; a bare runserver finds them where they are.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not env.bool("IOC_STATIC_COLLECTED", default=False)
if not WHITENOISE_USE_FINDERS:
    STORAGES["staticfiles"] = LASTING_STATICFILES
