"""The short way to a page answers exactly as Wagtail's own walk down the tree."""

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from home.models import ComponentPage, HomePage
from home.routing import crumbs_above, find_page
from ioc_site.common.subsystems import Subsystem
from tests.home.content.factories import GuidancePageFactory

ADDRESSES = [
    "/",
    "/phan-he/",
    "/phan-he/y-te/",
    "/phan-he/y-te",
    "/phan-he/khong-co/",
    "/y-te/",
    "/trang-chu/",
    "/phan-he//y-te/",
    "/" + "y-te/" * 400,
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_same_answer_as_wagtail(client: Client, site: HomePage, address: str, monkeypatch: pytest.MonkeyPatch):
    short = client.get(address)
    monkeypatch.setattr("home.routing.find_page", lambda path: None)
    walked = client.get(address)
    assert (short.status_code, short.content) == (walked.status_code, walked.content)


def test_two_queries_at_any_depth(site: HomePage, django_assert_num_queries):
    find_page("phan-he/y-te/")  # warms the root paths of the site and the content types
    with django_assert_num_queries(2):
        page = find_page("phan-he/y-te/")
    assert page == ComponentPage.objects.get(subsystem=Subsystem.HEALTH)


def test_what_is_not_live_is_not_found(client: Client, site: HomePage):
    ComponentPage.objects.get(subsystem=Subsystem.HEALTH).unpublish()
    assert client.get("/phan-he/y-te/").status_code == 404


@pytest.mark.parametrize("restricted", ["root", "phan-he", "y-te"])
def test_restrictions_hold(client: Client, site: HomePage, restricted: str):
    PageViewRestriction.objects.create(page=Page.objects.get(slug=restricted), restriction_type="login")
    assert client.get("/phan-he/y-te/").status_code == 302


def test_restrictions_of_the_original_hold_for_an_alias(client: Client, site: HomePage):
    original = GuidancePageFactory(slug="goc")
    original.create_alias(update_slug="ban-sao")
    assert client.get("/huong-dan/ban-sao/").status_code == 200
    PageViewRestriction.objects.create(page=original.page_ptr, restriction_type="login")
    assert client.get("/huong-dan/ban-sao/").status_code == 302


def test_with_a_second_site_wagtail_decides(client: Client, site: HomePage):
    index = Page.objects.get(slug="phan-he")
    Site.objects.create(hostname="phan-he.example.vn", root_page=index)
    assert find_page("phan-he/y-te/") is None
    other = client.get("/y-te/", headers={"host": "phan-he.example.vn"})
    assert "Phân hệ điều hành lĩnh vực y tế" in other.content.decode()


def test_a_moved_page_is_found_at_its_new_place_only(client: Client, site: HomePage):
    page = ComponentPage.objects.get(subsystem=Subsystem.HEALTH)
    page.move(Page.objects.get(slug="tin-tuc"), pos="last-child")
    assert client.get("/tin-tuc/y-te/").status_code == 200
    assert client.get("/phan-he/y-te/").headers["Location"] == "/tin-tuc/y-te/"


def test_crumbs_name_what_lies_between(site: HomePage, django_assert_num_queries):
    page = ComponentPage.objects.get(subsystem=Subsystem.HEALTH)
    Site.get_site_root_paths()
    with django_assert_num_queries(1):
        crumbs = crumbs_above(page)
    assert [(crumb.title, crumb.url) for crumb in crumbs] == [("Các phân hệ", "/phan-he/")]
    with django_assert_num_queries(0):
        assert crumbs_above(site) == []


def test_a_page_that_was_found_by_its_address_knows_what_lies_between(site: HomePage, django_assert_num_queries):
    page = find_page("phan-he/y-te/")
    home = find_page("")
    with django_assert_num_queries(0):
        assert [(crumb.title, crumb.url) for crumb in crumbs_above(page)] == [("Các phân hệ", "/phan-he/")]
        assert not crumbs_above(home)
