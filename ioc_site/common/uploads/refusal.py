"""Why a file is refused."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from ioc_site.common.folding import fold
from ioc_site.common.vietnamese import file_size

LONGEST_STEM = 80


class UploadRefused(ValidationError):
    """The file is not taken; the message says why and what to do, ``code`` which rule it is."""


def check_size(file: File, max_bytes: int) -> None:
    """Refuse an empty file and one over the limit, before anything of it is read."""
    size = file.size or 0
    if size == 0:
        raise UploadRefused(_("This file is empty."), code="empty")
    if size > max_bytes:
        message = _("This file is too big (%(size)s). The largest size is %(limit)s.")
        raise UploadRefused(message % {"size": file_size(size), "limit": file_size(max_bytes)}, code="too_big")


def safe_name(name: str | None, extension: str) -> str:
    """A file name that no storage, browser or archive stumbles over: ``anh-hien-truong.jpg``."""
    stem = "".join(char if char.isascii() and char.isalnum() else " " for char in fold(PurePath(name or "").stem))
    return f"{'-'.join(stem.split())[:LONGEST_STEM].rstrip('-') or 'tep'}.{extension}"
