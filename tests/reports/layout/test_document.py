"""Pages of a report: numbering, contents, annexes, watermark, and what stays together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from reportlab.platypus import Flowable

from reports.layout import styles
from reports.layout.charts import Series, bar_chart, line_chart
from reports.layout.closing import Authority, Signature, SigningForm, closing
from reports.layout.document import Contents, Part, Properties, Section, build_pdf
from reports.layout.flow import with_closing
from reports.layout.head import Letterhead, annex_block, letterhead, place_and_date, title_block
from reports.layout.paragraphs import bullets, heading, paragraph, paragraphs
from reports.layout.tables import Column, figures_table
from tests.reports.verifier import assert_archive, flat, link_landings, pages_of, text_of

PROPERTIES = Properties(
    title="Báo cáo", author="Sở Thông tin và Truyền thông", created=datetime(2024, 5, 23, tzinfo=UTC)
)
LONG_NAME = "Trung tâm Điều hành " * 15


def _pdf(*stories: Sequence[Flowable], draft: bool = False) -> bytes:
    return build_pdf([Section(story=story) for story in stories], PROPERTIES, draft=draft)


def _text(words: int) -> str:
    return " ".join(["Nội dung báo cáo"] * (words // 4))


def _report() -> list[Part]:
    """A report with all that the kit has."""
    main = [
        *letterhead(Letterhead(issuer="SỞ A", parent="ỦY BAN NHÂN DÂN TỈNH", number="1/BC-SA", place="Bình Thuận")),
        *title_block("BÁO CÁO", "Tình hình tháng 5"),
        heading(1, "I.", "KẾT QUẢ"),
        heading(2, "1.", "Cung cấp dữ liệu"),
        paragraph(_text(300)),
        *bar_chart(["T1", "T2"], [Series("Đúng hạn", [1, None])], caption="Biểu đồ 1"),
        *line_chart(
            ["T1", "T2"], [Series("A", [1, 2]), Series("B", [2, None])], caption="Biểu đồ 2", source="Nguồn: IOC"
        ),
        *figures_table([Column(title="Tên"), Column(title="Số", align="right")], [("a", 1000)] * 60, caption="Bảng 1"),
        heading(1, "II.", "KIẾN NGHỊ"),
        paragraph(_text(40)),
    ]
    main = with_closing(main, closing(["Như trên;"], Signature(position="GIÁM ĐỐC", name="Nguyễn Văn A")))
    annex = [*annex_block("Phụ lục I", "Chi tiết", "(Kèm theo Báo cáo số 1/BC-SA)"), heading(1, "A.", "BẢNG")]
    annex += figures_table([Column(title="Tên")], [("b",)] * 80, width=styles.LANDSCAPE_WIDTH)
    return [Section(story=main), Contents(), Section(story=annex, label="PL I", landscape=True)]


@pytest.fixture(scope="module")
def report() -> bytes:
    return build_pdf(_report(), PROPERTIES)


def test_report_is_an_archive_file(report: bytes, tmp_path: Path) -> None:
    assert_archive(report, tmp_path)


def test_same_report_gives_the_same_bytes(report: bytes) -> None:
    assert build_pdf(_report(), PROPERTIES) == report


def test_other_properties_give_other_bytes(report: bytes) -> None:
    assert build_pdf(_report(), replace(PROPERTIES, title="Khác")) != report


def test_page_is_a4_with_the_margins_of_the_decree(report: bytes) -> None:
    with pdfplumber.open(BytesIO(report)) as document:
        millimetre = document.pages[1].width / 210
        assert document.pages[1].height == pytest.approx(297 * millimetre, abs=1)
        words = document.pages[1].extract_words()
        body = [word for word in words if word["top"] > 20 * millimetre]
        assert min(word["x0"] for word in body) >= 30 * millimetre - 1
        assert max(word["x1"] for word in body) <= 195 * millimetre + 1
        assert max(word["bottom"] for word in body) <= 277 * millimetre + 1


def test_page_number_stands_at_the_top_centre_from_the_second_page() -> None:
    with pdfplumber.open(BytesIO(_pdf([paragraph(_text(1600))]))) as document:
        assert document.pages[0].extract_words()[0]["text"] == "Nội"
        for index, page in enumerate(document.pages[1:], start=2):
            number = page.extract_words()[0]
            assert number["text"] == str(index)
            assert (number["x0"] + number["x1"]) / 2 == pytest.approx((85.04 + page.width - 42.52) / 2, abs=2)


def test_contents_stand_at_their_place_and_lead_to_the_pages(report: bytes) -> None:
    pages = pages_of(report)
    place = next(index for index, page in enumerate(pages) if "MỤC LỤC" in page)
    lines = pages[place].splitlines()
    assert lines[1].startswith("I. KẾT QUẢ")
    assert lines[1].endswith("1")
    assert lines[-1].startswith("A. BẢNG")
    assert lines[-1].endswith("PL I-1")
    assert "Phụ lục I" in pages[place + 1]
    landings = link_landings(report)
    assert landings[0] == "I. KẾT QUẢ"
    assert landings[-1] == "A. BẢNG"


def test_annex_counts_its_own_pages_and_may_lie_on_its_side(report: bytes) -> None:
    with pdfplumber.open(BytesIO(report)) as document:
        first, second, *_ = [page for page in document.pages if page.width > page.height]
        assert first.extract_text().startswith("Phụ lục I")
        assert second.extract_words()[0]["text"] == "2"


def test_outline_follows_the_headings(report: bytes) -> None:
    with pikepdf.open(BytesIO(report)) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "I. KẾT QUẢ",
            "II. KIẾN NGHỊ",
            "Phụ lục I. Chi tiết",
            "A. BẢNG",
        ]
        assert [item.title for item in outline.root[0].children] == ["1. Cung cấp dữ liệu"]
        assert str(document.Root.PageMode) == "/UseOutlines"


def test_draft_is_marked_on_every_page() -> None:
    story = [paragraph(_text(1600))]
    with pdfplumber.open(BytesIO(_pdf(story, draft=True))) as document:
        assert len(document.pages) > 1
        for page in document.pages:
            marks = {char["text"] for char in page.chars if char["size"] > 50 or not char["upright"]}
            assert set("DỰTHẢO") <= marks


def test_final_has_no_draft_mark(report: bytes) -> None:
    with pdfplumber.open(BytesIO(report)) as document:
        assert all(char["upright"] for page in document.pages for char in page.chars)


@pytest.mark.parametrize("words", range(560, 700, 12))
def test_heading_is_never_the_last_line_of_a_page(words: int) -> None:
    story = [paragraph(_text(words)), heading(1, "I.", "ĐẦU MỤC"), heading(2, "1.", "Mục con"), paragraph(_text(200))]
    for page in pages_of(_pdf(story)):
        assert not page.endswith(("I. ĐẦU MỤC", "1. Mục con"))


@pytest.mark.parametrize("words", range(380, 620, 20))
def test_signature_takes_text_along_to_its_page(words: int) -> None:
    story = [paragraph(_text(200)), heading(1, "II.", "KIẾN NGHỊ"), paragraph(_text(words))]
    made = with_closing(story, closing(["Như trên;"], Signature(position="GIÁM ĐỐC", name="Nguyễn Văn A")))
    page = next(page for page in pages_of(_pdf(made)) if "Nơi nhận" in page)
    above, below = page.split("Nơi nhận")
    assert above.count("\n") >= 2
    assert "Nguyễn Văn A" in below


def test_recipients_beyond_a_page_go_on_overleaf() -> None:
    recipients = [f"Ủy ban nhân dân xã số {number};" for number in range(200)]
    text = text_of(_pdf(with_closing([paragraph("Hết./.")], closing(recipients, Signature(position="GIÁM ĐỐC")))))
    assert all(recipient in text for recipient in recipients)


def test_closing_after_a_table() -> None:
    story = with_closing(figures_table([Column(title="A")], [("b",)]), closing([], Signature(position="GIÁM ĐỐC")))
    assert "GIÁM ĐỐC" in text_of(_pdf(story))


def test_signing_forms() -> None:
    signature = Signature(
        authority=(Authority(SigningForm.COLLECTIVE, "ỦY BAN NHÂN DÂN"), Authority(SigningForm.DEPUTY, "CHỦ TỊCH")),
        position="PHÓ CHỦ TỊCH",
    )
    assert text_of(_pdf([closing([], signature)])).splitlines() == [
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    ]


def test_head_of_a_letter_names_its_subject() -> None:
    head = Letterhead(issuer="SỞ A", number="5/SA-VP", place="Bình Thuận", subject="cung cấp dữ liệu")
    text = text_of(_pdf(letterhead(head)))
    assert "V/v cung cấp dữ liệu" in text
    assert "Số: 5/SA-VP" in text


def test_day_of_a_draft_stays_blank() -> None:
    assert place_and_date("Bình Thuận", None).split() == ["Bình", "Thuận,", "ngày", "tháng", "năm"]


def test_long_names_wrap_everywhere(tmp_path: Path) -> None:
    story = [
        *letterhead(Letterhead(issuer=LONG_NAME.upper(), parent=LONG_NAME.upper(), number="1", place="Bình Thuận")),
        *title_block("BÁO CÁO", LONG_NAME, note=LONG_NAME),
        heading(1, "I.", LONG_NAME),
        *bullets([LONG_NAME, "x" * 300]),
        *figures_table([Column(title=LONG_NAME), Column(title="Số", align="right")], [(LONG_NAME, 1), ("x" * 300, 2)]),
        *bar_chart([LONG_NAME], [Series(LONG_NAME, [1])], caption=LONG_NAME, direction="horizontal"),
        *line_chart([LONG_NAME], [Series(LONG_NAME, [1])] * 4, caption=LONG_NAME, source=LONG_NAME),
        closing([LONG_NAME], Signature(position=LONG_NAME.upper(), name=LONG_NAME)),
    ]
    pdf = _pdf(story)
    assert_archive(pdf, tmp_path)
    with pdfplumber.open(BytesIO(pdf)) as document:
        for page in document.pages:
            assert max(char["x1"] for char in page.chars) <= page.width - 42


def test_what_citizens_type_is_printed_as_typed(tmp_path: Path) -> None:
    typed = "Đèn <b>hỏng</b> & <script> \"nhé\" 'ạ' 😀 \x00"
    story = [
        *letterhead(Letterhead(issuer=typed, number=typed, place=typed)),
        *title_block(typed, typed),
        heading(1, "I.", typed),
        *paragraphs(f"{typed}\n\n{typed}"),
        *figures_table(
            [Column(title=typed, group=typed), Column(title="", group=typed)], [(typed, typed)], caption=typed
        ),
        *bar_chart([typed], [Series(typed, [1]), Series(typed, [2])], caption=typed, source=typed),
        closing([typed], Signature(position=typed, name=typed, note=typed)),
    ]
    pdf = build_pdf(
        [Section(story=story), Contents()],
        Properties(title=typed, author=typed, created=PROPERTIES.created, subject=typed, keywords=(typed,)),
    )
    assert_archive(pdf, tmp_path)
    assert "Đèn <b>hỏng</b> & <script> \"nhé\" 'ạ' □" in flat(text_of(pdf))


def test_time_of_making_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        build_pdf([Section(story=[paragraph("a")])], replace(PROPERTIES, created=datetime(2024, 5, 23)))  # noqa: DTZ001
