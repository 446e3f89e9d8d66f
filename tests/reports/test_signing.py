"""The signature on a report, proven by pyHanko's own validation."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reports import services, signing
from reports.enums import FileKind
from reports.files import best_pdf, newest, read_file
from reports.models import ReportDocument
from tests.reports.documents import SIGNATURE, Office
from workflows.engine.errors import Conflict, NotAllowed
from workflows.engine.services import fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path: Path) -> None:
    settings.IOC_DEMO, settings.VAR_DIR = True, tmp_path


def test_signed_report_holds_and_keeps_its_bytes(demo: None) -> None:
    office = Office()
    document = office.numbered()
    services.sign(document, office.head)
    document.refresh_from_db()
    assert document.state == "signed"
    assert document.is_test_signature
    data = read_file(best_pdf(document))
    assert data.startswith(read_file(newest(document, FileKind.FINAL)))
    (signature,) = PdfFileReader(BytesIO(data)).embedded_signatures
    trusted = ValidationContext(trust_roots=[signing.certificate().signer.signing_cert])
    status = validate_pdf_signature(signature, trusted)
    assert status.bottom_line
    assert str(signature.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"


def test_changed_file_is_not_believed(demo: None) -> None:
    office = Office()
    document = office.numbered()
    services.sign(document, office.head)
    data = bytearray(read_file(best_pdf(document)))
    data[2000] ^= 1
    (signature,) = PdfFileReader(BytesIO(bytes(data)), strict=False).embedded_signatures
    trusted = ValidationContext(trust_roots=[signing.certificate().signer.signing_cert])
    assert not validate_pdf_signature(signature, trusted).intact


def test_without_a_certificate_nothing_is_signed() -> None:
    office = Office()
    document = office.numbered()
    with pytest.raises(NotAllowed, match="chưa có chứng thư số"):
        services.sign(document, office.head)
    document.refresh_from_db()
    assert document.state == "numbered"


def test_certificate_that_cannot_be_read_is_said_plainly(settings, tmp_path: Path) -> None:
    office = Office()
    document = office.numbered()
    settings.REPORT_SIGNING_P12 = str(tmp_path / "khong-co.p12")
    with pytest.raises(NotAllowed, match="Không dùng được chứng thư số"):
        services.sign(document, office.head)


def test_second_signature_is_refused_and_the_first_stays(demo: None) -> None:
    office = Office()
    document = office.numbered()
    late = ReportDocument.objects.get(pk=document.pk)  # as two leaders see it, who both press the button
    services.sign(document, office.head, expected_version=document.version)
    for again, user in ((late, office.leader), (ReportDocument.objects.get(pk=document.pk), office.head)):
        with pytest.raises((Conflict, NotAllowed)):
            services.sign(again, user, expected_version=late.version)
    assert document.files.filter(kind=FileKind.SIGNED).count() == 1


def cancelled(office: Office) -> ReportDocument:
    document = office.draft()
    fire(document, "cancel", office.officer, comment="Không cần nữa.")
    return document


def sent_back(office: Office) -> ReportDocument:
    document = office.approved()
    fire(document, "send_back", office.head, comment="Xem lại mục II.")
    return document


def superseded(office: Office) -> ReportDocument:
    document = office.numbered()
    correction = services.correct(document, office.officer)
    services.build(correction)
    correction.refresh_from_db()
    fire(correction, "approve", office.head, SIGNATURE)
    fire(correction, "number", office.officer)
    services.set_final(correction)
    services.sign(correction, office.head)
    document.refresh_from_db()
    assert document.state == "superseded"
    return document


@pytest.mark.parametrize("withdrawn", [cancelled, sent_back, superseded])
def test_what_was_withdrawn_is_not_signed(demo: None, withdrawn: Callable[[Office], ReportDocument]) -> None:
    office = Office()
    document = withdrawn(office)
    state = document.state
    with pytest.raises((Conflict, NotAllowed)):
        services.sign(document, office.head)
    document.refresh_from_db()
    assert (document.state, document.signed_by) == (state, "")
    assert not document.files.filter(kind=FileKind.SIGNED).exists()


def test_signed_file_is_genuine_to_anybody_and_one_byte_more_is_not(demo: None, client: Client) -> None:
    office = Office()
    document = office.numbered()
    services.sign(document, office.head)
    data = read_file(best_pdf(document))
    changed = bytearray(data)
    changed[len(changed) // 2] ^= 1
    for file, known in ((data, True), (data + b"\n", False), (bytes(changed), False), (data[:-1], False)):
        sent = SimpleUploadedFile("bao-cao.pdf", file, content_type="application/pdf")
        page = client.post("/bao-cao/xac-thuc/", {"file": sent})
        assert (page.status_code == 200) == known
        assert (document.number_text in page.content.decode()) == known
        assert client.get(f"/bao-cao/xac-thuc/?sha256={sha256(file).hexdigest()}").status_code == page.status_code
