"""The language of the interface is the reader's own choice, Vietnamese until made."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_vietnamese_whatever_the_browser_asks_for(client: Client):
    response = client.get("/khong-co-trang-nay/", headers={"accept-language": "en"})
    assert response.headers["Content-Language"] == "vi"
    assert "Cookie" in response.headers["Vary"]


def test_switch_to_english_and_back(client: Client):
    response = client.post("/ngon-ngu/", {"language": "en", "next": "/tim-kiem/?q=a"})
    assert (response.status_code, response.headers["Location"]) == (302, "/tim-kiem/?q=a")
    assert client.get("/").headers["Content-Language"] == "en"
    client.post("/ngon-ngu/", {"language": "vi"})
    assert client.get("/").headers["Content-Language"] == "vi"


@pytest.mark.parametrize(
    ("referer", "target"),
    [
        ("http://testserver/huong-dan/?trang=2", "/huong-dan/?trang=2"),
        ("http://testserver/huong-dan/", "/huong-dan/"),
        ("http://example.com/huong-dan/", "/"),
        ("http://testserver//example.com/", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_back_to_the_page_that_the_browser_names(client: Client, referer: str, target: str):
    response = client.post("/ngon-ngu/", {"language": "en"}, headers={"referer": referer})
    assert (response.status_code, response.headers["Location"]) == (302, target)


@pytest.mark.parametrize("language", ["", "fr", "en\0", "x" * 10_000, "'; drop table"])
def test_unknown_language_changes_nothing(client: Client, language: str):
    assert client.post("/ngon-ngu/", {"language": language}).status_code == 302
    assert client.get("/").headers["Content-Language"] == "vi"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)", "\0", "/a\r\nX: y"])
def test_never_leads_away_from_the_site(client: Client, target: str):
    location = client.post("/ngon-ngu/", {"language": "en", "next": target}).headers["Location"]
    assert location.startswith("/")
    assert not location.startswith("//")
    assert "\n" not in location


def test_works_without_a_token_since_it_stands_on_cached_pages():
    assert Client(enforce_csrf_checks=True).post("/ngon-ngu/", {"language": "en"}).status_code == 302
