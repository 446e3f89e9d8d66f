"""Setting, keeping and finding the files of a report."""

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils import timezone, translation

from reports.content import from_json
from reports.enums import FileKind, ScopeKind
from reports.issuing import body_above, place_of, signature_of, symbol_of
from reports.kinds import Ask, Scope, kind_of
from reports.models import ReportDocument, ReportFile
from reports.models.files import private_storage
from reports.rendering.pdf import Frame, set_pdf
from subsystems.agencies.models import Agency

_LONGEST_WRITE = 3600.0  # seconds
SUFFIXES = {FileKind.DATA: "xlsx", FileKind.PICTURE: "png"}


def frame_of(document: ReportDocument) -> Frame:
    """What stands around the content of this report as it is now."""
    issuer, parent = document.issuer, body_above(document.issuer)
    with translation.override("vi"):
        return Frame(
            issuer=issuer.name,
            parent=parent.name if parent else "",
            symbol=symbol_of(issuer, kind_of(document.kind).symbol),
            number=document.number_text,
            place=place_of(issuer),
            issued_on=document.issued_on,
            document_type=kind_of(document.kind).document_type,
            summary=tuple(document.summary_lines),
            signature=document.signature or signature_of(issuer),
            signer_name=document.signer_name,
            recipients=_recipients(document, parent),
            corrects=_named(document.corrects) if document.corrects else "",
            code=document.code,
            verify_url=verify_url(document.code),
        )


def verify_url(code: str) -> str:
    """The public address that says whether a report is genuine."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/bao-cao/xac-thuc/{code}/"


def _recipients(document: ReportDocument, parent: Agency | None) -> tuple[str, ...]:
    """The agencies of those who get it, the body above the issuer first, and the archive."""
    names: dict[str, None] = {}
    if parent:
        names[f"{parent.name} (để báo cáo);"] = None
    memberships = document.recipients.filter(memberships__valid_to=None, memberships__agency__isnull=False)
    for name in memberships.order_by("memberships__agency__name").values_list("memberships__agency__name", flat=True):
        if not parent or name != parent.name:
            names[f"{name};"] = None
    return (*names, "Lưu: VT.")


def _named(document: ReportDocument) -> str:
    day = f" ngày {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    return f"{kind_of(document.kind).document_type.capitalize()} số {document.number_text}{day}"


def fingerprint(document: ReportDocument) -> str:
    """A digest of everything that is printed."""
    frame = frame_of(document)
    if frame.is_draft:  # code and address are printed on issued reports only
        frame = replace(frame, code="", verify_url="")
    said = [document.content, repr(frame)]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def set_document(document: ReportDocument) -> bytes:
    """The PDF of a report as it is now; the same report gives the same bytes."""
    kind = kind_of(document.kind)
    if kind.set_pdf is not None:
        return kind.set_pdf(ask_of(document, document.computed_at or timezone.now()))
    return set_pdf(from_json(document.content), frame_of(document))


def ask_of(document: ReportDocument, at: datetime) -> Ask:
    """What a document asks its kind for."""
    scope = Scope(
        kind=ScopeKind(document.scope), agency=document.agency, area=document.area, subsystem=document.subsystem
    )
    return Ask(period=document.period, at=at, scope=scope, subject=document.subject)


def newest(document: ReportDocument, kind: FileKind) -> ReportFile | None:
    """The file of a kind that counts."""
    return document.files.filter(kind=kind).order_by("-pk").first()


def best_pdf(document: ReportDocument) -> ReportFile | None:
    """The file that readers get: signed, else with its number, else the draft."""
    found = {file.kind: file for file in document.files.order_by("pk")}
    return found.get(FileKind.SIGNED) or found.get(FileKind.FINAL) or found.get(FileKind.DRAFT)


def is_current(document: ReportDocument, kind: FileKind) -> bool:
    """Whether the newest file of a kind was made from the text as it is now."""
    file = newest(document, kind)
    return file is not None and file.made_from == fingerprint(document)


def keep_file(document: ReportDocument, kind: FileKind, data: bytes, *, made_from: str = "") -> ReportFile:
    """Store a file whole or not at all, and add its row in the caller's transaction.

    The name holds the digest of the bytes, so that work which is done again after a crash finds its own file.
    Raises ``OSError`` (a full disk) with nothing left behind.
    """
    digest = hashlib.sha256(data).hexdigest()
    suffix = SUFFIXES.get(kind, "pdf")
    folder = f"reports/{timezone.localdate(document.created_at):%Y/%m}"
    name = f"{folder}/{document.reference}-{kind}-{digest[:16]}.{suffix}"
    storage = private_storage()
    if not storage.exists(name):
        name = _store(storage, name, data)
    return ReportFile.objects.create(
        document=document, kind=kind, file=name, sha256=digest, size=len(data), made_from=made_from
    )


def _store(storage: Any, name: str, data: bytes) -> str:
    """On a disk by way of a neighbour that is renamed once it is whole; a bucket takes a file whole or not at all."""
    if not isinstance(storage, FileSystemStorage):
        return str(storage.save(name, ContentFile(data)))
    target = Path(storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.part")
    _clear_unfinished(target.parent)
    try:
        with unfinished.open("wb") as output:
            output.write(data)
            output.flush()
        unfinished.replace(target)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    return name


def _clear_unfinished(folder: Path) -> None:
    """What a worker that was killed left behind; never what another one is writing just now."""
    oldest = time.time() - _LONGEST_WRITE
    for path in folder.glob(".*.part"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def read_file(file: ReportFile) -> bytes:
    """The bytes of a file; raises ``FileNotFoundError`` when it is gone."""
    with file.file.open("rb") as opened:
        data: bytes = File(opened).read()
    return data
