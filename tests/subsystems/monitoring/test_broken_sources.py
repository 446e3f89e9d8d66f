"""What strangers send instead of a feed: each ends as an entry of the source's health, and no other source suffers."""

import gzip
import time

import pytest
from django.utils import timezone

from subsystems.monitoring.enums import CheckOutcome
from subsystems.monitoring.fetching import reading
from subsystems.monitoring.models import Check, Mention, Source
from subsystems.monitoring.services.visiting import send_visits, visit
from tests.subsystems.monitoring.factories import SourceFactory
from tests.subsystems.monitoring.web import rss

pytestmark = pytest.mark.django_db

GOOD = rss({"title": "Tin tốt", "link": "https://tot.example/1", "description": "Vẫn đọc được."})
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss><channel><item><title>&j;</title><link>https://x.example/</link></item></channel></rss>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><title>&x;</title><link>https://x.example/</link></item></channel></rss>"
)
ERRORS = {
    "nothing": b"",
    "zeros": b"\x00" * 5000,
    "a web page": b"<!DOCTYPE html><html><head><title>Bao</title></head><body><p>Xin chao</p></body></html>",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "an entity bomb": BOMB.encode(),
    "an entity bomb in UTF-16": BOMB.encode("utf-16"),
    "a file of the server": EXTERNAL.encode(),
    "json of another kind": b'{"error": "not found"}',
    "json that is cut off": b'{"items": [{"url": "https://x.example/1", "tit',
    "json a thousand deep": b'{"items": ' + b"[" * 100_000,
    "only the beginning of xml": b'<?xml version="1.0"?><rss version="2.0"><channel><titl',
}
SURVIVED = {
    "a wrong encoding declared": rss(
        {"title": "Lũ lớn", "link": "https://x.example/1", "description": "đã rút"}
    ).replace("utf-8", "us-ascii"),
    "tags that are never closed": "<rss version='2.0'><channel><item><title>Lũ lớn</title><link>https://x.example/1</link><b>",
    "an ampersand": rss({"title": "Lũ & gió", "link": "https://x.example/1?a=1&b=2", "description": "x"}),
    "a control character": rss({"title": "Lũ \x08lớn", "link": "https://x.example/1", "description": "x"}),
}


@pytest.mark.parametrize("kind", ERRORS)
def test_what_is_no_feed_is_an_error_that_says_so(web, kind):
    source = SourceFactory(url=web.put("/rss", ERRORS[kind]))
    check = visit(source)
    assert check.outcome == CheckOutcome.ERROR
    assert check.message
    assert Source.objects.get().error == check.message
    assert Mention.objects.count() == 0


@pytest.mark.parametrize("kind", SURVIVED)
def test_what_is_half_broken_is_read_as_far_as_it_goes(web, kind):
    check = visit(SourceFactory(url=web.put("/rss", SURVIVED[kind])))
    assert check.outcome == CheckOutcome.NEWS
    assert Mention.objects.get().title.startswith("Lũ")


def test_a_hundred_megabytes_are_not_read(web):
    check = visit(SourceFactory(url=web.put("/rss", b"<rss>" + b" " * 1024 * 1024, repeat=100)))
    assert check.outcome == CheckOutcome.ERROR


def test_a_small_file_that_unpacks_to_a_hundred_megabytes_is_not_read(web):
    packed = gzip.compress(b" " * 100 * 1024 * 1024)
    url = web.put("/rss", packed, headers={"Content-Encoding": "gzip"})
    assert visit(SourceFactory(url=url)).outcome == CheckOutcome.ERROR


def test_endless_redirects_end(web):
    url = web.put("/rss", status=302, headers={"Location": "/rss"})
    assert visit(SourceFactory(url=url)).outcome == CheckOutcome.ERROR
    assert web.asked["/rss"] == reading.REDIRECTS + 1


def test_a_server_that_drips_is_left_in_the_end(web, monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 2.0)
    began = time.monotonic()
    check = visit(SourceFactory(url=web.put("/rss", b"x" * 600, drip=10)))
    assert check.outcome == CheckOutcome.ERROR
    assert time.monotonic() - began < 30  # not the minute that the server would take


def test_a_date_in_the_future_is_not_believed(web):
    item = {"title": "Tin", "link": "https://x.example/1", "pubDate": "Mon, 01 Jan 2080 00:00:00 GMT"}
    visit(SourceFactory(url=web.put("/rss", rss(item))))
    mention = Mention.objects.get()
    assert mention.date_note == "future"
    assert mention.published_at <= timezone.now()


@pytest.mark.parametrize("date", ["Mon, 99 Foo 99999", "0000-00-00", "Fri, 31 Dec 9999 23:59:59 -2359", "x" * 500])
def test_a_date_that_is_none_is_the_time_of_reading(web, date):
    visit(SourceFactory(url=web.put("/rss", rss({"title": "Tin", "link": "https://x.example/1", "pubDate": date}))))
    mention = Mention.objects.get()
    assert mention.date_note
    assert mention.published_at <= timezone.now()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://a:b@x.example/", "http://[", ""]
)
def test_a_link_that_is_no_public_address_makes_no_mention(web, link):
    check = visit(SourceFactory(url=web.put("/rss", rss({"title": "Tin", "link": link}))))
    assert check.new == 0


def test_no_source_costs_another_its_turn(web):
    """All broken ones and a good one, through the jobs as the worker runs them."""
    for number, body in enumerate(ERRORS.values()):
        SourceFactory(url=web.put(f"/{number}", body))
    SourceFactory(url=web.put("/tot", GOOD))
    assert send_visits(timezone.now()) == len(ERRORS) + 1


def test_the_good_one_among_broken_ones_is_read(web, django_capture_on_commit_callbacks):
    for number, body in enumerate(ERRORS.values()):
        SourceFactory(url=web.put(f"/{number}", body))
    SourceFactory(url=web.put("/tot", GOOD))
    with django_capture_on_commit_callbacks(execute=True):
        send_visits(timezone.now())
    assert Check.objects.count() == len(ERRORS) + 1
    assert Mention.objects.get().title == "Tin tốt"
