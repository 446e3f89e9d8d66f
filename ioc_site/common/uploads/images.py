"""Images, decoded and encoded anew: nothing hidden in the file survives, and no place or name in its metadata."""

import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pillow_heif
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ioc_site.common.uploads.refusal import UploadRefused, check_size, safe_name

pillow_heif.register_heif_opener()

MAX_BYTES = 15 * 1024 * 1024
# A JPEG is decoded at a fraction of its size, so the largest telephone cameras (108 megapixels) can be taken.
_MAX_PIXELS = {"JPEG": 120_000_000}
_MAX_PIXELS_OTHERWISE = 50_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_JPEG_QUALITY, _WEBP_QUALITY = 82, 88
_GPS, _EXIF, _TAKEN_AT, _TAKEN_AT_OFFSET = 0x8825, 0x8769, 0x9003, 0x9011
_EARLIEST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class CleanImage:
    """An image as it may be stored: ``content`` is JPEG or, with transparency or from PNG, WebP, upright, in sRGB.

    ``taken_at`` (aware) and ``latitude``/``longitude`` (degrees, WGS 84) come from the metadata of the upload, where
    it had them; the content has none any more.
    """

    content: bytes
    content_type: str
    name: str
    width: int
    height: int
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None

    def as_file(self) -> SimpleUploadedFile:
        """The image for a file field."""
        return SimpleUploadedFile(self.name, self.content, self.content_type)


def clean_image(file: File, *, max_bytes: int = MAX_BYTES, max_side: int = 2560) -> CleanImage:
    """Check an upload by its content and encode it anew, at most ``max_side`` pixels wide and high.

    Takes JPEG, PNG, WebP and HEIC, of several frames the first. Raises ``UploadRefused``.
    """
    check_size(file, max_bytes)
    file.seek(0)
    content = file.read()
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            return _encoded_anew(image, file.name, max_side)
    except UnidentifiedImageError:
        message = _("This file is not an image that can be shown. Use a JPEG, PNG, WebP or HEIC file.")
        raise UploadRefused(message, code="not_an_image") from None
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, MemoryError, RuntimeError):
        # Pillow and its codecs raise any of these for a file that is cut off or made to break them.
        message = _("This image is damaged and cannot be opened. Take or export it again.")
        raise UploadRefused(message, code="damaged") from None


def _too_many_pixels() -> UploadRefused:
    message = _("This image has too many pixels. Make it smaller and upload it again.")
    return UploadRefused(message, code="too_many_pixels")


def _encoded_anew(image: Image.Image, name: str | None, max_side: int) -> CleanImage:
    source = image.format or ""
    if image.width * image.height > _MAX_PIXELS.get(source, _MAX_PIXELS_OTHERWISE):
        raise _too_many_pixels()
    taken_at, latitude, longitude = _metadata(image)
    profile = image.info.get("icc_profile")
    image.draft("RGB", (max_side, max_side))
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    upright = ImageOps.exif_transpose(image)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    pixels = _in_srgb(
        upright.convert("RGBA" if has_alpha else "RGB"), profile if upright.mode in ("RGB", "RGBA") else None
    )
    as_webp = has_alpha or source == "PNG"
    output = io.BytesIO()
    if as_webp:
        pixels.save(output, "WEBP", quality=_WEBP_QUALITY, method=2)
    else:
        pixels.save(output, "JPEG", quality=_JPEG_QUALITY)
    return CleanImage(
        content=output.getvalue(),
        content_type="image/webp" if as_webp else "image/jpeg",
        name=safe_name(name, "webp" if as_webp else "jpg"),
        width=pixels.width,
        height=pixels.height,
        taken_at=taken_at,
        latitude=latitude,
        longitude=longitude,
    )


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image without its metadata, in the colours that a browser assumes when no profile says otherwise."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    if profile and b"sRGB" not in profile:
        # A profile that cannot be read leaves the colours as they are.
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(bare, source, ImageCms.createProfile("sRGB"), outputMode=image.mode)
            if converted is not None:
                bare = converted
                bare.info.pop("icc_profile", None)
    return bare


def _metadata(image: Image.Image) -> tuple[datetime | None, float | None, float | None]:
    """When and where the picture was taken; whatever is odd in the metadata counts as not told."""
    try:
        exif = image.getexif()
        details, place = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
    except Exception:
        # Made by cameras and by people who attack: any error means that there is nothing to read.
        return None, None, None
    latitude = _degrees(place.get(2), place.get(1), "S", 90)
    longitude = _degrees(place.get(4), place.get(3), "W", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        latitude = longitude = None
    return _moment(details.get(_TAKEN_AT), details.get(_TAKEN_AT_OFFSET)), latitude, longitude


def _degrees(parts: Any, half: Any, negative: str, limit: float) -> float | None:
    with suppress(TypeError, ValueError, ZeroDivisionError, OverflowError):
        degrees, minutes, seconds = (float(part) for part in parts)
        value = degrees + minutes / 60 + seconds / 3600
        if 0 <= value <= limit:
            return round(-value if str(half).strip("\x00 ").upper() == negative else value, 6)
    return None


def _moment(text: Any, offset: Any) -> datetime | None:
    with suppress(TypeError, ValueError, OverflowError):
        day, _space, clock = str(text).strip("\x00 ").partition(" ")
        moment = datetime.fromisoformat(f"{day.replace(':', '-')}T{clock}{_offset(offset)}")
        moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        if moment.year >= _EARLIEST_YEAR and moment <= timezone.now() + timedelta(days=1):
            return moment
    return None


def _offset(text: Any) -> str:
    offset = str(text or "").strip("\x00 ")
    return offset if len(offset) == 6 and offset[0] in "+-" else ""
