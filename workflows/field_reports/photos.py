"""Photos of reports: checked, re-encoded and stripped when they come in; a copy for the public with parts blurred."""

import hashlib
import io
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile, File
from django.db.models import Q
from django.utils import timezone
from PIL import Image, ImageFilter

from ioc_site.common.uploads import CleanImage, clean_image
from workflows.field_reports.enums import PhotoKind

THUMBNAIL_SIDE = 480
BLUR_SHARE = 12


def store_photo(report: Any, upload: File | CleanImage, kind: PhotoKind, *, is_public: bool = True) -> Any:
    """Check and keep a photo of a report; the camera's time and place are kept apart from the picture. What a form has
    cleaned already is taken as it is. ``is_public``: the public sees it as soon as it sees the report.

    Raises ``UploadRefused`` for what is no photo, is too large or cannot be read; nothing is kept then.
    """
    from workflows.field_reports.models import Photo

    image = upload if isinstance(upload, CleanImage) else clean_image(upload)
    digest = hashlib.sha256(image.content).hexdigest()
    photo = Photo(
        report=report,
        kind=kind,
        is_public=is_public,
        width=image.width,
        height=image.height,
        sha256=digest,
        taken_at=image.taken_at,
        latitude=image.latitude,
        longitude=image.longitude,
    )
    photo.original.save(f"{digest[:32]}{PurePath(image.name).suffix}", ContentFile(image.content), save=False)
    _write_thumbnail(photo, Image.open(io.BytesIO(image.content)))
    photo.save(force_insert=True)
    return photo


def blur_photo(photo: Any, rectangles: list[list[int]], user: Any) -> None:
    """Make the public copy anew with these rectangles blurred (see ``Photo``); none of them: the original is shown.

    The caller has checked ``user_can_moderate``. Raises ``ValueError`` for a rectangle outside 0 to 1000.
    """
    if any(len(r) != 4 or not all(isinstance(n, int) and 0 <= n <= 1000 for n in r) for r in rectangles):
        raise ValueError("a rectangle is left, top, width and height in per mille")
    with photo.original.open("rb") as file:
        image = Image.open(io.BytesIO(file.read())).convert("RGB")
    old = [name for name in (photo.public.name, photo.thumbnail.name) if name]
    for rectangle in rectangles:
        _blur(image, rectangle)
    photo.public = ""
    if rectangles:
        photo.public.save(f"{photo.sha256[:32]}-mo.jpg", ContentFile(_jpeg(image, 82)), save=False)
    _write_thumbnail(photo, image)
    photo.blurred, photo.edited_by, photo.edited_at = rectangles, user, timezone.now()
    photo.save(update_fields=["public", "thumbnail", "blurred", "edited_by", "edited_at"])
    for name in old:
        # The parts of a divided report share the files of its photos.
        if not type(photo).objects.filter(Q(public=name) | Q(thumbnail=name)).exists():
            photo.original.storage.delete(name)


def _write_thumbnail(photo: Any, image: Image.Image) -> None:
    image = image.convert("RGB")
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    photo.thumbnail.save(f"{photo.sha256[:32]}-nho.jpg", ContentFile(_jpeg(image, 76)), save=False)


def _blur(image: Image.Image, rectangle: list[int]) -> None:
    """Coarse squares first, so that no sharpening brings the original back, then soft edges."""
    left, top, width, height = rectangle
    box = _box(image, left, top, width, height)
    part = image.crop(box)
    if not part.width or not part.height:
        return
    small = part.resize((max(1, part.width // BLUR_SHARE), max(1, part.height // BLUR_SHARE)), Image.Resampling.BOX)
    image.paste(small.resize(part.size).filter(ImageFilter.GaussianBlur(8)), box)


def _box(image: Image.Image, left: int, top: int, width: int, height: int) -> tuple[int, int, int, int]:
    return (
        max(0, left * image.width // 1000),
        max(0, top * image.height // 1000),
        min(image.width, (left + width) * image.width // 1000),
        min(image.height, (top + height) * image.height // 1000),
    )


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=False, progressive=True)
    return out.getvalue()
