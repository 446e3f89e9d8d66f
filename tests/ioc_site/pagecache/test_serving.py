"""What is kept, for whom, and in which form it goes out."""

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from home.content.models import GuidancePage
from home.models import HomePage
from ioc_site.common.freshness import fresh_until
from ioc_site.pagecache import policy, store
from tests.home.content.factories import GuidancePageFactory

pytestmark = pytest.mark.django_db
HEADER = "X-Page-Cache"


@pytest.fixture
def url(site: HomePage) -> str:
    return GuidancePageFactory(slug="cach-gui").get_url()


def how(client: Client, url: str, **extra: Any) -> str:
    return client.get(url, **extra).headers.get(HEADER, "bypassed")


def test_the_second_reader_gets_the_same_page_with_the_same_headers(reader: Client, url: str) -> None:
    first, second = reader.get(url), Client().get(url)
    assert (first.headers[HEADER], second.headers[HEADER]) == ("miss", "hit")
    assert first.content == second.content
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Content-Language", "Content-Type", "Vary"):
        assert second.headers[name] == first.headers[name]
    assert "Accept-Encoding" in second.headers["Vary"]
    assert second.headers["Cache-Control"] == "max-age=0, must-revalidate"


def test_a_hit_asks_the_database_one_thing(reader: Client, url: str, django_assert_num_queries: Any) -> None:
    reader.get(url)
    with django_assert_num_queries(1):
        reader.get(url)


def test_each_language_has_its_page(reader: Client, url: str) -> None:
    vietnamese = reader.get(url).content.decode()
    reader.cookies["ioc_ngon_ngu"] = "en"
    english = reader.get(url)
    assert english.headers[HEADER] == "miss"
    assert english.headers["Content-Language"] == "en"
    assert 'lang="en"' in english.content.decode()[:200]
    assert 'lang="vi"' in vietnamese[:200]


def test_who_is_signed_in_is_answered_without_the_cache(url: str, admin_client: Client, reader: Client) -> None:
    reader.get(url)
    assert how(admin_client, url) == "bypassed"
    assert how(reader, url) == "hit"


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_cookies_that_stand_for_a_person_bypass_it(url: str, reader: Client, cookie: str, settings: Any) -> None:
    reader.get(url)
    reader.cookies[settings.SESSION_COOKIE_NAME if cookie == "sessionid" else cookie] = "x"
    assert how(reader, url) == "bypassed"


def test_a_form_with_a_token_is_never_kept(reader: Client) -> None:
    for _ in range(2):
        response = reader.get("/quan-tri/login/")
        assert response.status_code == 200
        assert HEADER not in response.headers


@pytest.mark.parametrize("query", ["?la=1", "?q=đường", "?trang=1&trang=2", "?trang=" + "1" * 100, "?%00=1"])
def test_queries_that_anybody_can_make_up_are_not_kept(reader: Client, url: str, query: str) -> None:
    reader.get(url)
    pages = len(store.memory._pages)
    assert how(reader, url + query) == "bypassed"
    assert len(store.memory._pages) == pages


def test_marks_of_advertisements_make_no_page_of_their_own(reader: Client, url: str) -> None:
    first = reader.get(f"{url}?utm_source=zalo&fbclid=abc")
    assert "utm_source" not in first.content.decode()
    assert how(reader, url) == "hit"


def test_known_parameters_have_pages_of_their_own_in_any_order(reader: Client, url: str) -> None:
    index = "/huong-dan/"
    assert how(reader, f"{index}?doi-tuong=citizen&trang=1") == "miss"
    assert how(reader, f"{index}?trang=1&doi-tuong=citizen") == "hit"
    assert how(reader, f"{index}?trang=1") == "miss"


@pytest.mark.parametrize("method", ["head", "post", "options"])
def test_only_reading_is_answered_from_it(reader: Client, url: str, method: str) -> None:
    reader.get(url)
    assert HEADER not in getattr(reader, method)(url).headers


def test_missing_pages_are_not_kept(reader: Client, url: str) -> None:
    for _ in range(2):
        response = reader.get("/khong-co-trang-nay/")
        assert response.status_code == 404
        assert HEADER not in response.headers


def test_another_host_has_its_own_pages(reader: Client, url: str) -> None:
    reader.get(url)
    assert how(reader, url, HTTP_HOST="khac.example.vn") == "miss"


def test_an_unchanged_page_is_not_sent_again(reader: Client, url: str) -> None:
    etag = reader.get(url).headers["ETag"]
    again = reader.get(url, HTTP_IF_NONE_MATCH=etag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    assert "Cookie" in again.headers["Vary"]
    assert reader.get(url, HTTP_IF_NONE_MATCH='W/"khác"').status_code == 200


def test_a_changed_page_is_sent_again(reader: Client, url: str) -> None:
    etag = reader.get(url).headers["ETag"]
    page = GuidancePage.objects.get(slug="cach-gui")
    page.title = "Đã đổi"
    page.save_revision().publish()
    assert reader.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 200


@pytest.mark.parametrize("second", [False, True])
def test_it_goes_out_packed_to_who_can_unpack(reader: Client, url: str, second: bool) -> None:
    plain = reader.get(url).content
    if not second:
        store.memory.clear()
    packed = reader.get(url, HTTP_ACCEPT_ENCODING="br, gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain)
    assert gzip.decompress(packed.content) == plain


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the clock of the cache, in universal time."""

    def set_to(moment: str) -> None:
        now = datetime.fromisoformat(f"{moment}+00:00")
        monkeypatch.setattr(store.time, "time", now.timestamp)
        monkeypatch.setattr(policy.timezone, "now", lambda: now)

    return set_to


def test_it_holds_a_minute_and_not_over_midnight(reader: Client, url: str, clock: Callable[[str], None]) -> None:
    clock("2026-05-01 16:59:30")  # 23:59:30 in Bình Thuận
    assert [how(reader, url), how(reader, url)] == ["miss", "hit"]
    clock("2026-05-01 17:00:01")
    assert [how(reader, url), how(reader, url)] == ["miss", "hit"]
    clock("2026-05-01 17:01:02")
    assert how(reader, url) == "miss"


def test_a_view_can_say_until_when_its_page_holds(
    reader: Client, url: str, monkeypatch: pytest.MonkeyPatch, clock: Callable[[str], None]
) -> None:
    serve = GuidancePage.serve

    def with_an_end(self: GuidancePage, request: Any, *args: Any, **kwargs: Any) -> Any:
        fresh_until(request, timezone.now() + timedelta(seconds=30))
        fresh_until(request, timezone.now() + timedelta(seconds=5))
        return serve(self, request, *args, **kwargs)

    monkeypatch.setattr(GuidancePage, "serve", with_an_end)
    clock("2026-05-01 08:00:00")
    reader.get(url)
    clock("2026-05-01 08:00:04")
    assert how(reader, url) == "hit"
    clock("2026-05-01 08:00:06")
    assert how(reader, url) == "miss"


@pytest.mark.parametrize(
    "headers", [{"Cache-Control": "private"}, {"Cache-Control": "no-store"}, {"Content-Type": "application/pdf"}]
)
def test_a_view_can_keep_its_page_out(
    reader: Client, url: str, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    monkeypatch.setattr(GuidancePage, "serve", lambda *args, **kwargs: HttpResponse("x", headers=headers))
    assert [how(reader, url), how(reader, url)] == ["bypassed", "bypassed"]


def test_a_response_that_sets_a_cookie_is_not_kept(reader: Client, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(*args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse("x")
        response.set_cookie("a", "b")
        return response

    monkeypatch.setattr(GuidancePage, "serve", serve)
    assert [how(reader, url), how(Client(), url)] == ["bypassed", "bypassed"]


def test_memory_stays_within_its_bytes() -> None:
    memory = store.Memory(capacity=10_000)
    for number in range(20):
        memory.put(str(number), store.Page("t", 0, (), bytes([number]) * 1000))
    assert memory.get("19") is not None
    assert memory.get("0") is None
    assert sum(page.size for page in memory._pages.values()) <= 10_000


def test_processes_share_a_cache_server(reader: Client, url: str, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "tests.ioc_site.pagecache.shared_cache.SharedCache"}}
    caches["default"].clear()
    assert how(reader, url) == "miss"
    store.memory.clear()  # as in another process
    assert how(reader, url) == "hit"
    page = GuidancePage.objects.get(slug="cach-gui")
    page.title = "Đã đổi"
    page.save_revision().publish()
    store.memory.clear()
    assert "Đã đổi" in reader.get(url).content.decode()
