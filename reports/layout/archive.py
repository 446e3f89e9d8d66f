"""The archive pass: from what reportlab writes to PDF/A-2b (ISO 19005-2), with pikepdf.

Adds what reportlab leaves out: XMP metadata that says the conformance and agrees with the document information, an
sRGB output intent, the print flag on links, a document ID made from the content. Fonts are embedded and subset by
reportlab; no accessibility tags are written (conformance level B asks for none), hence the HTML twin of each report.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms

from reports.layout.text import printable

if TYPE_CHECKING:
    from reports.layout.document import Properties

PRODUCER = "Cổng thông tin IOC Bình Thuận"
_PRINT = 4  # annotation flag: printed with the page
# Where an ICC profile holds its time of making (12 bytes) and its identifier (16 bytes).
_ICC_DATE = slice(24, 36)
_ICC_ID = slice(84, 100)


def archive_pdf(pdf: bytes, properties: "Properties", pages: Sequence[int]) -> bytes:
    """The file as PDF/A-2b, with ``pages`` (indices into the given file) in that order."""
    with pikepdf.open(BytesIO(pdf)) as document:
        _reorder(document, pages)
        _describe(document, properties)
        _clean_pages(document)
        root = document.Root
        root.Lang = String("vi-VN")
        root.OutputIntents = Array([_output_intent(document)])
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        if "/Outlines" in root:
            root.PageMode = Name.UseOutlines
        output = BytesIO()
        document.save(
            output,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return output.getvalue()


def _reorder(document: pikepdf.Pdf, order: Sequence[int]) -> None:
    if list(order) == list(range(len(document.pages))):
        return
    pages = list(document.pages)
    del document.pages[:]
    document.pages.extend(pages[index] for index in order)


def _describe(document: pikepdf.Pdf, properties: "Properties") -> None:
    """Document information and XMP with the same content, as PDF/A asks."""
    title, author, subject = (printable(text) for text in (properties.title, properties.author, properties.subject))
    keywords = ", ".join(printable(word) for word in properties.keywords)
    moment = _pdf_date(properties.created)
    information = {
        "/Title": title,
        "/Author": author,
        "/Subject": subject,
        "/Keywords": keywords,
        "/Creator": PRODUCER,
        "/Producer": PRODUCER,
        "/CreationDate": moment,
        "/ModDate": moment,
    }
    document.trailer.Info = document.make_indirect(
        Dictionary({key: String(value) for key, value in information.items() if value})
    )
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp["dc:title"] = title
        xmp["dc:creator"] = [author]
        xmp["dc:language"] = {"vi-VN"}
        if subject:
            xmp["dc:description"] = subject
        if keywords:
            xmp["pdf:Keywords"] = keywords
        xmp["pdf:Producer"] = PRODUCER
        xmp["xmp:CreatorTool"] = PRODUCER
        xmp["xmp:CreateDate"] = properties.created.isoformat(timespec="seconds")
        xmp["xmp:ModifyDate"] = properties.created.isoformat(timespec="seconds")
        xmp["pdfaid:part"] = "2"
        xmp["pdfaid:conformance"] = "B"


def _pdf_date(moment: datetime) -> str:
    """``D:20240523083000+07'00'``; the time zone is a must."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("the time of making needs a time zone")
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"D:{moment:%Y%m%d%H%M%S}{sign}{abs(minutes) // 60:02}'{abs(minutes) % 60:02}'"


def _clean_pages(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        if "/Trans" in page:
            del page.Trans  # an empty page transition, which reportlab writes
        for annotation in page.get("/Annots", Array()):
            annotation.F = _PRINT


def _output_intent(document: pikepdf.Pdf) -> pikepdf.Object:
    profile = document.make_stream(_srgb_profile(), N=3, Alternate=Name.DeviceRGB)
    return document.make_indirect(
        Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier="sRGB IEC61966-2.1",
            Info="sRGB IEC61966-2.1",
            RegistryName="http://www.color.org",
            DestOutputProfile=profile,
        )
    )


@lru_cache(maxsize=1)
def _srgb_profile() -> bytes:
    """An sRGB ICC profile without the time of its making, so that the same input gives the same bytes."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_ICC_DATE] = bytes.fromhex("07D0 0001 0001 0000 0000 0000")
    profile[_ICC_ID] = bytes(16)
    return bytes(profile)
