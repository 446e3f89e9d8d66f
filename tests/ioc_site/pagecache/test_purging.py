"""Whatever changes what a page shows, the next reader gets it as it is then."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from home.content.models import GuidancePage
from home.models import HomePage, MenuItem, SiteFrame
from home.regulation.models import ProvisionVersion
from ioc_site.common.freshness import current_token
from tests.home.content.factories import GuidancePageFactory
from tests.home.regulation.conftest import agencies, regulation  # noqa: F401
from tests.subsystems.agencies.factories import AgencyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site: HomePage) -> GuidancePage:
    GuidancePageFactory(title="Cách gửi phản ánh", slug="cach-gui")
    return GuidancePage.objects.get(slug="cach-gui")


@pytest.fixture
def url(page: GuidancePage, is_hit: Callable[[str], bool]) -> str:
    """The address of a page that is in the cache."""
    url = page.get_url()
    assert not is_hit(url)
    assert is_hit(url)
    return url


def publish(page: GuidancePage, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_publishing_a_change(reader: Client, page: GuidancePage, url: str) -> None:
    publish(page, title="Tiêu đề đã sửa")
    assert "Tiêu đề đã sửa" in reader.get(url).content.decode()


def test_a_draft_changes_nothing(page: GuidancePage, url: str, is_hit: Callable[[str], bool]) -> None:
    page.title = "Bản nháp"
    page.save_revision()
    assert is_hit(url)


def test_unpublishing(reader: Client, page: GuidancePage, url: str) -> None:
    page.unpublish()
    assert reader.get(url).status_code == 404


def test_deleting(reader: Client, page: GuidancePage, url: str) -> None:
    page.delete()
    assert reader.get(url).status_code == 404


def test_moving(reader: Client, page: GuidancePage, url: str) -> None:
    target = GuidancePageFactory(slug="nhom-khac")
    assert reader.get(url).status_code == 200
    page.move(target, pos="last-child")
    assert reader.get(url).status_code != 200
    page.refresh_from_db()
    assert reader.get(page.get_url()).status_code == 200


def test_moving_what_is_above(reader: Client, page: GuidancePage) -> None:
    above = GuidancePageFactory(slug="tren")
    below = GuidancePageFactory(slug="duoi", parent=above)
    old = below.get_url()
    assert reader.get(old).status_code == 200
    above.refresh_from_db()
    page.refresh_from_db()
    above.move(page, pos="last-child")
    assert reader.get(old).status_code != 200


def test_changing_the_slug(reader: Client, page: GuidancePage, url: str) -> None:
    publish(page, slug="dia-chi-moi")
    assert reader.get(url).status_code != 200


def test_a_list_shows_a_new_page(reader: Client, page: GuidancePage) -> None:
    index = page.get_parent().get_url()
    assert "Trang mới đăng" not in reader.get(index).content.decode()
    GuidancePageFactory(title="Trang mới đăng")
    assert "Trang mới đăng" in reader.get(index).content.decode()


def test_the_menu(reader: Client, url: str) -> None:
    MenuItem.objects.filter(place="main").first().delete()
    item = MenuItem.objects.filter(place="main").first()
    item.label = "Mục vừa đổi tên"
    item.save()
    assert "Mục vừa đổi tên" in reader.get(url).content.decode()


def test_the_settings_of_the_site(reader: Client, url: str) -> None:
    frame = SiteFrame.objects.get()
    frame.organisation = "Cơ quan vừa đổi tên"
    frame.save()
    assert "Cơ quan vừa đổi tên" in reader.get(url).content.decode()


def test_an_agency() -> None:
    before = current_token()
    AgencyFactory()
    assert current_token() != before


def test_the_regulation(reader: Client, regulation: Any) -> None:  # noqa: F811
    address = "/quy-che/1089-qd-ubnd/"
    reader.get(address)
    version = ProvisionVersion.objects.filter(provision__eid="dieu-4-khoan-1").get()
    version.text = "Nguyên tắc vừa được sửa."
    version.save()
    assert "Nguyên tắc vừa được sửa." in reader.get(address).content.decode()


def test_a_redirect_that_is_added(reader: Client, page: GuidancePage, url: str) -> None:
    page.unpublish()
    Redirect.add_redirect(url.rstrip("/"), "/huong-dan/", is_permanent=True)
    assert reader.get(url).status_code == 301


def test_a_restriction(reader: Client, page: GuidancePage, url: str) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert reader.get(url).status_code == 302


def test_the_schedule(reader: Client, page: GuidancePage, url: str) -> None:
    passed = timezone.now() - timedelta(minutes=1)
    publish_at = GuidancePageFactory(published=False, slug="sap-dang", go_live_at=passed)
    publish_at.save_revision(approved_go_live_at=passed)
    Page.objects.filter(pk=page.pk).update(expire_at=passed)
    call_command("publish_scheduled")
    assert reader.get(url).status_code == 404
    publish_at.refresh_from_db()
    assert publish_at.live
    assert reader.get(publish_at.get_url()).status_code == 200


def test_a_change_that_is_rolled_back_changes_nothing(
    page: GuidancePage, url: str, is_hit: Callable[[str], bool]
) -> None:
    with transaction.atomic():
        publish(page, title="Không bao giờ có")
        transaction.set_rollback(True)
    assert is_hit(url)


def test_what_is_rendered_while_something_changes_is_not_kept_as_new(
    reader: Client, page: GuidancePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve = GuidancePage.serve

    def slow(self: GuidancePage, *args: Any, **kwargs: Any) -> Any:
        response = serve(self, *args, **kwargs).render()
        monkeypatch.undo()
        publish(GuidancePage.objects.get(pk=page.pk), title="Đổi trong lúc dựng trang")
        return response

    monkeypatch.setattr(GuidancePage, "serve", slow)
    reader.get(page.get_url())
    assert "Đổi trong lúc dựng trang" in reader.get(page.get_url()).content.decode()


def test_signing_in_and_draft_locks_purge_nothing(
    django_user_model: Any, url: str, is_hit: Callable[[str], bool]
) -> None:
    user = django_user_model.objects.create_user("ai-do")
    is_hit(url)
    Client().force_login(user)
    assert is_hit(url)
