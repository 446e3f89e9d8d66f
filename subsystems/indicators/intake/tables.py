"""From a file to sheets of cells: CSV, XLSX and ODS, with what the cells of a spreadsheet do not say by themselves."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import python_calamine
from django.core.files import File
from django.core.files.base import ContentFile
from lxml import etree
from python_calamine import CalamineWorkbook

from ioc_site.common.uploads import UploadRefused
from ioc_site.common.uploads.documents import clean_document
from ioc_site.common.vietnamese import file_size
from subsystems.indicators.intake.encodings import decode, refuse_font_codes
from subsystems.indicators.intake.ods_cells import noted_cells
from subsystems.indicators.intake.refusals import FileRefused

MAX_BYTES = 20 * 1024 * 1024
MAX_CELLS = 5_000_000
MAX_MERGES = 5_000
_DELIMITERS = ",;\t|"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BEGINS_WITH_MARKUP = re.compile(r"\s*(<|\{\\rtf|%!|#!)")


@dataclass
class Sheet:
    """The cells of one sheet: ``rows[i][j]`` is row ``first_row + i`` and column ``first_column + j``, both from 1.

    ``percent_cells`` and ``uncomputed`` hold (row, column) of cells formatted as per cent and of formulas whose result
    is not in the file.
    """

    name: str
    rows: list[list[Any]]
    first_row: int = 1
    first_column: int = 1
    merged: list[Any] = field(default_factory=list)
    percent_cells: set[tuple[int, int]] = field(default_factory=set)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)


@dataclass
class ReadFile:
    """A file that was read: its true kind, its sheets, and the encoding of a text."""

    kind: str
    sheets: list[Sheet]
    encoding: str = ""


def kind_of(content: bytes, name: str) -> str:
    """``csv``, ``xlsx`` or ``ods`` by content; raises ``FileRefused`` for anything else, macros and bombs included."""
    if not content:
        raise FileRefused("empty")
    if len(content) > MAX_BYTES:
        raise FileRefused("too_big", {"limit": file_size(MAX_BYTES)})
    if content.startswith(b"PK"):
        file: File = ContentFile(content, name=name)
        try:
            return clean_document(file, allowed=("xlsx", "ods"), max_bytes=MAX_BYTES).kind
        except UploadRefused as error:
            raise FileRefused("refused_upload", {"why": " ".join(error.messages)}) from None
    if content.startswith((b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")):
        raise FileRefused("kind")
    return "csv"


def read_file(content: bytes, name: str) -> ReadFile:
    """The sheets of a file; raises ``FileRefused``."""
    kind = kind_of(content, name)
    if kind == "csv":
        text, encoding = decode(content)
        return ReadFile(kind, [Sheet("", _csv_rows(text))], encoding)
    return ReadFile(kind, _spreadsheet(content, kind))


def _csv_rows(text: str) -> list[list[Any]]:
    if _BEGINS_WITH_MARKUP.match(text):
        raise FileRefused("kind")
    if not text.strip():
        raise FileRefused("empty")
    csv.field_size_limit(100_000)
    head = text[:20_000].splitlines()[:20]
    if head and head[0].lower().startswith("sep="):
        text = text.partition("\n")[2]
        delimiter = head[0][4:5] or ","
    else:
        delimiter = max(_DELIMITERS, key=lambda mark: _columns(head, mark))
    known: dict[str, str] = {}  # codes and periods repeat in each row: one object for all of them
    try:
        rows = csv.reader(_lines(text), delimiter=delimiter)
        return [[known.setdefault(cell, cell) for cell in row] for row in rows]
    except csv.Error:
        raise FileRefused("locked_or_damaged") from None


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, without a second copy of the text."""
    return (line[0] for line in _LINE.finditer(text))


def _columns(lines: list[str], mark: str) -> int:
    """How well a sign parts the lines: by the number of columns that most lines have."""
    counts = [len(row) for row in csv.reader(lines, delimiter=mark)]
    wide = [count for count in counts if count > 1]
    return max(set(wide), key=wide.count) * wide.count(max(set(wide), key=wide.count)) if wide else 0


def _spreadsheet(content: bytes, kind: str) -> list[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [_sheet(workbook, meta.name) for meta in workbook.sheets_metadata if _is_data(meta)]
    except (python_calamine.CalamineError, zipfile.BadZipFile, ValueError, OSError, KeyError):
        raise FileRefused("locked_or_damaged") from None
    _note_cells(content, kind, workbook, sheets)
    for sheet in sheets:
        text = " ".join(cell for row in sheet.rows[:200] for cell in row if isinstance(cell, str))
        refuse_font_codes(text)
    return sheets


def _is_data(meta: Any) -> bool:
    return meta.typ == python_calamine.SheetTypeEnum.WorkSheet


def _sheet(workbook: CalamineWorkbook, name: str) -> Sheet:
    found = workbook.get_sheet_by_name(name)
    if found.height * found.width > MAX_CELLS:
        raise FileRefused("too_many_cells", {"count": found.height * found.width}, sheet=name)
    row, column = found.start or (0, 0)
    merged = (found.merged_cell_ranges or [])[:MAX_MERGES]
    return Sheet(name, found.to_python(skip_empty_area=True), row + 1, column + 1, merged)


def fill_merged(sheet: Sheet, columns: set[int]) -> None:
    """What is written over several rows holds for each of them, in the given columns (places in ``rows``)."""
    for (top, left), (bottom, right) in sheet.merged:
        first_row, first_column = top + 1 - sheet.first_row, left + 1 - sheet.first_column
        if left != right or first_column not in columns or not 0 <= first_row < len(sheet.rows):
            continue
        value = sheet.rows[first_row][first_column]
        for row in sheet.rows[first_row + 1 : bottom + 2 - sheet.first_row]:
            if row[first_column] in ("", None):
                row[first_column] = value


# --- what calamine does not tell: cells formatted as per cent, formulas without a result -------------------------

_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_STYLE = re.compile(rb'\bs="(\d+)"')
_RESULT = re.compile(rb"<v[^>/]*>[^<]")
_FORMATS = re.compile(rb'<numFmt [^>]*numFmtId="(\d+)"[^>]*formatCode="([^"]*)"')
_CELL_STYLES = re.compile(rb"<cellXfs.*?</cellXfs>", re.DOTALL)
_FORMAT_ID = re.compile(rb'<xf [^>]*?numFmtId="(\d+)"')
_PERCENT_FORMATS = {9, 10}


def _note_cells(content: bytes, kind: str, workbook: CalamineWorkbook, sheets: list[Sheet]) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if kind == "ods":
            _note_ods(archive, sheets)
            return
        percent_styles = _percent_styles(archive)
        paths = _sheet_paths(archive)
        for sheet in sheets:
            if path := paths.get(sheet.name):
                _scan(archive.read(path), percent_styles, sheet)


def _note_ods(archive: zipfile.ZipFile, sheets: list[Sheet]) -> None:
    sizes = {
        sheet.name: (
            sheet.first_row + len(sheet.rows) - 1,
            sheet.first_column + max(map(len, sheet.rows), default=0) - 1,
        )
        for sheet in sheets
    }
    try:
        found = noted_cells(archive, sizes)
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        raise FileRefused("locked_or_damaged") from None
    for sheet in sheets:
        sheet.percent_cells, sheet.uncomputed = found.get(sheet.name, (set(), set()))


def _percent_styles(archive: zipfile.ZipFile) -> set[bytes]:
    try:
        styles = archive.read("xl/styles.xml")
    except KeyError:
        return set()
    percent = set(_PERCENT_FORMATS)
    percent |= {int(number) for number, code in _FORMATS.findall(styles) if b"%" in code}
    cell_styles = _CELL_STYLES.search(styles)
    ids = _FORMAT_ID.findall(cell_styles[0]) if cell_styles else []
    return {str(index).encode() for index, number in enumerate(ids) if int(number) in percent}


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet, by name; empty where the workbook is written in an unusual way."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
        links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    except (KeyError, etree.XMLSyntaxError):
        return {}
    targets = {link.get("Id"): str(link.get("Target")).lstrip("/").removeprefix("xl/") for link in links}
    ns = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    found = {str(node.get("name")): f"xl/{targets.get(node.get(ns))}" for node in book.iter("{*}sheet")}
    names = set(archive.namelist())
    return {name: path for name, path in found.items() if path in names}


def _scan(xml: bytes, percent_styles: set[bytes], sheet: Sheet) -> None:
    has_formulas = b"<f" in xml or b't="e"' in xml
    styled = percent_styles and any(b's="%s"' % style in xml for style in percent_styles)
    if not has_formulas and not styled:
        return
    for cell in _CELL.finditer(xml):
        column, row, attributes, inner = cell.groups(default=b"")
        place = (int(row), _column_number(column))
        style = _STYLE.search(attributes)
        if style and style[1] in percent_styles:
            sheet.percent_cells.add(place)
        if b't="e"' in attributes or (inner.startswith(b"<f") and not _RESULT.search(inner)):
            sheet.uncomputed.add(place)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def cells_of(sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
    """Row numbers with their cells."""
    yield from enumerate(sheet.rows, start=sheet.first_row)
