"""Guidance, news and notices as people read them, by HTTP."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from home.content.enums import Audience
from home.content.models import GuidanceIndexPage
from home.content.queries import active_notices, latest_news
from ioc_site.common.subsystems import Subsystem
from tests.home.content.factories import (
    GuidancePageFactory,
    NewsIndexPageFactory,
    NewsPageFactory,
    NoticePageFactory,
)
from tests.subsystems.agencies.factories import UserFactory

pytestmark = pytest.mark.django_db


def titles(response):
    return [page.title for page in response.context["listing"].pages]


class TestReading:
    def test_a_page_shows_its_words(self, client):
        GuidancePageFactory(title="Gửi phản ánh", slug="gui-phan-anh", summary="Cách gửi.")
        html = client.get("/huong-dan/gui-phan-anh/").content.decode()
        assert "<h1>Gửi phản ánh</h1>" in html
        assert "Cách gửi." in html
        assert "Nội dung của trang thử." in html

    def test_a_long_page_has_a_list_of_contents(self, client):
        headings = [("heading", {"text": text, "level": "h2"}) for text in ("Ai gửi được", "Đường dây nóng", "Kết quả")]
        page = GuidancePageFactory(body=headings)
        html = client.get(page.url).content.decode()
        assert '<a href="#duong-day-nong">Đường dây nóng</a>' in html
        assert '<h2 id="duong-day-nong">Đường dây nóng</h2>' in html

    def test_the_number_of_queries_does_not_grow_with_the_page(self, client, django_assert_max_num_queries):
        others = GuidancePageFactory.create_batch(6)
        links = "".join(f'<p><a linktype="page" id="{other.pk}">Xem</a></p>' for other in others)
        page = GuidancePageFactory(
            body=[("text", links), ("text", links), ("notice", {"severity": "info", "text": links})]
        )
        for other in others:
            page.related_links.create(target=other)
        page.save_revision().publish()
        client.get(page.url)
        with django_assert_max_num_queries(9):
            html = client.get(page.url).content.decode()
        assert html.count(f'href="{others[0].url}"') == 4

    def test_a_link_to_a_page_that_is_not_public_is_left_out_of_what_to_read_next(self, client):
        staff, draft = (
            GuidancePageFactory(audience=Audience.STAFF, title="Nội bộ"),
            GuidancePageFactory(published=False),
        )
        page = GuidancePageFactory()
        for target in (staff, draft):
            page.related_links.create(target=target)
        page.save_revision().publish()
        assert client.get(page.url).context["related"] == []
        client.force_login(UserFactory())
        assert [p.title for p in client.get(page.url).context["related"]] == ["Nội bộ"]


class TestPagesForStaff:
    @pytest.fixture
    def internal(self):
        return GuidancePageFactory(audience=Audience.STAFF, title="Quy trình nội bộ", slug="noi-bo")

    def test_are_not_shown_to_others(self, client, internal):
        response = client.get(internal.url)
        assert response.status_code == 302
        assert response.url.startswith("/quan-tri/login/")

    def test_are_not_shown_even_when_the_restriction_was_taken_off(self, client, internal):
        PageViewRestriction.objects.all().delete()
        assert client.get(internal.url).status_code == 302

    def test_are_in_no_list_feed_or_sitemap(self, client, internal):
        for url in ("/huong-dan/", "/huong-dan/?doi-tuong=can-bo", "/huong-dan/rss/", "/sitemap.xml"):
            response = client.get(url)
            assert response.status_code == 200
            assert "noi-bo" not in response.content.decode(), url

    def test_are_shown_to_staff(self, client, internal):
        client.force_login(UserFactory())
        assert "Quy trình nội bộ" in client.get(internal.url).content.decode()
        assert titles(client.get("/huong-dan/?doi-tuong=can-bo")) == ["Quy trình nội bộ"]

    def test_become_public_with_a_version_for_everybody_and_not_before(self, client, internal):
        internal.audience = Audience.CITIZEN
        revision = internal.save_revision()
        assert client.get(internal.url).status_code == 302
        revision.publish()
        assert client.get(internal.url).status_code == 200

    def test_a_public_page_becomes_one_with_the_version_that_says_so(self, client):
        page = GuidancePageFactory()
        page.audience = Audience.STAFF
        revision = page.save_revision()
        assert client.get(page.url).status_code == 200
        revision.publish()
        assert client.get(page.url).status_code == 302

    def test_a_restriction_that_a_publisher_set_by_hand_stays(self, client):
        page = GuidancePageFactory()
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        page.save_revision().publish()
        assert client.get(page.url).status_code == 302


class TestLists:
    def test_guidance_is_filtered_by_audience_and_component(self, client):
        GuidancePageFactory(title="Dân", audience=Audience.CITIZEN)
        GuidancePageFactory(title="Y tế", audience=Audience.AGENCY, subsystem=Subsystem.HEALTH)
        assert titles(client.get("/huong-dan/")) == ["Dân", "Y tế"]
        assert titles(client.get("/huong-dan/?doi-tuong=co-quan")) == ["Y tế"]
        assert titles(client.get("/huong-dan/?phan-he=y-te&doi-tuong=nguoi-dan")) == []

    @pytest.mark.parametrize("value", ["khong-co", "%00", "can-bo", "'", "x" * 10_000, "đường", "%F0%9F%98%80"])
    def test_a_filter_that_does_not_exist_is_said_to_be_left_out(self, client, value):
        GuidancePageFactory(title="Dân")
        response = client.get(f"/huong-dan/?doi-tuong={value}")
        if response.status_code != 400:  # a NUL byte may be refused before the page is reached
            assert titles(response) == ["Dân"]
            assert response.context["listing"].unknown

    def test_long_lists_have_pages(self, client, django_assert_max_num_queries):
        NewsPageFactory.create_batch(45, day=dt.date(2026, 5, 1))
        client.get("/tin-tuc/")
        with django_assert_max_num_queries(9):
            first = client.get("/tin-tuc/?phan-he=")
        assert len(titles(first)) == 20
        assert 'href="?trang=2"' in first.content.decode()
        assert len(titles(client.get("/tin-tuc/?trang=3"))) == 5
        assert len(titles(client.get("/tin-tuc/?trang=99"))) == 5
        assert len(titles(client.get("/tin-tuc/?trang=hai"))) == 20

    def test_the_newest_news_comes_first(self, client):
        NewsPageFactory(title="Cũ", day=dt.date(2026, 1, 1))
        NewsPageFactory(title="Mới", day=dt.date(2026, 2, 1))
        assert titles(client.get("/tin-tuc/")) == ["Mới", "Cũ"]
        assert [page.title for page in latest_news(1)] == ["Mới"]

    def test_an_empty_list_says_so(self, client):
        NewsIndexPageFactory()
        assert client.get("/tin-tuc/").status_code == 200

    def test_feeds_are_rss_with_full_addresses(self, client):
        NewsPageFactory(title="Tin <mới> & hay", slug="tin-moi")
        response = client.get("/tin-tuc/rss/")
        assert response["Content-Type"].startswith("application/rss+xml")
        item = ET.fromstring(response.content).find("channel/item")  # noqa: S314 - our own feed
        assert item.findtext("title") == "Tin <mới> & hay"
        assert item.findtext("link").endswith("/tin-tuc/tin-moi/")
        assert item.findtext("link").startswith("http")


class TestNotices:
    def test_are_shown_from_publication_until_they_expire(self):
        now = timezone.now()
        shown = NoticePageFactory(severity="danger", expire_at=now + dt.timedelta(hours=1))
        also = NoticePageFactory(severity="info")
        NoticePageFactory(published=False)
        NoticePageFactory(audience=Audience.STAFF)
        late = NoticePageFactory()
        Page.objects.filter(pk=late.pk).update(expire_at=now - dt.timedelta(minutes=1))
        assert active_notices() == [shown, also]


class TestMoving:
    def follow(self, client, url):
        response = client.get(url)
        assert response.status_code == 301, url
        return response.url

    def test_a_new_address_leads_on_from_the_old_one_children_included(
        self, client, django_capture_on_commit_callbacks
    ):
        page = GuidancePageFactory(slug="cu")
        child = GuidancePageFactory(parent=page, slug="con")
        page.slug = "moi"
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        assert self.follow(client, "/huong-dan/cu/") == "/huong-dan/moi/"
        assert self.follow(client, "/huong-dan/cu/con/") == "/huong-dan/moi/con/"
        child.refresh_from_db()
        assert client.get(child.url).status_code == 200

    def test_a_page_that_moved_is_found_at_its_old_address(self, client):
        section, page = GuidancePageFactory(slug="muc"), GuidancePageFactory(slug="trang")
        child = GuidancePageFactory(parent=page, slug="con")
        page.move(section, pos="last-child")
        assert self.follow(client, "/huong-dan/trang/") == "/huong-dan/muc/trang/"
        assert self.follow(client, "/huong-dan/trang/con/") == "/huong-dan/muc/trang/con/"
        page.refresh_from_db()
        page.move(GuidanceIndexPage.objects.get(), pos="last-child")
        assert client.get("/huong-dan/trang/con/").status_code == 200
        assert self.follow(client, "/huong-dan/muc/trang/") == "/huong-dan/trang/"
        assert Redirect.objects.filter(redirect_page=child).exists()
