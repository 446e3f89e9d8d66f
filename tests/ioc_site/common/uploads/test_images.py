import io
import struct
import zlib
from datetime import datetime

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ioc_site.common.uploads import UploadRefused, clean_image
from tests.ioc_site.common.uploads.files import PLACE, picture, taken_in_phan_thiet, upload

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "content_type", "extension"),
    [
        ("JPEG", "image/jpeg", "jpg"),
        ("WEBP", "image/jpeg", "jpg"),
        ("HEIF", "image/jpeg", "jpg"),
        ("PNG", "image/webp", "webp"),
    ],
)
def test_images_are_encoded_anew(kind: str, content_type: str, extension: str) -> None:
    clean = clean_image(upload("Ảnh đường phố (1).xyz", picture(kind)))
    image = opened(clean.content)
    assert clean.content_type == content_type == Image.MIME[str(image.format)]
    assert clean.name == f"anh-duong-pho-1.{extension}"
    assert (clean.width, clean.height) == image.size == (640, 480)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_time_are_read_and_then_gone(kind: str) -> None:
    clean = clean_image(upload("a.jpg", taken_in_phan_thiet(kind)))
    assert (clean.latitude, clean.longitude) == PLACE
    assert clean.taken_at == timezone.make_aware(datetime(2024, 5, 23, 8, 30))  # noqa: DTZ001
    assert not opened(clean.content).getexif()
    assert b"Exif" not in clean.content
    assert "Hãng".encode() not in clean.content


def test_a_turned_picture_is_stored_upright() -> None:
    clean = clean_image(upload("a.jpg", taken_in_phan_thiet(orientation=6)))
    assert (clean.width, clean.height) == (480, 640)
    corner = opened(clean.content).convert("RGB").getpixel((470, 10))
    assert corner[2] > 200 > 50 > corner[0]  # the blue corner went from left to right


def test_a_picture_without_metadata_tells_nothing() -> None:
    clean = clean_image(upload("a.jpg", picture()))
    assert (clean.taken_at, clean.latitude, clean.longitude) == (None, None, None)


@pytest.mark.parametrize(
    ("latitude", "taken_at"),
    [
        ((0.0, 0.0, 0.0), "0000:00:00 00:00:00"),
        ((999.0, 0.0, 0.0), "hôm qua"),
        ((1.0,), "2999:01:01 00:00:00"),
    ],
)
def test_odd_metadata_count_as_not_told(latitude: object, taken_at: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken_at
    exif.get_ifd(0x8825).update({1: "N", 2: latitude, 3: "E", 4: (0.0, 0.0, 0.0)})
    clean = clean_image(upload("a.jpg", picture(exif=exif)))
    assert (clean.taken_at, clean.latitude) == (None, None)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16", "CMYK"])
def test_every_kind_of_pixel_can_be_stored(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    output = io.BytesIO()
    Image.new(mode, (20, 10)).save(output, kind)
    clean = clean_image(upload("a.png", output.getvalue()))
    assert opened(clean.content).mode == ("RGBA" if mode in ("RGBA", "LA") else "RGB")


def test_a_large_picture_is_made_smaller() -> None:
    clean = clean_image(upload("a.jpg", picture(size=(4000, 3000))), max_side=1000)
    assert (clean.width, clean.height) == (1000, 750)


def test_what_follows_or_hides_in_the_file_is_gone() -> None:
    hidden = picture("JPEG", comment=b"<script>alert(1)</script>") + b"<?php system($_GET['x']); ?>"
    content = clean_image(upload("a.jpg", hidden)).content
    assert b"script" not in content
    assert b"php" not in content


def png_that_claims(width: int, height: int) -> bytes:
    """A small file whose header promises a large image."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (SVG, "not_an_image"),
        (b"<html><script>alert(1)</script></html>", "not_an_image"),
        (b"GIF89a" + b"\0" * 100, "not_an_image"),
        (b"%PDF-1.7", "not_an_image"),
        (b"MZ\x90\x00" * 50, "not_an_image"),
        (picture()[:2000], "damaged"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "not_an_image"),
        (picture("PNG")[:300], "damaged"),
        (png_that_claims(8000, 8000), "too_many_pixels"),
        (png_that_claims(60000, 60000), "too_many_pixels"),
        (picture("TIFF"), "not_an_image"),
        (picture("BMP"), "not_an_image"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        clean_image(upload("anh.jpg", content))
    assert refused.value.code == code
    assert str(refused.value.message)


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    class Unreadable(io.BytesIO):
        def read(self, *args: object) -> bytes:
            raise AssertionError("read")

    file = upload("anh.jpg", b"x")
    file.size = 50 * 1024 * 1024
    file.file = Unreadable()
    with pytest.raises(UploadRefused, match="50,0 MB") as refused:
        clean_image(file)
    assert refused.value.code == "too_big"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=30), st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_a_tampered_image_is_stored_clean_or_refused(place: int, noise: bytes, kind: str) -> None:
    content = bytearray(taken_in_phan_thiet(kind))
    content[place : place + len(noise)] = noise
    try:
        clean = clean_image(upload("a.jpg", bytes(content)))
    except UploadRefused:
        return
    assert not opened(clean.content).getexif()
