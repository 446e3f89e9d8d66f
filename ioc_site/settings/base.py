"""Settings that every environment shares.

Everything that differs between machines is read from environment variables, so that one image of the code
serves a laptop (nothing set: SQLite, files on disk, a broker on disk) and a data centre (PostgreSQL, Redis or
RabbitMQ, S3).  The full list of variables stands in ``docs/operations.md``.
"""

import environ
from celery.schedules import crontab
from django.urls import reverse_lazy
from kombu import Exchange, Queue

from ioc_site.settings.files import *  # noqa: F403
from ioc_site.settings.files import BASE_DIR, VAR_DIR
from ioc_site.settings.logs import LOGGING  # noqa: F401
from ioc_site.settings.security import *  # noqa: F403
from ioc_site.settings.signin import *  # noqa: F403

env = environ.Env()

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Demonstration mode: labelled generated data and the demonstration accounts. Never on a real server.
IOC_DEMO = env.bool("IOC_DEMO", default=False)
IOC_DEMO_PASSWORD = env.str("IOC_DEMO_PASSWORD", default="")
# Every page answers 503 and says that the portal is being maintained.
IOC_MAINTENANCE = env.bool("IOC_MAINTENANCE", default=False)
# Public pages are kept as rendered until something on them changes; a closed portal shows none of them.
PAGE_CACHE = env.bool("PAGE_CACHE", default=True) and not IOC_MAINTENANCE

INSTALLED_APPS = [
    # The rooms, from the ones that people read down to the floor.
    "home",
    "home.search",
    "home.content",
    "home.compliance",
    "home.duties",
    "home.regulation",
    "ioc_site.operations",
    "ioc_site.signin",
    "reports",
    "workflows.field_reports",
    "workflows.proposals",
    "workflows.conduct",
    "workflows.rules",
    "workflows.engine",
    "subsystems.indicators",
    "subsystems.monitoring",
    "subsystems.agencies",
    "ioc_site.pagecache",
    "ioc_site.common",
    # Wagtail
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "import_export",
    "axes",
    "qsessions",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    # Django
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "ioc_site.operations.metrics.RequestMetricsMiddleware",
    "reports.views_counted.CountViewsMiddleware",
    # A page from the cache passes through nothing below, and carries the headers that all of it gave it once.
    "ioc_site.pagecache.middleware.PageCacheMiddleware",
    "ioc_site.security.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "ioc_site.security.middleware.PermissionsPolicyMiddleware",
    "ioc_site.security.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qsessions.middleware.SessionMiddleware",
    "home.language.LanguageMiddleware",
    "home.maintenance.MaintenanceMiddleware",
    "ioc_site.security.bad_requests.NulByteMiddleware",
    "ioc_site.security.bad_requests.IncompleteFormMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "ioc_site.signin.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "subsystems.agencies.scoped_admin.gate.EditorialGate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ioc_site.urls"
WSGI_APPLICATION = "ioc_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "ioc_site.common.package_words.Loader",
                    ],
                ),
            ],
        },
    },
]

# SQLite in WAL mode takes its write lock at BEGIN: a deferred transaction that turns into a write one fails at once
# with "database is locked" when another writer got in between, whatever the timeout.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; "
        # Copying the log back every 4 MB, as by default, makes every hundredth writer wait for the disk.
        "PRAGMA wal_autocheckpoint=8000; PRAGMA journal_size_limit=67108864;"
    ),
}
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'ioc.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # Opening the file and setting its pragmas takes longer than most of our queries.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "agencies.User"
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
WAGTAIL_FRONTEND_LOGIN_URL = reverse_lazy(LOGIN_URL)
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # who may read a page follows from who is signed in

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "ioc_ngon_ngu"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
# Office hours of Bình Thuận's administration, from which deadlines are counted; five days are Monday to Friday, a list
# of seven lists says each day. "always" is for what cannot wait for the morning.
WORKING_CALENDARS = {
    "office": ["07:30-11:30", "13:30-17:00"],
    "always": [["00:00-24:00"]] * 7,
}
FORMAT_MODULE_PATH = ["ioc_site.common.formats"]
# One catalogue a room, so that two people who translate two rooms do not meet in one file.
LOCALE_PATHS = sorted(path for path in (BASE_DIR / "locale").iterdir() if path.is_dir())

WAGTAIL_SITE_NAME = "IOC Bình Thuận"
WAGTAILADMIN_BASE_URL = env.str("IOC_BASE_URL", default="http://localhost:8000")
WAGTAIL_CONTENT_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses that can be read out, typed and printed
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_USER_TIME_ZONES = ["Asia/Ho_Chi_Minh"]  # the office works in one, and nobody has to choose
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
# Uploads are known by their content; images are encoded anew, without metadata.
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "heic"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_IMAGE_FORM_BASE = "ioc_site.common.uploads.forms.ImageForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "ods", "csv"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "ioc_site.common.uploads.forms.DocumentForm"
MAX_UPLOAD_BYTES = WAGTAILDOCS_MAX_UPLOAD_SIZE
FILE_UPLOAD_HANDLERS = [
    "ioc_site.common.uploads.handlers.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# No cell of an exported spreadsheet is run as a formula.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# Personal data at rest: the newest key first; empty means SECRET_KEY, which a real server does not accept.
FIELD_ENCRYPTION_KEYS: list[str] = env.list("FIELD_ENCRYPTION_KEYS", default=[])
BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY", default="")
# Networks that are not public and may still be fetched from (a mirror within the data centre): "10.1.2.0/24".
FETCH_ALLOWED_NETWORKS: list[str] = env.list("FETCH_ALLOWED_NETWORKS", default=[])

# Requests a minute to /api/v1/: of an address without a key, and of a key.
API_ANONYMOUS_PER_MINUTE = env.int("API_ANONYMOUS_PER_MINUTE", default=60)
API_KEY_PER_MINUTE = env.int("API_KEY_PER_MINUTE", default=600)
# Under which licence the open data are given away.
OPEN_DATA_LICENCE_NAME = env.str("OPEN_DATA_LICENCE_NAME", default="Creative Commons Ghi công 4.0 (CC BY 4.0)")
OPEN_DATA_LICENCE_URL = env.str("OPEN_DATA_LICENCE_URL", default="https://creativecommons.org/licenses/by/4.0/")

# What reports are signed with: a PKCS#12 file with its password; a time-stamping server may vouch for the time. Without
# a certificate reports go out unsigned and say so.
REPORT_SIGNING_P12 = env.str("REPORT_SIGNING_P12", default="")
REPORT_SIGNING_PASSWORD = env.str("REPORT_SIGNING_PASSWORD", default="")
REPORT_TIMESTAMP_URL = env.str("REPORT_TIMESTAMP_URL", default="")

# Views of the components' pages are added up in memory and written after so many seconds; 0: only when asked to.
VIEWS_WRITTEN_EVERY = env.int("VIEWS_WRITTEN_EVERY", default=10)

# Celery carries only the id of a job; the truth is the Job row (see ioc_site.common.jobs).
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker" / "control"),
        "store_processed": False,
        "polling_interval": 0.5,
    }
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 3, "socket_keepalive": True}
# Nobody who pressed a button waits longer for a broker that is away; the sweep sends later.
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_IGNORE_RESULT = True
# With late acknowledgement a busy worker keeps no second message back from an idle one.
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
# "reports" is for what takes minutes and memory, so that a worker of its own can serve it (-Q reports).
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("default", "reports")]
CELERY_TIMEZONE = TIME_ZONE
# Jobs by the clock: "task": "common.enqueue", "args": ["<kind of job>"].
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "sweep jobs": {"task": "common.sweep_jobs", "schedule": 15.0, "options": {"expires": 15}},
    "publish and expire": {"task": "common.publish_scheduled", "schedule": crontab(), "options": {"expires": 50}},
    "send what is due": {"task": "common.enqueue", "args": ["engine.deliver_due"], "schedule": 60.0},
    "remind of deadlines": {"task": "common.enqueue", "args": ["engine.escalate"], "schedule": 300.0},
    "daily summaries": {
        "task": "common.enqueue",
        "args": ["engine.daily_digest"],
        "schedule": crontab(hour="7", minute="5"),
    },
    "count reports on the map": {"task": "common.enqueue", "args": ["field_reports.fold_map"], "schedule": 60.0},
    "compute figures of field reports": {
        "task": "common.enqueue",
        "args": ["field_reports.tally"],
        "schedule": 600.0,
    },
    "forget unconfirmed addresses": {
        "task": "common.enqueue",
        "args": ["field_reports.forget_unconfirmed"],
        "schedule": crontab(hour="3", minute="20"),
    },
    "anonymise old reports": {
        "task": "common.enqueue",
        "args": ["field_reports.anonymise"],
        "schedule": crontab(hour="2", minute="30"),
    },
    "remind to read again": {
        "task": "common.enqueue",
        "args": ["content.review_reminders"],
        "schedule": crontab(hour="7", minute="10"),
    },
    "remind of data that is due": {
        "task": "common.enqueue",
        "args": ["deliveries.remind"],
        "schedule": crontab(hour="7", minute="35"),
    },
    "fetch data": {"task": "common.enqueue", "args": ["deliveries.pull"], "schedule": crontab(minute="*/15")},
    # Deadlines pass with time alone; deliveries ask for it themselves.
    "assess data": {"task": "common.enqueue", "args": ["quality.assess"], "schedule": crontab(minute="20")},
    "forget old runs of rules": {
        "task": "common.enqueue",
        "args": ["rules.forget"],
        "schedule": crontab(hour="3", minute="50"),
    },
    "prune jobs": {"task": "common.prune_jobs", "schedule": crontab(hour="3", minute="40")},
    "discard unsent photos": {
        "task": "common.enqueue",
        "args": ["field_reports.discard_drafts"],
        "schedule": crontab(hour="3", minute="50"),
    },
    "sync groups": {
        "task": "common.enqueue",
        "schedule": crontab(hour="0", minute="5"),
        "args": ["agencies.sync_groups"],
    },
    "plan reports": {"task": "common.enqueue", "args": ["reports.plan"], "schedule": crontab(hour="0", minute="20")},
    "measure availability": {
        "task": "reports.measure_availability",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "visit online sources": {
        "task": "common.enqueue",
        "args": ["monitoring.send_visits"],
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "watch online topics": {"task": "common.enqueue", "args": ["monitoring.watch"], "schedule": 600.0},
    "digest of online information": {
        "task": "common.enqueue",
        "args": ["monitoring.daily_digest"],
        "schedule": crontab(hour="7", minute="15"),
    },
    "tidy online mentions": {
        "task": "common.enqueue",
        "args": ["monitoring.tidy"],
        "schedule": crontab(hour="2", minute="20"),
    },
    "compute compliance": {
        "task": "common.enqueue",
        "args": ["compliance.compute"],
        "schedule": crontab(minute="12,42"),
    },
    # Amendments come into force with the day.
    "index regulation": {
        "task": "common.enqueue",
        "args": ["search.index_regulation"],
        "schedule": crontab(hour="0", minute="5"),
    },
}
# Days after which a finished report is anonymised (Law 91/2025/QH15: no longer than the purpose needs).
FIELD_REPORT_RETENTION_DAYS = env.int("FIELD_REPORT_RETENTION_DAYS", default=730)

CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="IOC Bình Thuận <khong-tra-loi@localhost>")
