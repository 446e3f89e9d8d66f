"""The signature on a report, proven by pyHanko's own validation."""

from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reports import services, signing
from reports.enums import FileKind
from reports.files import best_pdf, newest, read_file
from tests.reports.documents import Office
from workflows.engine.errors import NotAllowed

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
