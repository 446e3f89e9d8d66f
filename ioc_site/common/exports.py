"""Spreadsheets that leave the portal: what somebody typed never becomes a formula on the reader's machine.

A cell whose text begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is run as a formula by Excel and
LibreOffice, from CSV too. Wagtail guards its XLSX export only.
"""

import re
from typing import Any

_STARTS_FORMULA = re.compile(r"\s*[=+\-@\t\r\n|%＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")


def neutralise(value: Any) -> Any:
    """``value`` as it may stand in a cell: text that would run as a formula gets an apostrophe before it.

    Numbers, also those written as text, and everything that is not text stay as they are.
    """
    if isinstance(value, str) and _STARTS_FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


class NeutralisedExport:
    """Mix into a Wagtail listing before ``SpreadsheetExportMixin``: every exported cell goes through ``neutralise``."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        prepared = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc]
        return neutralise(prepared)
