"""What search engines and shared links learn of each public page: its own title, words, picture and address."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.browser.public_pages import PREPARE, PUBLIC_PAGES, REGULATION, report_address, track_address

pytestmark = pytest.mark.django_db
BASE = "http://localhost:8000"


class Head(HTMLParser):
    """The properties of the head of a page, each with its value."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.in_title = tag == "title" and "title" not in self.found
        if tag == "meta" and (name := values.get("property") or values.get("name")):
            self.found[name] = values.get("content") or ""
        if tag == "link" and values.get("rel") == "canonical":
            self.found["canonical"] = values.get("href") or ""

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.found["title"] = data
            self.in_title = False


@pytest.fixture
def prepared(db):
    for prepare in PREPARE:
        prepare()


def head_of(client: Client, address: str) -> dict[str, str]:
    return Head(client.get(address).content.decode()).found


def test_every_public_page_says_what_it_is(client: Client, prepared):
    for public in PUBLIC_PAGES:
        if public.status != 200 or "che-do=man-hinh" in str(public.address):  # a screen on a wall is sent to nobody
            continue
        head = head_of(client, public.address)
        assert head["og:title"].strip() == head["og:title"] != "", public.address
        assert head["og:description"] == head["description"] != "", public.address
        assert head["og:url"] == head["canonical"], public.address
        assert head["og:image"].startswith(BASE), public.address
        assert head["title"].endswith(" – IOC Bình Thuận"), public.address


def test_a_shared_page_has_its_own_title_and_address(client: Client, prepared):
    head = head_of(client, f"{REGULATION}dieu-8/?ngay=2024-06-01")
    assert head["og:title"].startswith("Điều 8. ")
    assert head["og:url"] == f"{BASE}{REGULATION}dieu-8/"
    assert head_of(client, "/co-quan/so-y-te/")["og:title"] == "Sở Y tế"
    assert head_of(client, "/huong-dan/cach-lam/")["og:description"] == "Tóm tắt của trang thử."
    assert "Cách gửi phản ánh" in head_of(client, "/huong-dan/")["og:description"]


def test_a_private_link_is_not_shared(client: Client, prepared):
    """Neither the token nor what the report is about goes into the head of the reporter's own page."""
    token = track_address().split("/")[-2]
    assert all(token not in value for value in head_of(client, track_address()).values())


def test_the_sitemap_lists_what_people_read(client: Client, prepared):
    sitemap = client.get("/sitemap.xml").content.decode()
    for address in (
        *("/", "/phan-he/y-te/", "/huong-dan/cach-lam/", "/tin-tuc/khai-truong/"),
        *("/quy-che/", REGULATION, f"{REGULATION}dieu-8/", f"{REGULATION}nhiem-vu/"),
        *("/co-quan/", "/co-quan/so-y-te/", "/phan-anh/", "/phan-anh/gui/"),
    ):
        assert f"{BASE}{address}</loc>" in sitemap, address
    assert "/theo-doi/" not in sitemap
    assert report_address() not in sitemap, "there may be hundreds of thousands of them"
    changed = sitemap.partition(f"{REGULATION}dieu-8/</loc>")[2].partition("</url>")[0]
    assert "<lastmod>2024-05-23</lastmod>" in changed
