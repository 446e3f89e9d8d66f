"""Where files lie: on this machine's disk below one folder, or in S3 when ``S3_BUCKET`` names a bucket."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Everything that an embedded installation writes lies below one folder.
VAR_DIR = Path(env.str("IOC_VAR_DIR", default=str(BASE_DIR / "var")))

S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="")
# Where browsers fetch public uploads that S3 keeps, like https://tep.example.vn/; without it by signed addresses.
S3_PUBLIC_URL = env.str("S3_PUBLIC_URL", default="")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# What static/build.mjs makes, and pictures; not the sources.
STATICFILES_DIRS = [("dist", BASE_DIR / "static" / "dist"), ("img", BASE_DIR / "static" / "img")]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"


def s3_storage(location: str, public_url: str = "") -> dict[str, Any]:
    """A folder of the bucket. Files are never overwritten; without a public address each link is signed and ends."""
    options = {
        "bucket_name": S3_BUCKET,
        "endpoint_url": S3_ENDPOINT_URL or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "access_key": env.str("S3_ACCESS_KEY", default="") or None,
        "secret_key": env.str("S3_SECRET_KEY", default="") or None,
        "addressing_style": env.str("S3_ADDRESSING_STYLE", default="auto"),
        "location": location,
        "file_overwrite": False,
        "default_acl": None,
    }
    if public_url:
        options |= {"custom_domain": urlsplit(public_url).netloc, "querystring_auth": False}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def disk_storages(folder: Path) -> dict[str, dict[str, Any]]:
    """Public uploads below ``folder``/media, private ones below ``folder``/private, which have no address at all."""
    backend = "django.core.files.storage.FileSystemStorage"
    return {
        "default": {"BACKEND": backend, "OPTIONS": {"location": str(folder / "media"), "base_url": MEDIA_URL}},
        "private": {"BACKEND": backend, "OPTIONS": {"location": str(folder / "private"), "base_url": None}},
    }


def make_folders() -> None:
    """Make the folders of an embedded installation; a real server may have no place to write at all."""
    for name in ("media", "private", "broker", "cache", "static"):
        (VAR_DIR / name).mkdir(parents=True, exist_ok=True)


STORAGES: dict[str, dict[str, Any]] = {
    # Public uploads, and private ones that only a view hands out, after it has asked who wants them.
    **(
        {"default": s3_storage("media", S3_PUBLIC_URL), "private": s3_storage("private")}
        if S3_BUCKET
        else disk_storages(VAR_DIR)
    ),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Names that change with the content and may be kept for ever, compressed copies beside them (collectstatic). The plain
# names stay as well: the bare pages of errors and the site's manifest know no others.
LASTING_STATICFILES = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}

CACHES = {"default": env.cache_url("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}
if "filebased" in CACHES["default"]["BACKEND"]:
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 5000}
