"""Photos of a form that came back with questions: kept for a day, so that nobody has to choose them again.

The token in the form is signed and names a folder of the private storage; there is no row for it.
"""

import re
import secrets
from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from ioc_site.common.uploads import clean_image
from workflows.field_reports.guards import MAX_PHOTOS

FOLDER = "field_report_drafts"
LIFETIME = timedelta(days=1)
_SIGNER = signing.TimestampSigner(salt="workflows.field_reports.drafts")
_NAME = re.compile(r"[0-9a-f]{32}")


def new_token() -> str:
    return _SIGNER.sign(secrets.token_hex(16))


def _folder(token: str) -> str | None:
    try:
        name = _SIGNER.unsign(token, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return f"{FOLDER}/{name}" if _NAME.fullmatch(name) else None


def names(token: str) -> list[str]:
    """Paths of the photos kept under a token; none for a token that is wrong or too old."""
    folder = _folder(token)
    if folder is None:
        return []
    try:
        _folders, files = storages["private"].listdir(folder)
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for name in sorted(files)]


def keep(token: str, uploads: list[UploadedFile]) -> int:
    """Check and keep photos; returns how many the token now holds. Raises ``UploadRefused``."""
    folder = _folder(token)
    if folder is None:
        return 0
    held = len(names(token))
    for number, upload in enumerate(uploads[: MAX_PHOTOS - held], start=held):
        clean_image(upload)  # refused here rather than at the end
        upload.seek(0)
        storages["private"].save(f"{folder}/{number}", ContentFile(upload.read()))
    return len(names(token))


def take(token: str) -> tuple[ContentFile, ...]:
    """The photos kept under a token, as files."""
    storage = storages["private"]
    files = []
    for name in names(token):
        with storage.open(name) as file:
            files.append(ContentFile(file.read(), name=name.rsplit("/", 1)[-1]))
    return tuple(files)


def discard(token: str) -> None:
    for name in names(token):
        storages["private"].delete(name)


def discard_old() -> int:
    """Delete what nobody sent within a day; returns how many photos that were."""
    storage = storages["private"]
    try:
        folders, _files = storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    count, limit = 0, timezone.now() - LIFETIME
    for folder in folders:
        for name in storage.listdir(f"{FOLDER}/{folder}")[1]:
            path = f"{FOLDER}/{folder}/{name}"
            if storage.get_modified_time(path) < limit:
                storage.delete(path)
                count += 1
    return count
