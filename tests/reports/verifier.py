"""Checks the facts of PDF/A-2b that can be read from a file, as an archive's intake would."""

import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pdfplumber
import pikepdf


def text_of(pdf: bytes) -> str:
    """All text of the file, page after page; fails unless it is NFC."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    assert unicodedata.is_normalized("NFC", text)
    return text


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [page.extract_text() for page in document.pages]


def flat(text: str) -> str:
    """Text with its line breaks taken out."""
    return " ".join(text.split())


def link_landings(pdf: bytes) -> list[str]:
    """For each link within the file, the line of text that it leads to."""
    lines: list[str] = []
    with pikepdf.open(BytesIO(pdf)) as document, pdfplumber.open(BytesIO(pdf)) as texts:
        for page in document.pages:
            for link in page.get("/Annots", []):
                target, _kind, _left, top, _zoom = link.Dest
                leaf = texts.pages[pikepdf.Page(target).index]
                below = leaf.crop((0, leaf.height - float(top), leaf.width, leaf.height))
                lines.append(below.extract_text().splitlines()[0])
    return lines


def assert_archive(pdf: bytes, folder: Path) -> None:
    """Fail unless the file has all that PDF/A-2b asks for and qpdf's library finds nothing wrong with it."""
    path = folder / "checked.pdf"
    path.write_bytes(pdf)
    with pikepdf.open(path) as whole:  # what "qpdf --check" does, without its command
        problems = whole.check_pdf_syntax()
        assert not problems, problems
    with pikepdf.open(BytesIO(pdf)) as document:
        _assert_catalogue(document)
        _assert_metadata(document)
        for font in _fonts(document):
            _assert_embedded(font)
        for page in document.pages:
            assert "/Trans" not in page
            for annotation in page.get("/Annots", []):
                assert int(annotation.F) == 4
        _assert_nothing_forbidden(document)


def _assert_catalogue(document: pikepdf.Pdf) -> None:
    root = document.Root
    assert str(root.Lang) == "vi-VN"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    (intent,) = root.OutputIntents
    assert intent.S == pikepdf.Name.GTS_PDFA1
    profile = intent.DestOutputProfile.read_bytes()
    assert profile[36:40] == b"acsp"
    assert profile[12:20] == b"mntrRGB "
    assert int.from_bytes(profile[:4], "big") == len(profile)
    assert len(document.trailer.ID) == 2
    assert document.pdf_version in ("1.4", "1.5", "1.6", "1.7")
    assert not document.is_encrypted


def _assert_metadata(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as xmp:
        assert xmp["pdfaid:part"] == "2"
        assert xmp["pdfaid:conformance"] == "B"
        assert xmp["dc:title"] == str(document.docinfo["/Title"])
        assert xmp["dc:creator"] == [str(document.docinfo["/Author"])]
        assert xmp["pdf:Producer"] == str(document.docinfo["/Producer"])
        assert xmp["xmp:CreatorTool"] == str(document.docinfo["/Creator"])
        created = str(document.docinfo["/CreationDate"])
        assert xmp["xmp:CreateDate"].replace("-", "").replace("T", "").replace(":", "").startswith(created[2:16])
    assert {str(key) for key in document.docinfo} <= {
        "/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate",
    }  # fmt: skip


def _fonts(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    fonts = [
        thing
        for thing in document.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.Font
    ]
    assert fonts
    yield from fonts


def _assert_embedded(font: pikepdf.Object) -> None:
    """An embedded subset of Tinos whose characters can be read back."""
    name = str(font.BaseFont)
    assert name[7] == "+", f"{name} is no subset"
    assert name[8:].startswith("Tinos")
    assert font.Subtype == pikepdf.Name.TrueType
    assert "/ToUnicode" in font
    descriptor = font.FontDescriptor
    assert len(descriptor.FontFile2.read_bytes()) > 0
    # A symbolic TrueType font has no encoding of its own.
    assert int(descriptor.Flags) & 4
    assert "/Encoding" not in font


def _assert_nothing_forbidden(document: pikepdf.Pdf) -> None:
    assert "/AA" not in document.Root
    assert "/OpenAction" not in document.Root or document.Root.OpenAction.get("/S") != pikepdf.Name.JavaScript
    for thing in document.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Image:
            assert not thing.get("/Interpolate", False)
        if isinstance(thing, pikepdf.Dictionary):
            assert thing.get("/S") not in (pikepdf.Name.JavaScript, pikepdf.Name.Launch)
