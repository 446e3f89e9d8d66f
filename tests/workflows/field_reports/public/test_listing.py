"""The public list, its feeds and the page of one report."""

from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from tests.subsystems.agencies.factories import AreaFactory
from tests.workflows.field_reports import factories as make
from workflows.engine.services import fire
from workflows.field_reports.public.deadlines import standing

pytestmark = pytest.mark.django_db


def listed(client, **filters):
    page = client.get("/phan-anh/", filters)
    assert page.status_code == 200
    return [row.report.reference for row in page.context["listing"].rows]


def test_each_filter_narrows_the_list(client):
    area, category = AreaFactory(), make.CategoryFactory()
    one, other = make.closed(area=area, category=category), make.accepted()
    assert listed(client) == [other.reference, one.reference]
    assert listed(client, loai=category.code) == [one.reference]
    assert listed(client, **{"dia-ban": area.slug}) == [one.reference]
    assert listed(client, **{"trang-thai": "da-dong"}) == [one.reference]
    assert listed(client, **{"trang-thai": "dang-xu-ly"}) == [other.reference]
    assert listed(client, ky=f"{timezone.localtime(one.created_at):%Y-%m}") == [other.reference, one.reference]
    assert listed(client, ky="2024") == []


def test_a_filter_that_does_not_exist_is_left_out_and_told(client):
    make.accepted()
    page = client.get("/phan-anh/?ky=2026-99&loai=khong-co")
    assert len(page.context["listing"].rows) == 1
    assert page.context["listing"].wanted.unknown == ("loai", "ky")
    assert "notice--warning" in page.content.decode()


def test_the_map_shows_the_list_below_for_those_without_scripts(client):
    report = make.accepted()
    page = client.get("/phan-anh/?hien=ban-do").content.decode()
    assert "data-public-map" in page
    assert report.reference in page
    assert "public_map" not in client.get("/phan-anh/").content.decode()


def test_pages_keep_the_filter_and_the_view_keeps_it_too(client):
    category = make.CategoryFactory()
    for _number in range(21):
        make.accepted(category=category)
    listing = client.get(f"/phan-anh/?loai={category.code}").context["listing"]
    assert f"loai={category.code}" in listing.page.older_url
    assert listing.map_url == f"/phan-anh/?loai={category.code}&hien=ban-do"
    assert len(listed(client, loai=category.code)) == 20


def test_feeds_follow_the_filter(client):
    area = AreaFactory(name="Phú Thủy", kind="Phường")
    one, other = make.accepted(area=area), make.accepted()
    feed = client.get(f"/phan-anh/rss/?dia-ban={area.slug}").content.decode()
    assert one.reference in feed
    assert other.reference not in feed
    assert "Phường Phú Thủy" in feed
    assert f"/phan-anh/rss/?dia-ban={area.slug}" in feed  # the address that a reader keeps
    assert client.get("/phan-anh/rss/?loai=khong-co").status_code == 404


def test_a_control_character_costs_nobody_the_feed(client):
    report = make.accepted(description="Ổ gà\x0b lớn\x08", address="Chợ\x1f Phường")
    feed = ElementTree.fromstring(client.get("/phan-anh/rss/").content)
    assert feed.findtext("channel/item/description") == "Ổ gà lớn"
    assert feed.findtext("channel/item/title") == f"{report.category.name} – Chợ Phường"


@pytest.mark.parametrize("address", ["", "rss/", "so-lieu.csv", "ban-do.geojson?bbox=107,10,109,12&zoom=8"])
def test_public_addresses_answer_to_those_who_only_ask_for_the_head(client, address):
    assert client.head(f"/phan-anh/{address}").status_code == 200


def test_the_page_tells_the_deadline_as_it_is(client):
    report = make.in_progress()
    page = client.get(f"/phan-anh/{report.reference}/")
    assert page.context["screen"].deadline.kind == "info"
    until = timezone.localdate(report.deadline_at) + timedelta(days=9)
    fire(report, "ask_extension", report.handler, {"until": until}, "Chờ vật tư")
    fire(report, "grant_extension", make.moderator(), {}, "Đồng ý vì chờ vật tư")
    page = client.get(f"/phan-anh/{report.reference}/")
    deadline = page.context["screen"].deadline
    assert timezone.localdate(deadline.extended_to) == until
    assert deadline.first < deadline.extended_to
    assert "Đồng ý vì chờ vật tư" in page.content.decode()


@pytest.mark.parametrize(("resolved", "expected"), [(-1, "on_time"), (1, "extended"), (5, "late")])
def test_results_are_judged_by_the_first_and_the_last_deadline(resolved, expected):
    now = timezone.now()
    first, last = now, now + timedelta(days=3)
    at = now + timedelta(days=resolved)
    facts = {"first_deadline_at": first, "deadline_at": last, "clock_due_at": None, "now": now + timedelta(days=9)}
    assert standing(resolved_at=at, finished_at=at, **facts) == expected
    assert standing(resolved_at=None, finished_at=at, **facts) == "none"
    running = facts | {"clock_due_at": last}
    assert standing(resolved_at=None, finished_at=None, **running) == "overdue"
    assert standing(resolved_at=None, finished_at=None, **running | {"now": now}) == "open"
