"""What people find, by HTTP."""

import pytest
from django.core.management import call_command
from wagtail.models import Page, PageViewRestriction

from home.content.enums import Audience
from home.search.excerpts import excerpt, highlight
from home.search.models import SearchEntry
from home.search.queries import read_loosely
from home.search.words import folded_words, marked_words
from ioc_site.common.subsystems import Subsystem
from tests.home.content.factories import GuidancePageFactory, NewsPageFactory
from tests.subsystems.agencies.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(client):
    """The titles that somebody finds: ``find("quy che", loai="huong-dan")``."""

    def search(query, **parameters):
        response = client.get("/tim-kiem/", {"q": query, **parameters})
        assert response.status_code == 200
        return [result.entry.title for result in response.context["screen"].results]

    return search


@pytest.fixture
def clauses(regulation):
    call_command("rebuild_search")


class TestWords:
    @pytest.mark.parametrize(
        "query", ["quy che", "Quy chế", "QUY CHẾ", "quy  chế!", "chế quy", "quy che tam tho", '"quy" che']
    )
    def test_marks_case_and_order_do_not_matter(self, find, query):
        GuidancePageFactory(title="Đọc Quy chế tạm thời")
        GuidancePageFactory(title="Chuyện khác")
        assert find(query) == ["Đọc Quy chế tạm thời"]

    def test_d_with_stroke_is_found_by_d(self, find):
        GuidancePageFactory(title="Sửa đường", summary="Đường hỏng.")
        assert find("duong") == find("đường") == find("ĐƯỜNG") == ["Sửa đường"]

    def test_all_words_must_be_there(self, find):
        GuidancePageFactory(title="Cung cấp dữ liệu")
        assert find("cung cap du lieu y te") == []

    def test_words_of_the_text_are_found(self, find):
        GuidancePageFactory(title="Một trang", body=[("text", "<p>Bảo vệ tài khoản của bạn</p>")])
        assert find("tài khoản") == ["Một trang"]

    def test_a_part_of_a_word_is_not_a_word(self, find):
        GuidancePageFactory(title="Khoan giếng")
        assert find("hoan") == []


class TestOrder:
    def test_title_before_summary_before_text(self, find):
        GuidancePageFactory(title="Ba", body=[("text", "<p>Nói về chữ ký số ở đây.</p>")])
        GuidancePageFactory(title="Hai", summary="Về chữ ký số.")
        GuidancePageFactory(title="Chữ ký số")
        assert find("chu ky so") == ["Chữ ký số", "Hai", "Ba"]

    def test_words_together_before_words_apart(self, find):
        GuidancePageFactory(title="A", summary="Dữ của bên này và liệu của bên kia, dữ hay liệu.")
        GuidancePageFactory(title="B", summary="Dữ liệu mở.")
        assert find("dữ liệu") == ["B", "A"]

    def test_marks_as_typed_come_first(self, find):
        GuidancePageFactory(title="Dương tính", summary="Kết quả xét nghiệm.")
        GuidancePageFactory(title="Hỏi đáp", summary="Sửa đường trong xóm.")
        assert find("đường") == ["Hỏi đáp", "Dương tính"]
        assert find("duong")[0] == "Dương tính"


class TestFiltersAndPages:
    def test_filters_narrow_and_say_how_many_each_has(self, client, find):
        GuidancePageFactory(title="Dữ liệu y tế", audience=Audience.AGENCY, subsystem=Subsystem.HEALTH)
        GuidancePageFactory(title="Dữ liệu của dân")
        NewsPageFactory(title="Dữ liệu mới")
        assert set(find("dữ liệu", loai="huong-dan")) == {"Dữ liệu y tế", "Dữ liệu của dân"}
        assert find("dữ liệu", **{"doi-tuong": "co-quan"}) == ["Dữ liệu y tế"]
        assert find("dữ liệu", **{"phan-he": "y-te"}) == ["Dữ liệu y tế"]
        assert len(find("dữ liệu", loai="khong-co")) == 3
        screen = client.get("/tim-kiem/?q=du+lieu&loai=tin-tuc").context["screen"]
        assert [(str(choice.label), choice.count, choice.chosen) for choice in screen.kinds] == [
            ("Hướng dẫn", 2, False),
            ("Tin tức", 1, True),
        ]
        assert screen.count == 1

    def test_pages(self, client):
        GuidancePageFactory.create_batch(20, summary="Giống nhau")
        screen = client.get("/tim-kiem/?q=giong+nhau").context["screen"]
        assert (len(screen.results), screen.count, screen.last) == (15, 20, 2)
        assert len(client.get("/tim-kiem/" + screen.next_query).context["screen"].results) == 5

    def test_the_number_of_queries_does_not_grow(self, client, django_assert_max_num_queries):
        GuidancePageFactory.create_batch(30, summary="Giống nhau")
        client.get("/tim-kiem/?q=giong+nhau")
        with django_assert_max_num_queries(4):
            client.get("/tim-kiem/?q=giong+nhau&trang=2")


class TestClauses:
    @pytest.mark.parametrize(
        ("query", "anchor"),
        [
            ("dieu 8", "dieu-8"),
            ("Điều 8 khoản 5", "dieu-8-khoan-5"),
            ("khoan 5 dieu 8", "dieu-8-khoan-5"),
            ("diem d khoan 5 dieu 8", "dieu-8-khoan-5-diem-d"),
            ("điểm đ khoản 5 Điều 8", "dieu-8-khoan-5-diem-dd"),
        ],
    )
    def test_a_citation_leads_straight_to_its_place(self, client, clauses, query, anchor):
        response = client.get("/tim-kiem/", {"q": query})
        direct = response.context["screen"].direct
        assert direct.url == f"/quy-che/1089-qd-ubnd/#{anchor}"
        assert f'href="{direct.url}"' in response.content.decode()

    @pytest.mark.parametrize("query", ["dieu 99", "khoản 50 Điều 8", "điều", "dieu 8 va dieu 9"])
    def test_a_place_that_does_not_exist_leads_nowhere(self, client, clauses, query):
        assert client.get("/tim-kiem/", {"q": query}).context["screen"].direct is None

    def test_clauses_are_found_by_their_words(self, find, clauses):
        assert any(title.startswith("Khoản 3 Điều 4") for title in find("đúng đủ sạch sống"))

    def test_the_index_follows_the_regulation(self, clauses, regulation):
        assert SearchEntry.objects.filter(kind="quy-che").count() > 50
        regulation.live = False
        regulation.save()
        call_command("rebuild_search")
        assert not SearchEntry.objects.filter(kind="quy-che").exists()

    def test_citations_without_marks(self):
        assert read_loosely("dieu 8, khoan 5").eid == "dieu-8-khoan-5"
        assert read_loosely("quy che") is None


class TestWhoFindsWhat:
    def test_what_is_for_staff_is_found_by_staff(self, client, find):
        GuidancePageFactory(title="Nội bộ", audience=Audience.STAFF)
        assert find("noi bo") == []
        client.force_login(UserFactory())
        assert find("noi bo") == ["Nội bộ"]

    def test_a_restriction_by_hand_counts_at_once_below_it_too(self, client, find):
        page = GuidancePageFactory(title="Riêng")
        GuidancePageFactory(title="Riêng dưới", parent=page)
        restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        assert find("rieng") == []
        client.force_login(UserFactory())
        assert len(find("rieng")) == 2
        client.logout()
        restriction.delete()
        assert len(find("rieng")) == 2

    def test_what_is_for_certain_groups_is_found_by_nobody(self, client, find):
        page = GuidancePageFactory(title="Riêng")
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
        client.force_login(UserFactory())
        assert find("rieng") == []

    def test_suggestions_do_not_tell_of_pages_for_staff(self, client):
        GuidancePageFactory(title="Chuyển mạch", audience=Audience.STAFF)
        assert client.get("/tim-kiem/?q=chuyem+mach").context["screen"].suggestion == ""


class TestFreshness:
    def test_drafts_are_not_found_and_publishing_makes_them(self, find):
        page = GuidancePageFactory(title="Trang mới", published=False)
        assert find("trang moi") == []
        page.save_revision().publish()
        assert find("trang moi") == ["Trang mới"]

    def test_an_edit_counts_when_it_is_published(self, find):
        page = GuidancePageFactory(title="Tên cũ")
        page.title = "Tên mới"
        revision = page.save_revision()
        assert find("ten moi") == []
        revision.publish()
        assert find("ten moi") == ["Tên mới"]
        assert find("ten cu") == []

    def test_unpublishing_and_deleting_take_out(self, find):
        page, other = GuidancePageFactory(title="Một"), GuidancePageFactory(title="Hai")
        GuidancePageFactory(title="Ba", parent=other)
        page.unpublish()
        assert find("mot") == []
        Page.objects.get(pk=other.pk).delete()
        assert find("hai") == find("ba") == []

    def test_moving_changes_the_address_of_all_that_moves(self, client, find):
        section, page = GuidancePageFactory(slug="muc"), GuidancePageFactory(slug="trang", title="Dời chỗ")
        GuidancePageFactory(parent=page, slug="con", title="Con")
        page.move(section, pos="last-child")
        urls = dict(SearchEntry.objects.values_list("title", "url"))
        assert urls["Dời chỗ"] == "/huong-dan/muc/trang/"
        assert urls["Con"] == "/huong-dan/muc/trang/con/"

    def test_rebuilding_makes_the_same_index_and_drops_what_is_gone(self, find):
        GuidancePageFactory(title="Một")
        before = list(SearchEntry.objects.order_by("key").values())
        SearchEntry.objects.create(key="page:999999", kind="trang", url="/x/", title="Bóng ma", folded_title="bong ma")
        call_command("rebuild_search")
        assert list(SearchEntry.objects.order_by("key").values()) == before
        assert find("bong ma") == []
        assert find("mot") == ["Một"]


class TestBadInput:
    @pytest.mark.parametrize(
        "query",
        [
            "x" * 10_000, "từ " * 5_000, "'", '"', "\\", "%", "_", "*", "a OR b", "NEAR(a b)", "title:x", "a AND",
            "-a", "^a", "(((", "a & b | !c", "'a':*", "<-> a", "😀", "a 😀 b", "﷽", "\u202e\u200b", "<script>", "Ⅷ",
            "١٢٣", "ｗｉｄｅ", "e\u0301", "a'b", "{a b} : c", "+", "--", "/*", "ǆ", "ß", "İ",
        ],
    )  # fmt: skip
    def test_gets_a_clear_answer(self, client, query):
        GuidancePageFactory(title="Một trang có chữ a và b")
        response = client.get("/tim-kiem/", {"q": query})
        assert response.status_code == 200
        assert "<script>" not in response.content.decode().replace("<script defer", "")

    def test_a_nul_byte_is_refused(self, client):
        assert client.get("/tim-kiem/?q=%00").status_code == 400

    def test_only_the_beginning_of_a_long_text_is_searched_for_and_it_says_so(self, client):
        GuidancePageFactory(title="Một hai ba")
        screen = client.get("/tim-kiem/", {"q": "một hai ba " * 400}).context["screen"]
        assert screen.shortened
        assert screen.count == 1

    @pytest.mark.parametrize("parameters", ["trang=-1", "trang=x", "trang=99999999999", "loai=%27", "phan-he=", "q="])
    def test_other_parameters(self, client, parameters):
        assert client.get(f"/tim-kiem/?q=a&{parameters}").status_code == 200

    def test_without_a_query_the_page_explains_itself(self, client):
        assert client.get("/tim-kiem/").context["screen"].results == []

    def test_a_slip_of_the_pen_gets_a_suggestion(self, client):
        GuidancePageFactory(title="Gửi phản ánh hiện trường")
        screen = client.get("/tim-kiem/?q=phan+anhh+hien+truongg").context["screen"]
        assert screen.suggestion == "phản ánh hiện trường"
        assert client.get("/tim-kiem/" + screen.suggestion_query).context["screen"].count == 1


class TestExcerpts:
    def test_words_are_marked_and_the_rest_is_escaped(self):
        assert highlight("Sửa <b>Đường</b> & cống", ["duong"]) == (
            "Sửa &lt;b&gt;<mark>Đường</mark>&lt;/b&gt; &amp; cống"
        )

    def test_neighbours_are_marked_together_and_the_last_word_may_be_a_beginning(self):
        assert highlight("Tạm thời này", ["tam", "tho"]) == "<mark>Tạm thời</mark> này"

    def test_the_excerpt_stands_where_the_words_stand_together(self):
        text = "dữ " + "xa " * 100 + "gần dữ liệu mở. " + "cuối " * 100
        assert "gần <mark>dữ liệu</mark> mở" in excerpt(text, ["du", "lieu"])
        assert excerpt(text, ["du", "lieu"]).startswith("… ")
        assert excerpt("không có gì", ["khac"]) == ""

    def test_words(self):
        assert folded_words("Điều 8. Sở Y tế – 1089/QĐ-UBND") == "dieu 8 so y te 1089 qd ubnd"
        assert marked_words("Điều 8. SỞ Y tế") == "điều 8 sở y tế"
