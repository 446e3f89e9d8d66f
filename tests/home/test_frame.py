"""Menus and contacts: what staff set in the admin is what every page shows, for one query."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page

from home.models import HomePage, MenuItem, MenuPlace, SiteFrame
from tests.subsystems.agencies.factories import UserFactory


def page_of(client: Client, address: str = "/phan-he/") -> str:
    return client.get(address).content.decode()


def test_a_new_menu_item_shows_at_once(client: Client, site: HomePage):
    MenuItem.objects.create(
        frame=SiteFrame.objects.get(),
        place=MenuPlace.MAIN,
        label="Dữ liệu mở",
        label_en="Open data",
        link="/du-lieu/",
        sort_order=9,
    )
    assert '<a class="menu__link" href="/du-lieu/">Dữ liệu mở</a>' in page_of(client)
    client.cookies["ioc_ngon_ngu"] = "en"
    assert '<a class="menu__link" href="/du-lieu/">Open data</a>' in page_of(client)


def test_an_item_follows_its_page_and_goes_with_it(client: Client, site: HomePage):
    news = Page.objects.get(slug="tin-tuc")
    news.slug = "tin-moi"
    news.save()
    assert 'href="/tin-moi/"' in page_of(client)
    news.unpublish()
    assert 'href="/tin-moi/"' not in page_of(client, "/phan-he/y-te/")


def test_the_item_of_this_page_is_marked(client: Client, site: HomePage):
    assert 'href="/phan-he/" aria-current="page"' in page_of(client, "/phan-he/")
    assert 'href="/phan-he/" aria-current="true"' in page_of(client, "/phan-he/y-te/")


def test_contacts_show_when_they_are_filled_in(client: Client, site: HomePage):
    assert "mailto:" not in page_of(client)
    SiteFrame.objects.update(email="ioc@example.vn", phone="0252 123 456")
    shown = page_of(client)
    assert 'href="mailto:ioc@example.vn"' in shown
    assert 'href="tel:0252123456"' in shown


@pytest.mark.parametrize(
    ("page", "link"),
    [(None, ""), (None, "javascript:alert(1)"), (None, "//example.com"), (None, "/a b"), ("here", "/phan-he/")],
)
def test_an_item_leads_to_one_safe_place(site: HomePage, page: str | None, link: str):
    item = MenuItem(frame=SiteFrame.objects.get(), label="Mục", link=link, page=site.page_ptr if page else None)
    with pytest.raises(ValidationError):
        item.full_clean()


def test_the_frame_costs_one_query_whatever_is_in_it(client: Client, site: HomePage, django_assert_num_queries):
    frame = SiteFrame.objects.get()
    for number in range(20):
        MenuItem.objects.create(frame=frame, label=f"Mục {number}", page=Page.objects.get(slug="tin-tuc"))
    client.get("/khong-co/")  # warms the site's root paths
    with django_assert_num_queries(3):  # the frame, and Wagtail looking for the site and a redirect
        client.get("/khong-co-2")


def test_the_settings_can_be_edited_in_the_admin(client: Client, site: HomePage):
    client.force_login(UserFactory(is_superuser=True))
    response = client.get("/quan-tri/settings/home/siteframe/", follow=True)
    assert response.status_code == 200
    assert "Thực đơn" in response.content.decode()
