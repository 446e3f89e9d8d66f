"""Files for the tests, made when they are needed."""

import io
import zipfile
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PLACE = (10.933333, 108.1)


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: Any) -> bytes:
    image = Image.new(mode, size, "red" if mode in ("RGB", "RGBA") else 1)
    if mode != "P":
        image.paste("blue" if mode in ("RGB", "RGBA") else 0, (0, 0, size[0] // 2, size[1] // 2))
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def taken_in_phan_thiet(kind: str = "JPEG", orientation: int = 6) -> bytes:
    """A picture as a telephone makes it: turned, with place, time and the telephone's name."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Hãng X".encode()
    exif.get_ifd(0x8769)[0x9003] = "2024:05:23 08:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 56.0, 0.0), 3: "E", 4: (108.0, 6.0, 0.0)})
    return picture(kind, exif=exif)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def pdf(**root: Any) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for name, value in root.items():
        document.Root[f"/{name}"] = value
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def archive(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", compression) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return output.getvalue()


def office(main: str, *more: tuple[str, bytes]) -> bytes:
    return archive(("[Content_Types].xml", b"<Types/>"), (main, b"<x/>"), *more)


def open_document(mimetype: str) -> bytes:
    return archive(("mimetype", mimetype.encode()), ("content.xml", b"<x/>"))
