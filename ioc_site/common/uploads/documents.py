"""Documents, checked by what they are and not by what they are called."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files import File
from django.utils.translation import gettext as _

from ioc_site.common.uploads.refusal import UploadRefused, check_size, safe_name

MAX_BYTES = 20 * 1024 * 1024
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_ENTRIES = 5000
# XML packs 20 to 50 times; what packs much better than that is made to fill memory.
_MAX_RATIO = 200
_SMALL = 1024 * 1024
# What zipfile and its decompressors raise for an archive that is cut off or made to break them.
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
    EOFError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """What a document is: ``kind`` is its true extension, ``name`` a safe file name with it."""

    kind: str
    content_type: str
    name: str
    size: int


def clean_document(
    file: File, *, allowed: Collection[str] = ("pdf", "docx", "xlsx", "odt", "ods", "csv"), max_bytes: int = MAX_BYTES
) -> CleanDocument:
    """Check a document by its content; it is read, not changed, and left at its start. Raises ``UploadRefused``.

    Refused besides other kinds and damaged files: macros, scripts and programs within, documents that need a
    password, archives that unpack to far more than they are.
    """
    check_size(file, max_bytes)
    file.seek(0)
    content = file.read()
    file.seek(0)
    kind = _kind_of(content)
    if kind is None or kind not in allowed:
        message = _("This file is not of a kind that is accepted here: %(kinds)s.")
        kinds = ", ".join(sorted(name.upper() for name in allowed))
        raise UploadRefused(message % {"kinds": kinds}, code="kind")
    content_type, check = _KINDS[kind]
    check(content)
    return CleanDocument(kind, content_type, safe_name(file.name, kind), len(content))


def _kind_of(content: bytes) -> str | None:
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    return "csv" if _is_table_text(content) else None


def _damaged() -> UploadRefused:
    return UploadRefused(
        _("This file is damaged and cannot be opened. Save it again and upload it anew."), code="damaged"
    )


def _dangerous() -> UploadRefused:
    message = _("This file contains macros, scripts or other programs. Save it without them and upload it anew.")
    return UploadRefused(message, code="active_content")


def _kind_of_archive(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            for member, kind in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx")):
                if {member, "[Content_Types].xml"} <= names:
                    return kind
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return _OPEN_DOCUMENTS.get(archive.read("mimetype").decode("ascii", "replace").strip())
    except _BROKEN_ARCHIVE:
        raise _damaged() from None
    return None


def _check_archive(content: bytes) -> None:
    """Look at the directory of a ZIP-based document only: nothing is unpacked before it is known to be bounded."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except _BROKEN_ARCHIVE:
        raise _damaged() from None
    unpacked = sum(entry.file_size for entry in entries)
    packs_too_well = any(
        entry.file_size > _SMALL and entry.file_size > _MAX_RATIO * max(entry.compress_size, 1) for entry in entries
    )
    # Entries that share bytes of the file unpack to more than its size can tell.
    overlapping = sum(entry.compress_size for entry in entries) > len(content)
    if len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED or packs_too_well or overlapping:
        message = _("This file unpacks to far more than it is, and is not opened for safety's sake.")
        raise UploadRefused(message, code="archive_bomb")
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts or entry.flag_bits & 0x1:
            raise _damaged()
        if path.name.lower() in {"vbaproject.bin", "vbadata.xml"} or path.parts[:1] in (("Basic",), ("Scripts",)):
            raise _dangerous()


def _check_pdf(content: bytes) -> None:
    import pikepdf  # tens of milliseconds to import, and only uploads of PDF need it

    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if not len(document.pages):
                raise _damaged()
            if _runs_something(document.Root):
                raise _dangerous()
    except pikepdf.PasswordError:
        raise UploadRefused(
            _("This file is locked with a password. Remove it and upload it anew."), code="locked"
        ) from None
    except (pikepdf.PdfError, ValueError, RecursionError, RuntimeError):
        raise _damaged() from None


def _runs_something(root: object) -> bool:
    """Whether a PDF document runs a script or a program, or carries files, when it is opened."""
    actions = [_entry(root, "/OpenAction"), *_entries(_entry(root, "/AA"))]
    if any(str(_entry(action, "/S") or "") in {"/JavaScript", "/Launch"} for action in actions):
        return True
    names = _entry(root, "/Names")
    return _entry(names, "/JavaScript") is not None or _entry(names, "/EmbeddedFiles") is not None


def _entry(holder: object, name: str) -> object | None:
    import pikepdf

    return holder.get(name) if isinstance(holder, pikepdf.Dictionary) else None


def _entries(holder: object) -> list[object]:
    import pikepdf

    return [value for _name, value in holder.items()] if isinstance(holder, pikepdf.Dictionary) else []


def _is_table_text(content: bytes) -> bool:
    """UTF-8 text without control characters that does not look like a page or a script."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(char < " " and char not in "\t\r\n" for char in text):
        return False
    start = text[:1024].lstrip().lower()
    return not start.startswith(("<", "#!", "{\\rtf", "%!"))


def _check_nothing(content: bytes) -> None:
    """What is text was read whole already."""


_OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_KINDS: dict[str, tuple[str, Callable[[bytes], None]]] = {
    "pdf": ("application/pdf", _check_pdf),
    "docx": (f"{_OFFICE}.wordprocessingml.document", _check_archive),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _check_archive),
    "odt": ("application/vnd.oasis.opendocument.text", _check_archive),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", _check_archive),
    "csv": ("text/csv", _check_nothing),
}
