"""The form that pages are written in: the address that it makes of a title, and forms that are not whole."""

import pytest
from django.urls import reverse

from home.content.models import GuidanceIndexPage, GuidancePage
from subsystems.agencies.enums import Role
from tests.home.content.factories import GuidancePageFactory
from tests.home.content.forms import create_form, edit_form
from tests.subsystems.agencies.factories import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(member(Role.EDITOR))
    return client


def add_address():
    return reverse("wagtailadmin_pages:add", args=["content", "guidancepage", GuidanceIndexPage.objects.get().pk])


def test_a_page_that_gets_no_address_takes_it_from_its_title(site):
    index = GuidanceIndexPage.objects.get()
    title = "Đường dây nóng ở phường Mũi Né: gọi số nào?"
    pages = [index.add_child(instance=GuidancePage(title=title, summary="Tóm tắt.")) for _ in range(2)]
    slug = "duong-day-nong-o-phuong-mui-ne-goi-so-nao"
    assert [page.slug for page in pages] == [slug, f"{slug}-2"]


def test_an_address_that_was_typed_with_marks_loses_them(editor, site):
    assert editor.post(add_address(), create_form(slug="đường-dây")).status_code == 302
    assert GuidancePage.objects.get(title="Trang mới").slug == "duong-day"


def test_an_address_without_a_plain_letter_is_refused_at_its_field(editor, site):
    response = editor.post(add_address(), create_form(slug="新闻"))
    assert response.status_code == 200
    assert response.context["form"].errors["slug"]
    assert not GuidancePage.objects.filter(title="Trang mới").exists()


def test_a_form_that_is_not_whole_gets_a_clear_answer(editor, site):
    page = GuidancePageFactory(title="Cũ")
    whole = edit_form(editor, page, title="Mới")
    without_body = {name: value for name, value in whole.items() if not name.startswith("body-")}
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), without_body)
    assert response.status_code == 400
    assert GuidancePage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Cũ"
