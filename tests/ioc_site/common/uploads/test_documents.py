import contextlib
import zipfile

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioc_site.common.uploads import UploadRefused, clean_document
from tests.ioc_site.common.uploads.files import archive, office, open_document, pdf, picture, upload

ODS = "application/vnd.oasis.opendocument.spreadsheet"
SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), "pdf"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
        (open_document(ODS), "ods"),
        (open_document("application/vnd.oasis.opendocument.text"), "odt"),
        ("\ufeffmã,tên\r\n01,Đường Hùng Vương\r\n".encode(), "csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_document_is_known_by_its_content(content: bytes, kind: str) -> None:
    file = upload("Báo cáo quý II.exe", content)
    document = clean_document(file)
    assert (document.kind, document.name, document.size) == (kind, f"bao-cao-quy-ii.{kind}", len(content))
    assert file.read() == content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (picture(), "kind"),
        (b"MZ\x90\x00", "kind"),
        (b"<html><script>alert(1)</script>", "kind"),
        (b"#!/bin/sh\nrm -rf /", "kind"),
        (b"a,b\x00c", "kind"),
        ("mã,tên".encode("cp1258", "replace") + b"\xff", "kind"),
        (archive(("a.txt", b"x")), "kind"),
        (b"PK\x03\x04 cut off", "damaged"),
        (office("xl/workbook.xml")[:-30], "damaged"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (office("xl/workbook.xml", ("xl/vbaProject.bin", b"x")), "active_content"),
        (archive(("mimetype", ODS.encode()), ("Basic/Standard/Module1.xml", b"x")), "active_content"),
        (office("xl/workbook.xml", ("../../etc/passwd", b"x")), "damaged"),
        (office("xl/workbook.xml", ("xl/big.xml", b"0" * 30_000_000)), "archive_bomb"),
        (office("xl/workbook.xml", *((f"{n}", b"") for n in range(5001))), "archive_bomb"),
        (pdf(OpenAction=SCRIPT), "active_content"),
        (pdf(AA=pikepdf.Dictionary(WC=SCRIPT)), "active_content"),
        (pdf(Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())), "active_content"),
        (pdf(Names=pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary())), "active_content"),
        (pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.Launch)), "active_content"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        clean_document(upload("tep.pdf", content))
    assert refused.value.code == code


def test_a_locked_document_is_refused(tmp_path: object) -> None:
    path = f"{tmp_path}/locked.pdf"
    document = pikepdf.new()
    document.add_blank_page()
    document.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    with open(path, "rb") as file, pytest.raises(UploadRefused) as refused:  # noqa: PTH123
        clean_document(upload("tep.pdf", file.read()))
    assert refused.value.code == "locked"


def test_only_what_the_caller_accepts_is_taken() -> None:
    with pytest.raises(UploadRefused, match="CSV, XLSX"):
        clean_document(upload("a.pdf", pdf()), allowed=("xlsx", "csv"))


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    content = bytearray(
        archive(("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x" * 5000), compression=zipfile.ZIP_STORED)
    )
    at = content.rindex(b"PK\x01\x02") + 20
    content[at : at + 4] = (10_000_000).to_bytes(4, "little")
    with pytest.raises(UploadRefused):
        clean_document(upload("a.xlsx", bytes(content)))


SOUND = [pdf(), office("xl/workbook.xml"), open_document(ODS)]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 800), st.binary(min_size=1, max_size=20), st.sampled_from(SOUND))
def test_a_tampered_document_is_taken_or_refused_and_nothing_else(place: int, noise: bytes, sound: bytes) -> None:
    content = bytearray(sound)
    content[place : place + len(noise)] = noise
    with contextlib.suppress(UploadRefused):
        assert clean_document(upload("a", bytes(content))).size == len(content)
