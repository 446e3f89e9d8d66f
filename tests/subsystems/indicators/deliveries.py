"""Deliveries for tests: people of the health department, files in every form, a delivery at any point of its life."""

import csv
import io
from datetime import date
from typing import Any

from openpyxl import Workbook

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.indicators.enums import DeliverySource
from subsystems.indicators.models import Delivery, IndicatorSet, Observation
from subsystems.indicators.services import act, deliver
from tests.subsystems.agencies.factories import member

HEADER = ["Mã chỉ tiêu", "Địa bàn", "Kỳ", "Phân tổ", "Giá trị"]
# Districts of Bình Thuận by name, in the order of their codes.
DISTRICTS = (
    "Phan Thiết",
    "La Gi",
    "Tuy Phong",
    "Bắc Bình",
    "Hàm Thuận Bắc",
    "Hàm Thuận Nam",
    "Tánh Linh",
    "Đức Linh",
    "Hàm Tân",
    "Phú Quý",
)


def health() -> Agency:
    return Agency.objects.get(code="SYT")


def officer(agency: Agency | None = None) -> User:
    return member(Role.OFFICER, agency or health())


def head(agency: Agency | None = None) -> User:
    return member(Role.HEAD, agency or health())


def csv_file(rows: list[list[Any]], header: list[str] | None = None, delimiter: str = ",") -> bytes:
    """A CSV file in UTF-8."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([HEADER if header is None else header, *rows])
    return text.getvalue().encode()


def xlsx_file(rows: list[list[Any]], **sheets: list[list[Any]]) -> bytes:
    """A workbook of one sheet, and more where given."""
    book = Workbook()
    book.active.title = "Số liệu"
    for row in rows:
        book.active.append(row)
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def monthly(values: dict[str, Any] | None = None, period: str = "2026-10", code: str = "YT-SXH") -> bytes:
    """Dengue cases of a month, by area; the province first."""
    values = values or {"Toàn tỉnh": 55, **{name: number for number, name in enumerate(DISTRICTS, start=1)}}
    return csv_file([[code, area, period, "", value] for area, value in values.items()])


def send_in(
    content: bytes, *, by: User | None = None, code: str = "YT-THANG", agency: Agency | None = None, **kwargs: Any
) -> Delivery:
    """A delivery as it is after the upload."""
    agency = agency or health()
    indicator_set = IndicatorSet.objects.get(code=code)
    by = by or officer(agency)
    name = kwargs.pop("name", "so-lieu.csv")
    return deliver(by, indicator_set, agency, content, name, kwargs.pop("source", DeliverySource.UPLOAD), **kwargs)


def published(content: bytes, **kwargs: Any) -> Delivery:
    """A delivery that officer and head have brought through."""
    delivery = send_in(content, **kwargs)
    assert delivery.state == "checked", problems(delivery)
    act(delivery, "submit", delivery.uploaded_by)
    act(delivery, "approve", head(delivery.agency), {"acknowledged": True})
    delivery.refresh_from_db()
    return delivery


def problems(delivery: Delivery, kind: str = "error") -> list[tuple[str, int, str]]:
    """What was found: code, row, column."""
    return list(delivery.rows.filter(kind=kind).order_by("row", "pk").values_list("code", "row", "column"))


def figures(code: str = "YT-SXH", period: date | int = 20261001) -> dict[str, float]:
    """Current totals by area name."""
    rows = Observation.objects.filter(indicator__code=code, period=period, breakdown__code="TONG")
    return dict(rows.values_list("area__name", "value"))
