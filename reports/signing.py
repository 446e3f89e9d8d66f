"""Digital signatures on reports: PAdES, with pyHanko.

The certificate is a PKCS#12 file named by ``REPORT_SIGNING_P12``. In demonstration mode without one, a test certificate
is made once and kept below the folder of variable data; everything that is signed with it says so. Without any, reports
are not signed, and say that too.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

if TYPE_CHECKING:  # pyHanko takes half a second to import; a process that signs nothing goes without it
    from pyhanko.sign.signers import SimpleSigner

FIELD = "ChuKySo"
TEST_NAME = "IOC Bình Thuận (chứng thư thử nghiệm)"
_TEST_YEARS = 5


class SigningError(Exception):
    """The file could not be signed; the message is for the operator's log, without the password."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What reports are signed with: its holder's name, the loaded signer, and whether it is the test one."""

    holder: str
    signer: "SimpleSigner"
    is_test: bool


def certificate() -> Certificate | None:
    """The portal's certificate, or ``None``. Raises ``SigningError`` when the one that is set cannot be read."""
    if settings.REPORT_SIGNING_P12:
        return _load(Path(settings.REPORT_SIGNING_P12), settings.REPORT_SIGNING_PASSWORD, is_test=False)
    return _test_certificate() if settings.IOC_DEMO else None


def has_certificate() -> bool:
    """Whether reports can be signed at all; reads no file."""
    return bool(settings.REPORT_SIGNING_P12 or settings.IOC_DEMO)


def sign_pdf(pdf: bytes, with_: Certificate, *, reason: str, location: str) -> bytes:
    """The file with a PAdES signature added behind its bytes, which stay as they are. Raises ``SigningError``."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers, timestamps

    stamper = timestamps.HTTPTimeStamper(settings.REPORT_TIMESTAMP_URL) if settings.REPORT_TIMESTAMP_URL else None
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
        name=with_.holder,
    )
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        output = signers.sign_pdf(writer, metadata, signer=with_.signer, timestamper=stamper)
    except Exception as error:  # pyHanko raises many kinds, each of them means the same here
        raise SigningError(type(error).__name__) from error
    return bytes(output.getbuffer())


def _load(path: Path, password: str, *, is_test: bool) -> Certificate:
    from pyhanko.sign.signers import SimpleSigner

    try:
        signer = SimpleSigner.load_pkcs12(str(path), passphrase=password.encode() or None)
    except Exception as error:
        raise SigningError(type(error).__name__) from error
    if signer is None:
        raise SigningError("the certificate cannot be read")
    name = signer.signing_cert.subject.native.get("common_name") or str(signer.signing_cert.subject.human_friendly)
    return Certificate(name, signer, is_test)


def _test_certificate() -> Certificate:
    """The demonstration's own certificate; made by the first process that needs it."""
    path = Path(settings.VAR_DIR) / "demo-signing.p12"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_bytes(_make_test_certificate())
        made.replace(path)
    return _load(path, "", is_test=True)


def _make_test_certificate() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Dữ liệu minh họa"),
            x509.NameAttribute(NameOID.COMMON_NAME, TEST_NAME),
        ]
    )
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _TEST_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"test", key, made, None, serialization.NoEncryption())
