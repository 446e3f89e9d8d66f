"""What files may look like, and what is said about those that cannot be taken."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from subsystems.agencies.models import Agency
from subsystems.indicators.intake.refusals import FileRefused
from subsystems.indicators.models import Delivery, IndicatorSet, Observation
from tests.subsystems.indicators import deliveries as make

pytestmark = pytest.mark.django_db


def values(delivery: Delivery) -> dict[str, float]:
    """New values of a checked delivery by area name, as the preview keeps them."""
    from subsystems.agencies.models import Area

    names = dict(Area.objects.values_list("pk", "name"))
    return {names[row.params["area"]]: row.new_value for row in delivery.rows.filter(kind="new")}


def refused(content: bytes, **kwargs) -> str:
    """Why a file is refused: at the door (nothing is kept) or by the check."""
    before = Delivery.objects.count()
    try:
        delivery = make.send_in(content, **kwargs)
    except FileRefused as error:
        assert Delivery.objects.count() == before
        return error.finding.code
    assert delivery.state == "rejected"
    assert not Observation.objects.exists()
    return make.problems(delivery)[0][0]


ROW = ["YT-SXH", "Phan Thiết", "2026-10", ""]


# --- forms that are understood -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_in_every_encoding(catalogue, encoding):
    content = make.monthly({"Hàm Thuận Bắc": 4, "Đức Linh": 5}).decode().encode(encoding)
    assert values(make.send_in(content)) == {"Hàm Thuận Bắc": 4, "Đức Linh": 5}


def test_windows_1258_is_told_apart_from_font_codes(catalogue):
    import unicodedata

    text = make.monthly({"Hàm Thuận Bắc": 4, "Đức Linh": 5}).decode()
    old = "".join(char if ord(char) < 128 else _in_1258(unicodedata.normalize("NFD", char)) for char in text).encode(
        "cp1258"
    )
    assert values(make.send_in(old)) == {"Hàm Thuận Bắc": 4, "Đức Linh": 5}
    tcvn3 = "M· chØ tiªu,§Þa bµn,Kú,Gi¸ trÞ\nYT-SXH,Phan ThiÕt,2026-10,4\n"
    assert refused(tcvn3.encode("latin-1")) == "tcvn3"
    assert refused(tcvn3.encode()) == "tcvn3"


def _in_1258(decomposed: str) -> str:
    """Windows-1258 has letters with hat, breve and horn whole, tones apart."""
    import unicodedata

    whole = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in "\u0300\u0301\u0303\u0309\u0323"))
    return whole + "".join(c for c in decomposed if c in "\u0300\u0301\u0303\u0309\u0323")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(catalogue, delimiter):
    content = make.csv_file([[*ROW, "12"]], delimiter=delimiter)
    assert values(make.send_in(content)) == {"Phan Thiết": 12}


def test_english_headings_and_title_rows(catalogue):
    rows = [
        ["BÁO CÁO THÁNG 10/2026"],
        [],
        ["", "Indicator", "Area", "Period", "Value"],
        ["", "Số ca mắc sốt xuất huyết Dengue", "TP. Phan Thiết", "October 2026", 12],
        ["", "Sốt xuất huyết", "602", dt.date(2026, 10, 1), 3],
        ["", "yt-sxh", "huyện đức linh", "Tháng 10 năm 2026", 4],
    ]
    content = make.xlsx_file(rows, **{"Hướng dẫn": [["Không phải số liệu"]]})
    assert values(make.send_in(content, name="a.xlsx")) == {"Phan Thiết": 12, "Phú Quý": 3, "Đức Linh": 4}


def test_indicators_periods_and_areas_over_the_columns(catalogue):
    by_indicator = [
        ["Địa bàn", "Kỳ", "YT-SXH", "YT-TCM (ca)"],
        ["Phan Thiết", "2026-10", 1, 2],
        ["La Gi", "2026-10", 3, ""],
    ]
    by_period = [["Mã chỉ tiêu", "Địa bàn", "2026-09", "2026-10"], ["YT-SXH", "Phan Thiết", 1, 2]]
    by_area = [["Mã chỉ tiêu", "Kỳ", "Phan Thiết", "La Gi"], ["YT-SXH", "2026-10", 1, 2]]
    for rows, count, layout in ((by_indicator, 3, "indicator"), (by_period, 2, "period"), (by_area, 2, "area")):
        delivery = make.send_in(make.xlsx_file(rows), name="a.xlsx")
        assert (delivery.state, delivery.row_count) == ("checked", count), make.problems(delivery)
        assert delivery.facts["layout"] == layout


def test_breakdowns_over_the_columns(catalogue):
    rows = [
        ["Chỉ tiêu", "Địa bàn", "Kỳ", "Tổng số", "Mầm non", "Tiểu học"],
        ["GD-HS", "La Gi", "2025-2026", 30, 10, 20],
    ]
    schools = Agency.objects.get(code="SGDDT")
    delivery = make.send_in(make.xlsx_file(rows), name="a.xlsx", code="GD-NAMHOC", agency=schools)
    assert delivery.row_count == 3, make.problems(delivery)


def test_merged_cells_hold_for_each_row(catalogue):
    content = make.xlsx_file([make.HEADER, ["YT-SXH", "Phan Thiết", "2026-10", "", 1], ["", "La Gi", "", "", 2]])
    book = load_workbook(io.BytesIO(content))
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("C2:C3")
    output = io.BytesIO()
    book.save(output)
    assert values(make.send_in(output.getvalue(), name="a.xlsx")) == {"Phan Thiết": 1, "La Gi": 2}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1.234.567", "12,5"], [1234567, None]),
        (["1.234", "5"], [1234, 5]),  # a count: whole units only
        (["1,234", "7"], [1234, 7]),
        (["1 234", "7"], [1234, 7]),
        (["1\u00a0234", "7"], [1234, 7]),
    ],
)
def test_number_forms_of_counts(catalogue, texts, expected):
    content = make.csv_file(
        [["YT-SXH", area, "2026-10", "", text] for area, text in zip(("La Gi", "Phú Quý"), texts, strict=True)]
    )
    delivery = make.send_in(content)
    if None in expected:
        assert make.problems(delivery) == [("not_whole", 3, "Giá trị")]
    else:
        assert list(values(delivery).values()) == expected


@pytest.mark.parametrize(("text", "value"), [("93,45", 93.45), ("93.45", 93.45), ("93,4%", 93.4), ("93 %", 93)])
def test_rates(catalogue, text, value):
    assert values(make.send_in(make.csv_file([["YT-BHYT", "La Gi", "2026-10", "", text]]))) == {"La Gi": value}


def test_the_whole_file_says_how_numbers_are_written(catalogue):
    agency = Agency.objects.get(code="STC")

    def read(*texts):
        rows = [["KTXH-THUNS", area, "2026-10", "", text] for area, text in zip(make.DISTRICTS, texts, strict=False)]
        return make.send_in(make.csv_file(rows), code="KTXH-NS", agency=agency)

    assert list(values(read("1.234", "0,5")).values()) == [1234, 0.5]
    assert list(values(read("1.234", "0.5")).values()) == [1.234, 0.5]
    alone = read("1.234", "12")
    assert make.problems(alone) == [("ambiguous_number", 2, "Giá trị")]
    assert alone.rows.get(kind="error").params == {"first": "1234", "second": "1,234"}
    mixed = read("1.234,5", "1,234.5")
    assert make.problems(mixed) == [("mixed_numbers", 3, "Giá trị")]
    assert mixed.rows.get(kind="error").params["row"] == 2


def test_cells_formatted_as_per_cent(catalogue):
    content = make.xlsx_file(
        [make.HEADER, ["YT-BHYT", "La Gi", "2026-10", "", 0.935], ["YT-BHYT", "Phú Quý", "2026-10", "", 91]]
    )
    book = load_workbook(io.BytesIO(content))
    book.active["E2"].number_format = "0.0%"
    output = io.BytesIO()
    book.save(output)
    assert values(make.send_in(output.getvalue(), name="a.xlsx")) == {"La Gi": 93.5, "Phú Quý": 91}


def test_a_partly_filled_template_delivers_a_part(catalogue):
    delivery = make.send_in(make.monthly({"Phan Thiết": 1, "La Gi": "", "Phú Quý": "…"}))
    assert (delivery.state, delivery.row_count) == ("checked", 1)
    covered = delivery.coverage.get()
    assert (covered.delivered, covered.expected) == (1, 57)


# --- bad input ---------------------------------------------------------------------------------------------------


def test_what_is_no_table(catalogue):
    assert refused(b"") == "empty"
    assert refused(b"   \n\n") == "empty"
    assert refused(b"%PDF-1.7 ...") == "kind"
    assert refused(b"<html><body>x</body></html>") == "kind"
    assert refused(b"PK\x03\x04 not a zip at all") == "refused_upload"
    assert refused(b"a" * (20 * 1024 * 1024 + 1)) == "too_big"


def test_zip_bombs_and_macros(catalogue):
    good = make.xlsx_file([make.HEADER, [*ROW, 1]])
    for name, content in (("xl/media/zero.bin", b"\0" * 30_000_000), ("xl/vbaProject.bin", b"macro")):
        output = io.BytesIO(good)
        with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        assert refused(output.getvalue(), name="a.xlsx") == "refused_upload"


def test_the_wrong_sheet_and_two_sheets(catalogue):
    table = [make.HEADER, [*ROW, 1]]
    assert refused(make.xlsx_file([["Tên", "Tuổi"], ["An", 3]]), name="a.xlsx") == "no_header"
    assert refused(make.xlsx_file(table, Khac=table), name="a.xlsx") == "two_sheets"


def test_headings(catalogue):
    assert refused(make.csv_file([[*ROW, 1, 2]], [*make.HEADER, "Giá trị"])) == "duplicate_header"
    assert refused(make.csv_file([[*ROW, 1, 2]], [*make.HEADER, "Mã chỉ tiêu"])) == "duplicate_header"
    assert refused(make.csv_file([["YT-SXH", "La Gi", 1]], ["Mã chỉ tiêu", "Địa bàn", "Giá trị"])) == "missing_column"
    delivery = make.send_in(make.csv_file([[*ROW, 1, 2]], [*make.HEADER, "Gía tri moi"]))
    assert make.problems(delivery) == [("unknown_header", 1, "Gía tri moi")]
    assert "gia tri" in delivery.rows.get().params["hint"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (["KHONG-CO", "La Gi", "2026-10", "", 1], "unknown_indicator", "Mã chỉ tiêu"),
        (["YT-SXH", "Đà Lạt", "2026-10", "", 1], "unknown_area", "Địa bàn"),
        (["YT-CSGB", "La Gi", "2026-10", "", 80], "unknown_area", "Địa bàn"),
        (["YT-SXH", "", "2026-10", "", 1], "missing", "Địa bàn"),
        (["YT-SXH", "La Gi", "2026-13", "", 1], "bad_period", "Kỳ"),
        (["YT-SXH", "La Gi", "2026", "", 1], "bad_period", "Kỳ"),
        (["YT-SXH", "La Gi", "x" * 50, "", 1], "long_period", "Kỳ"),
        (["YT-SXH", "La Gi", "2099-01", "", 1], "future_period", "Kỳ"),
        (["YT-SXH", "La Gi", "2026-10", "Nam", 1], "unknown_breakdown", "Phân tổ"),
        (["YT-SXH", "La Gi", "2026-10", "", "12 ca"], "unit_in_cell", "Giá trị"),
        (["YT-SXH", "La Gi", "2026-10", "", "NaN"], "not_a_number", "Giá trị"),
        (["YT-SXH", "La Gi", "2026-10", "", "inf"], "not_a_number", "Giá trị"),
        (["YT-SXH", "La Gi", "2026-10", "", "1e5"], "unit_in_cell", "Giá trị"),
        (["YT-SXH", "La Gi", "2026-10", "", "-"], "not_a_number", "Giá trị"),
        (["YT-SXH", "La Gi", "2026-10", "", "-3"], "too_small", "Giá trị"),
        (["YT-SXH", "La Gi", "2026-10", "", "12%"], "percent_of_other_unit", "Giá trị"),
        (["YT-BHYT", "La Gi", "2026-10", "", "193,4"], "too_large", "Giá trị"),
        (["YT-SXH", "La Gi", "2026-10", "", "1234567890123456"], "too_many_digits", "Giá trị"),
    ],
)
def test_bad_cells_say_where_and_why(catalogue, row, code, column):
    delivery = make.send_in(make.csv_file([[*ROW, 5], row]))
    assert make.problems(delivery) == [(code, 3, column)]
    found = delivery.rows.get(kind="error")
    from subsystems.indicators.intake.refusals import text_of

    assert text_of(found.code, found.params)
    assert not Observation.objects.exists()


def test_all_errors_are_found_at_once_and_each_row_counts(catalogue):
    rows = [["YT-SXH", "Nơi nào đó", "2026-10", "", number] for number in range(1200)]
    delivery = make.send_in(make.csv_file(rows))
    assert delivery.error_count == 1200
    assert delivery.rows.count() == 1000


def test_a_figure_given_twice(catalogue):
    delivery = make.send_in(make.csv_file([[*ROW, 5], ["Sốt xuất huyết", "593", "T10/2026", "Tổng số", 6]]))
    assert make.problems(delivery) == [("duplicate_key", 3, "Giá trị")]
    assert delivery.rows.get(kind="error").params == {"row": 2}


def test_a_derived_indicator_is_not_delivered(catalogue):
    plan = Agency.objects.get(code="SKHDT")
    row = ["KTXH-TLGN", "La Gi", "2026-10", "", 80]
    delivery = make.send_in(make.csv_file([row]), code="KTXH-DTC", agency=plan)
    assert make.problems(delivery) == [("derived_indicator", 2, "Mã chỉ tiêu")]


def test_a_district_delivers_for_its_own_ground(catalogue):
    town = Agency.objects.get(code="PHAN-THIET")
    rows = [["HCC-HTN", "Phan Thiết", "2026-10", "", 100], ["HCC-HTN", "La Gi", "2026-10", "", 100]]
    delivery = make.send_in(make.csv_file(rows), code="HCC-HUYEN", agency=town)
    assert make.problems(delivery) == [("foreign_area", 3, "Địa bàn")]


def test_a_formula_without_its_result(catalogue):
    content = make.xlsx_file([make.HEADER, [*ROW, "=1+1"], ["YT-SXH", "La Gi", "2026-10", "", 3]])
    delivery = make.send_in(content, name="a.xlsx")
    assert make.problems(delivery) == [("formula_without_value", 2, "Giá trị")]


def test_not_a_number_in_a_spreadsheet(catalogue):
    book = load_workbook(
        io.BytesIO(make.xlsx_file([make.HEADER, [*ROW, True], ["YT-SXH", "La Gi", "2026-10", "", "#DIV/0!"]]))
    )
    book.active["A1"].font = Font(bold=True)
    output = io.BytesIO()
    book.save(output)
    delivery = make.send_in(output.getvalue(), name="a.xlsx")
    assert [code for code, _row, _column in make.problems(delivery)] == [
        "not_a_number",
        "formula_without_value",
    ]


def test_sums_that_do_not_fit_are_warnings(catalogue):
    delivery = make.send_in(make.monthly({"Toàn tỉnh": 60, **dict.fromkeys(make.DISTRICTS, 5)}))
    assert delivery.state == "checked"
    warning = delivery.rows.get(kind="warning")
    assert (warning.code, warning.params) == ("area_sum", {"sum": "50", "total": "60"})


def test_an_open_document(catalogue, tmp_path):
    content = _ods([make.HEADER, [*ROW, 12]])
    assert values(make.send_in(content, name="a.ods")) == {"Phan Thiết": 12}


def test_per_cent_cells_of_an_open_document_are_read_as_what_they_show(catalogue):
    shown = "<text:p>92,5%</text:p>"
    percent = f'<table:table-cell office:value-type="percentage" office:value="0.925">{shown}</table:table-cell>'
    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = [make.HEADER, ["YT-BHYT", "Phan Thiết", "2026-10", "", percent], [empty, empty]]
    rows += [["YT-BHYT", "La Gi", "2026-10", "", "91,5"]]
    assert values(make.send_in(_ods(rows), name="a.ods")) == {"Phan Thiết": 92.5, "La Gi": 91.5}
    refused = make.send_in(_ods([make.HEADER, [*ROW, percent]]), name="a.ods")
    assert [row.code for row in refused.rows.filter(kind="error")] == ["percent_of_other_unit"]


def test_a_formula_of_an_open_document_without_its_result_is_an_error(catalogue):
    formula = '<table:table-cell table:formula="of:=SUM([.A1:.A2])"/>'
    refused = make.send_in(_ods([make.HEADER, [*ROW, formula]]), name="a.ods")
    assert [row.code for row in refused.rows.filter(kind="error")] == ["formula_without_value"]


def _ods(rows) -> bytes:
    def cell(value):
        if isinstance(value, str) and value.startswith("<"):
            return value
        if isinstance(value, int):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Sheet1">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return output.getvalue()


def test_a_check_asks_a_constant_number_of_queries(catalogue, django_assert_max_num_queries):
    from subsystems.indicators.services import preview

    rows = [["YT-SXH", area, f"2025-{month:02}", "", 1] for area in make.DISTRICTS for month in range(1, 13)]
    content = make.csv_file(rows)
    with django_assert_max_num_queries(20):
        preview(content, "a.csv", IndicatorSet.objects.get(code="YT-THANG"), make.health())
