"""What calamine does not tell of an ODS file: which cells are per cent, and which formulas have no result in it."""

import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ROW, _CELLS = f"{_TABLE}table-row", (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
PART = "content.xml"
Place = tuple[int, int]


def noted_cells(archive: zipfile.ZipFile, sizes: dict[str, Place]) -> dict[str, tuple[set[Place], set[Place]]]:
    """By sheet the cells (row, column, from 1) of per cent and the formulas without a result.

    ``sizes`` gives for each sheet the last row and column that anybody reads: a file may say that a cell is repeated a
    million times. Raises ``KeyError``, ``BadZipFile`` or ``XMLSyntaxError`` for a damaged file.
    """
    content = archive.read(PART)
    if b'value-type="percentage"' not in content and b"formula=" not in content:
        return {}
    found: dict[str, tuple[set[Place], set[Place]]] = {}
    with archive.open(PART) as part:
        for name, row, repeated, node in _rows(part):
            last_row, last_column = sizes.get(name, (0, 0))
            rows = range(row, min(row + repeated, last_row + 1))
            percent, uncomputed = found.setdefault(name, (set(), set()))
            for column, is_percent in _marked(node, last_column):
                (percent if is_percent else uncomputed).update((number, column) for number in rows)
    return found


def _rows(part: Any) -> Iterator[tuple[str, int, int, Any]]:
    """Each row with its sheet, its number and how often it is repeated; a row is let go when it was seen."""
    name, row = "", 1
    steps = etree.iterparse(part, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False)
    for event, node in steps:
        if event == "start":
            if node.tag == f"{_TABLE}table":
                name, row = str(node.get(f"{_TABLE}name")), 1
        elif node.tag == _ROW:
            repeated = _count(node, "number-rows-repeated")
            yield name, row, repeated, node
            row += repeated
            node.clear()
            while (before := node.getprevious()) is not None and before.tag == _ROW:
                node.getparent().remove(before)


def _marked(row: Any, last_column: int) -> Iterator[tuple[int, bool]]:
    """The columns of cells that are per cent (true), or formulas without a result (false)."""
    column = 1
    for cell in row.iter(*_CELLS):
        repeated = _count(cell, "number-columns-repeated")
        kind = cell.get(f"{_OFFICE}value-type")
        if kind == "percentage" or (kind is None and cell.get(f"{_TABLE}formula") is not None):
            for place in range(column, min(column + repeated, last_column + 1)):
                yield place, kind == "percentage"
        column += repeated


def _count(node: Any, name: str) -> int:
    """How often a row or cell is repeated; once where it does not say so or says nonsense."""
    text = node.get(f"{_TABLE}{name}") or "1"
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 9 else 1
