"""Photos of a form that came back with questions: kept for a day, so that nobody has to choose them again.

The token in the form is signed and names a folder of the private storage; there is no row for it. A photo is kept as it
will be stored, without its metadata; what they said stands in a first line of JSON before it.
"""

import base64
import io
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from PIL import Image

from ioc_site.common.uploads import CleanImage
from workflows.field_reports.guards import MAX_PHOTOS

FOLDER = "field_report_drafts"
LIFETIME = timedelta(days=1)
PREVIEW_SIDE = 320
_SIGNER = signing.TimestampSigner(salt="workflows.field_reports.drafts")
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept photo: a small picture of it as a ``data:`` address, and what the camera said (``CleanImage``)."""

    path: str
    preview: str
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None


def new_token() -> str:
    return _SIGNER.sign(secrets.token_hex(16))


def is_good(token: str) -> bool:
    """Whether photos can be kept under the token; one that is wrong or older than a day keeps nothing."""
    return _folder(token) is not None


def _folder(token: str) -> str | None:
    try:
        name = _SIGNER.unsign(token, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return f"{FOLDER}/{name}" if _NAME.fullmatch(name) else None


def paths(token: str) -> list[str]:
    """Paths of the photos kept under a token, in their order; none for a token that is wrong or too old."""
    folder = _folder(token)
    if folder is None:
        return []
    try:
        _folders, files = storages["private"].listdir(folder)
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for name in sorted(files)]


def keep(token: str, images: Iterable[CleanImage]) -> None:
    """Keep photos under a good token, as many as a report can have."""
    held = paths(token)
    folder = _folder(token)
    if folder is None:
        return
    first = int(held[-1].rsplit("/", 1)[-1][:4]) + 1 if held else 0
    for number, image in enumerate(list(images)[: MAX_PHOTOS - len(held)], start=first):
        head = {
            "preview": _preview(image.content),
            "taken_at": image.taken_at.isoformat() if image.taken_at else None,
            **{name: getattr(image, name) for name in _PLAIN},
        }
        content = json.dumps(head).encode() + b"\n" + image.content
        storages["private"].save(f"{folder}/{number:04}-{secrets.token_hex(4)}", ContentFile(content))


_PLAIN = ("content_type", "name", "width", "height", "latitude", "longitude")


def _preview(content: bytes) -> str:
    file = Image.open(io.BytesIO(content))
    file.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))
    picture = file.convert("RGB")
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"


def kept(token: str) -> list[Kept]:
    """The photos kept under a token, for showing."""
    found = []
    for path in paths(token):
        with storages["private"].open(path) as file:
            head = json.loads(file.readline())
        moment = datetime.fromisoformat(head["taken_at"]) if head["taken_at"] else None
        found.append(Kept(path, head["preview"], moment, head["latitude"], head["longitude"]))
    return found


def take(token: str) -> tuple[CleanImage, ...]:
    """The photos kept under a token, as they will be stored."""
    images = []
    for path in paths(token):
        with storages["private"].open(path) as file:
            head, content = file.read().split(b"\n", 1)
        fields = json.loads(head)
        moment = datetime.fromisoformat(fields["taken_at"]) if fields["taken_at"] else None
        images.append(CleanImage(content=content, taken_at=moment, **{name: fields[name] for name in _PLAIN}))
    return tuple(images)


def remove(token: str, number: int) -> None:
    """Forget one photo, counted from 0; a number that is none is left alone."""
    for path in paths(token)[number : number + 1] if number >= 0 else []:
        storages["private"].delete(path)


def discard(token: str) -> None:
    for path in paths(token):
        storages["private"].delete(path)


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
