"""The blocks of a page, as they are read and as they refuse what an editor types."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from home.content.blocks import BodyBlock
from tests.home.content.factories import GuidancePageFactory
from tests.home.regulation.conftest import regulation

pytestmark = pytest.mark.django_db
__all__ = ["regulation"]

TABLE = {
    "columns": [{"type": "text", "heading": "Mức"}, {"type": "number", "heading": "Điểm"}],
    "rows": [{"values": ["Xanh", "90"]}],
    "caption": "Mức chất lượng",
}
VIDEO = {"title": "Giới thiệu", "url": "https://www.example.vn/v/1", "summary": "Nói về cổng.", "length": "3 phút"}


def raw(*blocks):
    """Blocks as they are stored: ids for pictures, files and pages."""
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def queries_of(client, page):
    """How many queries it takes to show a page."""
    client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        client.get(page.url)
    return len(captured)


@pytest.fixture
def html_of(client):
    """The page with these blocks, as HTML."""

    def read(*blocks):
        page = GuidancePageFactory(body=raw(*blocks))
        response = client.get(page.url)
        assert response.status_code == 200
        return response.content.decode()

    return read


def refused(kind, value):
    """What the editor is told about a block."""
    body = BodyBlock()
    with pytest.raises(ValidationError) as caught:
        body.clean(body.normalize([(kind, value)]))
    return str(caught.value.as_json_data()) + str(caught.value.block_errors)


class TestReading:
    def test_a_table_has_a_caption_and_headings_of_columns_and_rows(self, html_of):
        html = html_of(("table", {"row_headings": True, "table": TABLE}))
        assert "<caption>Mức chất lượng</caption>" in html
        assert '<th scope="col" class="numeric">Điểm</th>' in html
        assert '<th scope="row">Xanh</th>' in html

    def test_a_video_is_a_link_and_loads_nothing(self, html_of):
        html = html_of(("video", VIDEO))
        assert 'href="https://www.example.vn/v/1"' in html
        assert "example.vn" in html
        assert "<iframe" not in html
        assert "<embed" not in html

    def test_a_picture_has_its_description_and_sizes(self, html_of):
        images = [Image.objects.create(title="Ảnh", file=get_test_image_file(size=(1600, 900))) for _ in range(3)]
        blocks = [("image", {"image": image.pk, "alt_text": "Bãi biển", "caption": ""}) for image in images]
        html = html_of(*blocks)
        assert html.count('alt="Bãi biển"') == 3
        assert html.count("1200w") == 3

    def test_pictures_are_read_in_bulk(self, client):
        def queries(count):
            images = [Image.objects.create(title="Ảnh", file=get_test_image_file()) for _ in range(count)]
            page = GuidancePageFactory(body=raw(*(("image", {"image": i.pk, "alt_text": "Ảnh"}) for i in images)))
            return queries_of(client, page)

        assert queries(4) == queries(1)

    def test_a_file_says_what_it_is(self, html_of):
        file = SimpleUploadedFile("mau.pdf", b"%PDF-1.4")
        document = Document.objects.create(title="Biểu mẫu", file=file, file_size=file.size)
        html = html_of(("file", {"document": document.pk, "note": "Điền và gửi lại"}))
        assert document.url in html
        assert "(PDF, 8" in html

    def test_questions_open_without_javascript(self, html_of):
        html = html_of(("questions", {"questions": [{"question": "Có mất phí không?", "answer": "<p>Không.</p>"}]}))
        assert "<summary>Có mất phí không?</summary>" in html

    def test_a_deleted_picture_or_file_leaves_no_hole(self, html_of):
        html = html_of(
            ("image", {"image": 9999, "alt_text": "Mất"}),
            ("file", {"document": 9999, "note": ""}),
            ("action", {"text": "Đi", "label": "Đi", "page": 9999, "link": ""}),
        )
        assert "Mất" not in html
        assert 'href=""' not in html

    def test_steps_contact_and_action(self, html_of):
        html = html_of(
            ("steps", {"steps": [{"title": "Một", "text": ""}, {"title": "Hai", "text": "<p>Làm.</p>"}]}),
            ("contact", {"name": "Bộ phận hỗ trợ", "phone": "0123 456", "email": "", "address": "", "hours": ""}),
            ("action", {"text": "Bắt đầu", "label": "Gửi phản ánh", "page": None, "link": "/phan-anh/"}),
        )
        assert '<h3 class="steps__title">Hai</h3>' in html
        assert 'href="tel:0123456"' in html
        assert 'href="/phan-anh/">Gửi phản ánh</a>' in html


class TestTheRegulation:
    def test_citations_in_the_text_become_links(self, html_of, regulation):
        html = html_of(("text", "<p>Theo khoản 3 Điều 10 và <b>Điều 9</b>; khoản 9 Điều 99 thì không.</p>"))
        assert 'href="/quy-che/1089-qd-ubnd/#dieu-10-khoan-3">khoản 3 Điều 10</a>' in html
        assert 'href="/quy-che/1089-qd-ubnd/#dieu-9">Điều 9</a>' in html
        assert "khoản 9 Điều 99 thì" in html

    def test_a_clause_is_quoted_in_its_own_words_with_its_points(self, html_of, regulation):
        html = html_of(("clause", {"place": "khoản 5 Điều 8", "note": "Việc của cơ quan"}))
        assert "c) Có trách nhiệm triển khai sử dụng hiệu quả" in html
        assert html.index("a) Thực hiện cập nhật") < html.index("đ) Chủ động") < html.index("e) Tuyên truyền")
        assert '/quy-che/1089-qd-ubnd/#dieu-8-khoan-5">khoản 5 Điều 8</a> – Việc của cơ quan' in html

    def test_all_clauses_of_a_page_are_read_at_once(self, client, regulation):
        def queries(*places):
            page = GuidancePageFactory(body=raw(*(("clause", {"place": place, "note": ""}) for place in places)))
            return queries_of(client, page)

        assert queries("Điều 9", "khoản 3 Điều 4", "điểm a khoản 5 Điều 8") == queries("Điều 9")

    def test_a_clause_that_does_not_exist_is_no_broken_link(self, html_of, regulation):
        html = html_of(("clause", {"place": "khoản 9 Điều 99", "note": "Ghi chú"}))
        assert "Ghi chú" in html
        assert "dieu-99" not in html


class TestRefusing:
    @pytest.mark.parametrize(
        ("kind", "value", "words"),
        [
            ("table", {"row_headings": True, "table": TABLE | {"caption": " "}}, "Đặt tên cho bảng"),
            ("table", {"row_headings": True, "table": TABLE | {"rows": []}}, "ít nhất một cột"),
            ("video", VIDEO | {"url": "http://example.vn/"}, "https://"),
            ("image", {"image": None, "alt_text": ""}, "image"),
            ("contact", {"name": "Ai", "phone": "", "email": "", "address": "", "hours": ""}, "ít nhất một"),
            ("contact", {"name": "Ai", "phone": "gọi tôi", "email": "", "address": "", "hours": ""}, "chữ số"),
            ("action", {"text": "a", "label": "b", "page": None, "link": ""}, "một trong hai"),
            ("action", {"text": "a", "label": "b", "page": None, "link": "javascript:alert(1)"}, "bắt đầu bằng"),
            ("action", {"text": "a", "label": "b", "page": None, "link": "//evil.example"}, "bắt đầu bằng"),
            ("clause", {"place": "Điều", "note": ""}, "Viện dẫn"),
            ("clause", {"place": "Điều 8 và Điều 9", "note": ""}, "Viện dẫn"),
        ],
    )
    def test_says_why_in_vietnamese(self, kind, value, words):
        assert words in refused(kind, value)
