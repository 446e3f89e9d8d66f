"""Each editorial step is told to the right people by mail, once, in Vietnamese, as text and HTML."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, WorkflowState
from wagtail.users.models import UserProfile

from home.content.models import GuidancePage
from tests.home.content.factories import GuidancePageFactory
from tests.home.content.forms import edit_form
from workflows.engine.models import MailMode
from workflows.engine.telling.services import choose_mail_mode

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture(autouse=True)
def on_commit(django_capture_on_commit_callbacks):
    """Mails go out when the step is committed; a test is one transaction, so each post is committed by hand."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def people(groups, person):
    """An editor, two publishers and an administrator, each with an address of his own."""
    found = {}
    for name, role in (("editor", "editor"), ("publisher", "publisher"), ("second", "publisher")):
        found[name] = person(role)
    found["admin"] = person(superuser=True)
    for name, user in found.items():
        user.email = f"{name}@example.vn"
        user.save()
    return found


class Desk:
    """Works on one page as its people do, through the screens of the admin."""

    def __init__(self, page, people, browser_of, commit):
        self.page, self.people, self.browser_of, self.commit = page, people, browser_of, commit

    def edit(self, who, **changes):
        client = self.browser_of(self.people[who])
        data = edit_form(client, self.page, **changes)
        with self.commit():
            client.post(reverse("wagtailadmin_pages:edit", args=[self.page.pk]), data)

    def decide(self, who, action, comment=""):
        state = WorkflowState.objects.filter(object_id=str(self.page.pk)).latest("pk").current_task_state
        url = reverse("wagtailadmin_pages:workflow_action", args=[self.page.pk, action, state.pk])
        with self.commit():
            self.browser_of(self.people[who]).post(url, {"comment": comment})

    def beat(self):
        """What beat asks for each minute."""
        from ioc_site.common.tasks import publish_scheduled

        with self.commit():
            publish_scheduled.delay()


@pytest.fixture
def desk(people, browser_of, on_commit):
    page = GuidancePageFactory(title="Cách gửi phản ánh", author=people["editor"], published=False)
    desk = Desk(page, people, browser_of, on_commit)
    desk.edit("editor", summary="Bản của biên tập viên.")
    mail.outbox.clear()
    return desk


def sent():
    """Who got which subject, as a sorted list; the outbox is empty afterwards."""
    found = sorted((message.to[0].partition("@")[0], message.subject) for message in mail.outbox)
    mail.outbox.clear()
    return found


def test_submitting_is_told_to_those_who_may_approve(desk, people):
    desk.edit("editor", **{"action-submit": "1"})
    message = mail.outbox[0]
    assert str(people["editor"]) in message.body
    assert "đã gửi duyệt “Cách gửi phản ánh”" in message.body
    assert f"http://localhost:8000/quan-tri/pages/{desk.page.pk}/edit/" in message.body
    html = message.alternatives[0]
    assert html.mimetype == "text/html"
    assert "đã gửi duyệt “Cách gửi phản ánh”" in html.content
    assert f'href="http://localhost:8000/quan-tri/pages/{desk.page.pk}/edit/"' in html.content
    subject = "Chờ duyệt: Cách gửi phản ánh"
    assert sent() == [("publisher", subject), ("second", subject)]


def test_a_publisher_who_wrote_it_is_not_asked_to_approve(desk):
    desk.edit("second", summary="Tôi cũng sửa.")
    desk.edit("editor", **{"action-submit": "1"})
    assert sent() == [("publisher", "Chờ duyệt: Cách gửi phản ánh")]


def test_sending_back_is_told_to_the_writer_with_the_reason_and_submitting_again_to_the_publishers(desk):
    desk.edit("editor", **{"action-submit": "1"})
    sent()
    desk.decide("publisher", "reject", "Thiếu thời hạn trả lời.")
    assert "Thiếu thời hạn trả lời." in mail.outbox[0].body
    assert sent() == [("editor", "Đề nghị chỉnh sửa: Cách gửi phản ánh")]
    desk.edit("editor", summary="Đã thêm thời hạn.", **{"action-restart-workflow": "1"})
    assert {who for who, _subject in sent()} == {"publisher", "second"}


def test_approving_is_one_mail_that_says_that_the_page_is_live(desk):
    desk.edit("editor", **{"action-submit": "1"})
    sent()
    desk.decide("publisher", "approve")
    assert "Nội dung đã được xuất bản." in mail.outbox[0].body
    assert sent() == [("editor", "Đã duyệt: Cách gửi phản ánh")]


def test_publishing_without_the_workflow_is_told_to_the_writer(desk):
    desk.edit("publisher", **{"action-publish": "1"})
    assert sent() == [("editor", "Đã xuất bản: Cách gửi phản ánh")]


def test_publishing_what_waits_is_no_withdrawal(desk):
    desk.edit("editor", **{"action-submit": "1"})
    sent()
    desk.edit("publisher", **{"action-publish": "1"})
    assert sent() == [("editor", "Đã xuất bản: Cách gửi phản ánh")]


def test_withdrawing_is_told_to_those_who_were_asked(desk):
    desk.edit("editor", **{"action-submit": "1"})
    sent()
    desk.edit("editor", **{"action-cancel-workflow": "1"})
    subject = "Đã rút khỏi quy trình duyệt: Cách gửi phản ánh"
    assert sent() == [("publisher", subject), ("second", subject)]


def test_a_schedule_its_hour_and_its_end(desk):
    """Approved now, live by beat at its hour, taken down by beat on its last day; each told once."""
    soon, later = timezone.localtime() + timezone.timedelta(hours=1), timezone.localtime() + timezone.timedelta(days=9)
    stamp = "%Y-%m-%d %H:%M"
    desk.edit(
        "publisher",
        go_live_at=soon.strftime(stamp),
        expire_at=later.strftime(stamp),
        **{"action-publish": "1"},
    )
    assert f"xuất bản lúc {soon:%H:%M}" in mail.outbox[0].body
    assert sent() == [("editor", "Đã hẹn giờ xuất bản: Cách gửi phản ánh")]
    desk.beat()
    assert not Page.objects.get(pk=desk.page.pk).live
    revision = Page.objects.get(pk=desk.page.pk).specific.scheduled_revision
    past = timezone.now() - timezone.timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save(update_fields=["content", "approved_go_live_at"])
    desk.beat()
    page = Page.objects.get(pk=desk.page.pk)
    assert page.live
    assert sent() == [("editor", "Đã xuất bản: Cách gửi phản ánh"), ("publisher", "Đã xuất bản: Cách gửi phản ánh")]
    desk.beat()
    assert sent() == []
    Page.objects.filter(pk=page.pk).update(expire_at=past)
    desk.beat()
    assert not Page.objects.get(pk=page.pk).live
    expired = "Đã hết hạn hiển thị: Cách gửi phản ánh"
    assert sent() == [("editor", expired), ("publisher", expired)]


def test_cancelling_a_schedule(desk, people, browser_of, on_commit):
    tomorrow = timezone.localtime() + timezone.timedelta(days=1)
    desk.edit("publisher", go_live_at=f"{tomorrow:%Y-%m-%d %H:%M}", **{"action-publish": "1"})
    sent()
    revision = GuidancePage.objects.get(pk=desk.page.pk).scheduled_revision
    url = reverse("wagtailadmin_pages:revisions_unschedule", args=[desk.page.pk, revision.pk])
    with on_commit():
        browser_of(people["second"]).post(url)
    subject = "Đã hủy hẹn giờ xuất bản: Cách gửi phản ánh"
    assert sent() == [("editor", subject), ("publisher", subject)]


def test_a_writer_cannot_let_his_own_schedule_through(desk):
    """Four eyes hold for what is scheduled too: beat finds nothing to publish."""
    past = timezone.localtime() + timezone.timedelta(minutes=2)
    desk.edit("second", summary="Tôi viết.", go_live_at=f"{past:%Y-%m-%d %H:%M}", **{"action-publish": "1"})
    assert sent() == []
    Page.objects.filter(pk=desk.page.pk).update(go_live_at=timezone.now() - timezone.timedelta(minutes=1))
    desk.beat()
    assert not Page.objects.get(pk=desk.page.pk).live


def test_taking_down(desk, people, browser_of, on_commit):
    desk.edit("publisher", **{"action-publish": "1"})
    sent()
    with on_commit():
        browser_of(people["publisher"]).post(reverse("wagtailadmin_pages:unpublish", args=[desk.page.pk]))
    assert sent() == [("editor", "Đã gỡ khỏi cổng: Cách gửi phản ánh")]


def test_who_wants_no_mails_gets_none(desk, people):
    choose_mail_mode(people["publisher"], MailMode.NONE)
    profile = UserProfile.get_for_user(people["second"])
    profile.submitted_notifications = False
    profile.save()
    desk.edit("editor", **{"action-submit": "1"})
    assert sent() == []


def test_the_portal_itself_tells_nobody(people, on_commit):
    """The pages that it is delivered with have no authors to tell."""
    with on_commit():
        GuidancePageFactory(published=True)
        call_command("publish_scheduled")
    assert sent() == []
