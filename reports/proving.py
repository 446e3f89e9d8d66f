"""Whether the archive is what it was: every file against its digest, every register against its reports."""

import hashlib
from collections.abc import Iterator

from django.db.models import Count, Max, Min

from reports.models import DisciplineDossier, NumberRegister, ReportDocument, ReportFile

_CHUNK = 1 << 20


def problems() -> Iterator[str]:
    """One sentence for each thing that is not as it was; nothing when all is well."""
    yield from _files()
    yield from _registers()


def _files() -> Iterator[str]:
    for row in ReportFile.objects.select_related("document").order_by("pk").iterator():
        name = f"{row.document.number_text or row.document.reference}, {row.file.name}"
        yield from _file(row, name)
    for dossier in DisciplineDossier.objects.order_by("pk").iterator():  # never by its case
        yield from _file(dossier, str(dossier.file.name))


def _file(row: ReportFile | DisciplineDossier, name: str) -> Iterator[str]:
    digest = hashlib.sha256()
    try:
        with row.file.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        yield f"{name}: tệp không còn"
        return
    if digest.hexdigest() != row.sha256:
        yield f"{name}: tệp đã bị thay đổi"


def _registers() -> Iterator[str]:
    numbered = ReportDocument.objects.exclude(number=None).order_by().values("issuer", "number_year")
    found = {
        (row["issuer"], row["number_year"]): row
        for row in numbered.annotate(count=Count("pk"), first=Min("number"), last=Max("number"))
    }
    for register in NumberRegister.objects.select_related("issuer").order_by("pk"):
        row = found.pop((register.issuer_id, register.year), {"count": 0, "first": 1, "last": 0})
        if not (row["count"] == row["last"] == register.last and row["first"] == 1):
            yield f"{register.issuer} {register.year}: sổ ghi {register.last}, có {row['count']} văn bản"
    for issuer, year in found:
        yield f"cơ quan {issuer}, năm {year}: có văn bản ngoài sổ"
