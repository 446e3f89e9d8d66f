"""Nothing goes live that nobody but its author has read: every way to publish, by HTTP."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.actions import CopyPageAction, CreatePageAliasAction, PublishPageRevisionAction
from wagtail.models import Page, WorkflowState

from home.content.models import GuidanceIndexPage, GuidancePage
from tests.home.content.factories import GuidanceIndexPageFactory, GuidancePageFactory
from tests.home.content.forms import create_form, edit_form

pytestmark = pytest.mark.django_db
REASON = "phải có người khác duyệt"


def address(name, *args):
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def is_live(page):
    return Page.objects.get(pk=page.pk).live


def draft_of(page):
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def draft_by(author, **kwargs):
    return GuidancePageFactory(author=author, published=False, **kwargs)


def submitted_by(author, browser_of, **kwargs):
    """A draft that its author has handed in, and the state of the task that it waits in."""
    page = draft_by(author, **kwargs)
    client = browser_of(author)
    client.post(address("edit", page.pk), edit_form(client, page, **{"action-submit": "1"}))
    return page, WorkflowState.objects.get(object_id=str(page.pk)).current_task_state


@pytest.fixture(params=["publisher", "superuser"])
def author(request, person):
    """Somebody who may publish, as the author of a page."""
    return person(superuser=True) if request.param == "superuser" else person("publisher")


class TestTheAuthorIsRefused:
    def test_publishing_from_the_edit_screen(self, author, browser_of):
        page, client = draft_by(author), browser_of(author)
        data = edit_form(client, page, title="Tiêu đề mới", **{"action-publish": "1"})
        response = client.post(address("edit", page.pk), data, follow=True)
        assert not is_live(page)
        assert REASON in response.content.decode()
        assert draft_of(page).title == "Tiêu đề mới", "what was typed is kept as a draft"

    def test_publishing_on_creation(self, author, browser_of):
        index = GuidanceIndexPageFactory()
        data = create_form(**{"action-publish": "1"})
        browser_of(author).post(address("add", "content", "guidancepage", index.pk), data)
        assert not GuidancePage.objects.get(slug="trang-moi").live

    def test_publishing_a_draft_that_somebody_else_touched_since(self, author, person, browser_of):
        page, editor = draft_by(author), person("editor")
        client = browser_of(editor)
        client.post(address("edit", page.pk), edit_form(client, page, summary="Tóm tắt đã sửa."))
        client = browser_of(author)
        client.post(address("edit", page.pk), edit_form(client, page, **{"action-publish": "1"}))
        assert not is_live(page)

    def test_changing_and_publishing_a_draft_of_somebody_else_in_one_go(self, author, person, browser_of):
        page, client = draft_by(person("editor")), browser_of(author)
        client.post(address("edit", page.pk), edit_form(client, page, summary="Tôi sửa.", **{"action-publish": "1"}))
        assert not is_live(page)
        assert draft_of(page).summary == "Tôi sửa."

    def test_approving(self, author, browser_of):
        page, task_state = submitted_by(author, browser_of)
        client = browser_of(author)
        url = address("workflow_action", page.pk, "approve", task_state.pk)
        response = client.post(url, {"comment": "Tốt"}, follow=True)
        assert not is_live(page)
        assert REASON in response.content.decode()
        assert client.post(url, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403

    def test_approving_from_the_edit_screen(self, author, browser_of):
        page, _ = submitted_by(author, browser_of)
        client = browser_of(author)
        data = edit_form(client, page, **{"action-workflow-action": "true", "workflow-action-name": "approve"})
        client.post(address("edit", page.pk), data)
        assert not is_live(page)

    def test_changing_and_approving_in_one_go(self, author, person, browser_of):
        page, _ = submitted_by(person("editor"), browser_of)
        client = browser_of(author)
        changes = {"action-workflow-action": "true", "workflow-action-name": "approve", "summary": "Tôi sửa."}
        response = client.post(address("edit", page.pk), edit_form(client, page, **changes), follow=True)
        assert not is_live(page)
        assert REASON in response.content.decode()
        assert draft_of(page).summary == "Tôi sửa."

    def test_approving_by_the_address_of_another_page(self, author, person, browser_of):
        mine, my_task_state = submitted_by(author, browser_of)
        other, _ = submitted_by(person("editor"), browser_of)
        url = address("workflow_action", other.pk, "approve", my_task_state.pk)
        response = browser_of(author).post(url, {"comment": ""}, follow=True)
        assert not is_live(mine)
        assert not is_live(other)
        assert REASON in response.content.decode()

    def test_bulk_publishing(self, author, person, browser_of):
        mine, other = draft_by(author), draft_by(person("editor"))
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        browser_of(author).post(f"{url}?id={mine.pk}&id={other.pk}", {"include_descendants": ""})
        assert not is_live(mine)
        assert is_live(other)

    def test_bulk_publishing_what_is_below(self, author, person, browser_of):
        page = draft_by(person("editor"))
        child = draft_by(author, parent=page)
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        browser_of(author).post(f"{url}?id={page.pk}", {"include_descendants": "on"})
        assert is_live(page)
        assert not is_live(child)

    def test_scheduling(self, author, browser_of):
        page, client = draft_by(author), browser_of(author)
        tomorrow = timezone.localtime() + timezone.timedelta(days=1)
        data = edit_form(client, page, go_live_at=f"{tomorrow:%Y-%m-%d %H:%M}", **{"action-publish": "1"})
        client.post(address("edit", page.pk), data)
        assert page.scheduled_revision is None

    def test_going_back_to_an_earlier_version_and_publishing_it(self, author, person, browser_of):
        page = GuidancePageFactory(author=person("editor"), summary="Bản đầu.")
        first, client = page.get_latest_revision(), browser_of(author)
        client.post(address("edit", page.pk), edit_form(client, page, summary="Bản tôi sửa."))
        other = browser_of(person("publisher"))
        other.post(address("edit", page.pk), edit_form(other, page, **{"action-publish": "1"}))
        assert Page.objects.get(pk=page.pk).specific.summary == "Bản tôi sửa."
        data = edit_form(client, page, summary="Bản đầu.", revision=first.pk, **{"action-publish": "1"})
        client.post(address("revisions_revert", page.pk, first.pk), data)
        assert Page.objects.get(pk=page.pk).specific.summary == "Bản tôi sửa."
        assert draft_of(page).summary == "Bản đầu."

    @pytest.mark.parametrize("field", ["publish_copies", "alias"])
    def test_copying_as_a_live_page(self, author, person, browser_of, field):
        page = GuidancePageFactory(author=person("editor"))
        data = {"new_title": "Bản chép", "new_slug": "ban-chep", "new_parent_page": page.get_parent().pk, field: "on"}
        browser_of(author).post(address("copy", page.pk), data)
        copy = GuidancePage.objects.get(slug="ban-chep")
        assert not copy.live
        assert copy.alias_of is None

    def test_the_actions_that_an_api_would_call(self, author, person):
        page = draft_by(author)
        live = GuidancePageFactory(author=person("editor"))
        with pytest.raises(PermissionDenied):
            PublishPageRevisionAction(page.get_latest_revision(), user=author).execute()
        with pytest.raises(PermissionDenied):
            page.get_latest_revision().publish(user=author, skip_permission_checks=True)
        with pytest.raises(PermissionDenied):
            CopyPageAction(
                live, to=live.get_parent(), keep_live=True, update_attrs={"slug": "b"}, user=author
            ).execute()
        with pytest.raises(PermissionDenied):
            CreatePageAliasAction(live, update_slug="b", user=author).execute()
        assert not is_live(page)


class TestSomebodyElseMay:
    def test_approving(self, person, browser_of):
        page, task_state = submitted_by(person("editor"), browser_of)
        browser_of(person("publisher")).post(
            address("workflow_action", page.pk, "approve", task_state.pk), {"comment": ""}
        )
        assert is_live(page)

    def test_publishing_a_draft_as_it_stands(self, person, browser_of):
        editor, publisher = person("editor"), person("publisher")
        page, client = draft_by(editor), browser_of(editor)
        client.post(address("edit", page.pk), edit_form(client, page, text="<p>Nội dung đã sửa.</p>"))
        client = browser_of(publisher)
        client.post(address("edit", page.pk), edit_form(client, page, **{"action-publish": "1"}))
        assert is_live(page)

    def test_the_author_once_another_version_of_his_was_approved(self, person, browser_of):
        """A publisher who wrote an earlier version may approve the next one, which somebody else wrote."""
        first, second = person("publisher"), person("publisher")
        page = draft_by(first)
        client = browser_of(second)
        client.post(address("edit", page.pk), edit_form(client, page, **{"action-publish": "1"}))
        client.post(address("edit", page.pk), edit_form(client, page, summary="Bản sau."))
        client = browser_of(first)
        client.post(address("edit", page.pk), edit_form(client, page, **{"action-publish": "1"}))
        assert Page.objects.get(pk=page.pk).specific.summary == "Bản sau."

    def test_scheduling_without_becoming_an_author(self, person, browser_of):
        page, client = draft_by(person("editor")), browser_of(person("publisher"))
        tomorrow = timezone.localtime() + timezone.timedelta(days=1)
        data = edit_form(client, page, go_live_at=f"{tomorrow:%Y-%m-%d %H:%M}", **{"action-publish": "1"})
        client.post(address("edit", page.pk), data)
        assert not is_live(page)
        assert page.scheduled_revision is not None


class TestWithoutThePermission:
    def test_an_editor_publishes_nothing(self, person, browser_of):
        page, editor = draft_by(person("publisher")), person("editor")
        client = browser_of(editor)
        client.post(address("edit", page.pk), edit_form(client, page, **{"action-publish": "1"}))
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        client.post(f"{url}?id={page.pk}", {})
        assert not is_live(page)

    def test_an_editor_approves_nothing(self, person, browser_of):
        page, task_state = submitted_by(person("editor"), browser_of)
        browser_of(person("editor")).post(
            address("workflow_action", page.pk, "approve", task_state.pk), {"comment": ""}
        )
        assert not is_live(page)

    def test_an_editor_takes_nothing_down(self, person, browser_of):
        page = GuidancePageFactory()
        client = browser_of(person("editor"))
        client.post(address("unpublish", page.pk))
        client.post(address("delete", page.pk))
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
        client.post(f"{url}?id={page.pk}", {})
        assert is_live(page)

    def test_a_publisher_takes_his_own_page_down(self, person, browser_of):
        publisher = person("publisher")
        page = GuidancePageFactory(author=publisher)
        browser_of(publisher).post(address("unpublish", page.pk))
        assert not is_live(page)

    def test_a_publisher_takes_back_a_schedule_of_his_own_page(self, person, browser_of):
        publisher, tomorrow = person("publisher"), timezone.now() + timezone.timedelta(days=1)
        page = GuidancePageFactory(author=publisher, go_live_at=tomorrow)
        assert page.scheduled_revision is not None
        browser_of(publisher).post(address("revisions_unschedule", page.pk, page.scheduled_revision.pk))
        assert Page.objects.get(pk=page.pk).scheduled_revision is None


def test_a_page_type_without_four_eyes_is_an_error_at_the_start(monkeypatch):
    from django.apps import apps
    from wagtail.models import Page

    from home.content.checks import check_page_types

    class Stray(Page):
        class Meta:
            app_label = "content"
            abstract = False
            managed = False

    try:
        assert [error.id for error in check_page_types(None)] == ["content.E001"]
    finally:
        del apps.all_models["content"]["stray"]
        apps.clear_cache()
    assert GuidanceIndexPage in apps.get_models()
    assert check_page_types(None) == []
