"""What only a browser shows of the page editor: comments of a publisher on a page that waits for a second person."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from wagtail.models import Comment, TaskState

from home.content.models import GuidanceIndexPage, GuidancePage
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from tests.home.content.factories import GuidancePageFactory
from tests.subsystems.agencies.factories import member

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting_page(site: str) -> GuidancePage:
    """A guidance page that an editor changed and sent for approval."""
    editor = member(Role.EDITOR)
    # As the editor's own form stores it, so that saving it again changes nothing: who changes it may not approve it.
    heading = {"type": "heading", "value": {"text": "Các bước", "level": "h2"}, "id": str(uuid4())}
    page = GuidancePageFactory(title="Chờ duyệt", slug="cho-duyet", body=json.dumps([heading]), live=False)
    page.save_revision(user=editor)
    workflow = page.get_workflow()
    assert workflow is not None
    workflow.start(page, editor)
    return page


def opened_by(user: User, context: BrowserContext, site: str, page: GuidancePage) -> Page:
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    screen = context.new_page()
    screen.goto(f"{site}/quan-tri/pages/{page.pk}/edit/")
    return screen


def type_comment(screen: Page, field: str, text: str) -> None:
    screen.locator(f"[data-contentpath={field}]").first.hover()
    screen.locator(f"[data-contentpath={field}] [data-comment-add]").first.click(force=True)
    screen.locator(".comment textarea").last.fill(text)


def test_a_typed_comment_is_kept(site: str, context: BrowserContext, waiting_page: GuidancePage) -> None:
    """Also when nobody pressed the comment's own button before the page was saved, or approved."""
    publisher = member(Role.PUBLISHER)
    screen = opened_by(publisher, context, site, waiting_page)
    type_comment(screen, "summary", "Câu này cần rõ hơn.")
    with screen.expect_navigation():
        screen.locator("footer .action-save").first.click()
    comment = Comment.objects.get()
    assert (comment.text, comment.contentpath, comment.user) == ("Câu này cần rõ hơn.", "summary", publisher)

    type_comment(screen, "audience", "Đã đọc, đồng ý.")
    screen.locator("footer").get_by_role("button", name="Thao tác khác").click()
    with screen.expect_navigation():
        screen.locator("[data-workflow-action-name=approve]").first.click()
    assert set(Comment.objects.values_list("text", flat=True)) == {"Câu này cần rõ hơn.", "Đã đọc, đồng ý."}
    assert TaskState.objects.get().status == "approved"


def test_the_address_of_a_new_page_keeps_the_letters_of_its_title(site: str, context: BrowserContext) -> None:
    index = GuidanceIndexPage.objects.get()
    client = Client()
    client.force_login(member(Role.EDITOR))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    screen = context.new_page()
    screen.goto(f"{site}/quan-tri/pages/add/content/guidancepage/{index.pk}/")
    screen.locator("[name=title]").fill("Đường dây nóng ở phường Mũi Né: gọi số nào?")
    screen.locator("[name=title]").blur()
    expect(screen.locator("[name=slug]")).to_have_value("duong-day-nong-o-phuong-mui-ne-goi-so-nao")
