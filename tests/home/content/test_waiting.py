"""The list “waiting for me” on the admin's first screen, for the roles as the portal sets them up."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from home.content.models import GuidancePage, ReviewReminder
from home.content.services import set_up_workflow
from home.content.waiting import waiting_for
from ioc_site.common.tasks import enqueue
from subsystems.agencies.enums import Role
from subsystems.agencies.groups import GROUP_NAMES
from tests.home.content.factories import GuidancePageFactory
from tests.home.content.forms import edit_form
from tests.subsystems.agencies.factories import member

pytestmark = pytest.mark.django_db
HOME = "/quan-tri/"


@pytest.fixture
def roles(db):
    from django.contrib.auth.models import Group

    set_up_workflow(Group.objects.get(name=GROUP_NAMES[Role.PUBLISHER]))
    return {role: member(role) for role in (Role.EDITOR, Role.PUBLISHER, Role.OFFICER)} | {
        "second": member(Role.PUBLISHER)
    }


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def submit(user, page):
    client = signed_in(user)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        edit_form(client, page, summary=f"Tóm tắt của {user}.", **{"action-submit": "1"}),
    )
    return WorkflowState.objects.get(object_id=str(page.pk)).current_task_state


def first_screen(user):
    return signed_in(user).get(HOME).content.decode()


def test_what_is_submitted_waits_for_publishers_who_did_not_write_it(roles):
    page = GuidancePageFactory(title="Trang đang chờ", author=roles[Role.EDITOR])
    submit(roles[Role.EDITOR], page)
    html = first_screen(roles[Role.PUBLISHER])
    assert "Nội dung đang chờ tôi: 1" in html
    assert "Cần đọc và duyệt" in html
    assert f'href="/quan-tri/pages/{page.pk}/edit/">Trang đang chờ' in html
    assert f"/quan-tri/pages/{page.pk}/revisions/compare/live...latest/" in html
    own = GuidancePageFactory(title="Tôi tự viết", author=roles["second"])
    submit(roles["second"], own)
    assert [item.title for item in waiting_for(roles["second"], timezone.localdate()).to_decide] == ["Trang đang chờ"]
    assert len(waiting_for(roles[Role.PUBLISHER], timezone.localdate()).to_decide) == 2


def test_the_editor_sees_what_was_sent_back_and_why(roles):
    page = GuidancePageFactory(title="Trang bị trả", author=roles[Role.EDITOR])
    state = submit(roles[Role.EDITOR], page)
    html = first_screen(roles[Role.EDITOR])
    assert "Nội dung đang chờ tôi: 0" in html
    assert "Đã gửi, đang chờ người khác duyệt" in html
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    signed_in(roles[Role.PUBLISHER]).post(url, {"comment": "Nêu rõ thời hạn."})
    html = first_screen(roles[Role.EDITOR])
    assert "Nội dung đang chờ tôi: 1" in html
    assert "Bị gửi trả để chỉnh sửa" in html
    assert "Nêu rõ thời hạn." in html
    assert (
        "Trang bị trả"
        not in first_screen(roles[Role.PUBLISHER]).partition("waiting-for-me")[2].partition("</section>")[0]
    )


def test_pages_past_their_day_wait_for_who_answers_for_them(roles):
    today = timezone.localdate()
    for title, day, responsible in (
        ("Quá hạn của tôi", today - timedelta(days=1), roles[Role.EDITOR]),
        ("Sắp đến hạn của tôi", today + timedelta(days=10), roles[Role.EDITOR]),
        ("Còn lâu", today + timedelta(days=60), roles[Role.EDITOR]),
        ("Chưa ai phụ trách", today, None),
    ):
        GuidancePageFactory(title=title, review_by=day, responsible=responsible)
    mine = waiting_for(roles[Role.EDITOR], today).to_review
    assert [(item.title, item.is_late) for item in mine] == [("Quá hạn của tôi", True), ("Sắp đến hạn của tôi", False)]
    assert [item.title for item in waiting_for(roles[Role.PUBLISHER], today).to_review] == ["Chưa ai phụ trách"]
    assert "quá hạn" in first_screen(roles[Role.EDITOR])


def test_nothing_is_said_to_other_roles(roles):
    assert "waiting-for-me" not in first_screen(roles[Role.OFFICER])
    assert "Không có nội dung nào đang chờ bạn." in first_screen(roles[Role.EDITOR])


def test_a_constant_number_of_queries(roles, django_assert_max_num_queries):
    today = timezone.localdate()

    def fill(count):
        for _number in range(count):
            submit(roles[Role.EDITOR], GuidancePageFactory(author=roles[Role.EDITOR], review_by=today))

    def asked():
        with django_assert_max_num_queries(10) as captured:
            waiting_for(roles[Role.PUBLISHER], today)
        return len(captured)

    fill(1)
    asked()  # content types are read once a process
    few = asked()
    fill(5)
    assert len(waiting_for(roles[Role.PUBLISHER], today).to_decide) == 6
    assert asked() == few


class TestReminders:
    """By the job that beat asks for each morning."""

    def remind(self, commit):
        mail.outbox.clear()
        with commit(execute=True):
            enqueue.delay("content.review_reminders")
        return sorted((message.to[0], message.subject) for message in mail.outbox)

    def test_once_a_page_and_day(self, roles, django_capture_on_commit_callbacks):
        editor, today = roles[Role.EDITOR], timezone.localdate()
        editor.email = "bientap@example.vn"
        editor.save()
        page = GuidancePageFactory(title="Đọc lại đi", responsible=editor, review_by=today + timedelta(days=3))
        GuidancePageFactory(responsible=editor, review_by=today + timedelta(days=90))
        subject = f"Cần đọc lại trước ngày {today + timedelta(days=3):%d/%m/%Y}: Đọc lại đi"
        assert self.remind(django_capture_on_commit_callbacks) == [("bientap@example.vn", subject)]
        assert "do bạn phụ trách" in mail.outbox[0].body
        assert mail.outbox[0].alternatives[0].mimetype == "text/html"
        assert self.remind(django_capture_on_commit_callbacks) == []
        GuidancePage.objects.filter(pk=page.pk).update(review_by=today)
        assert len(self.remind(django_capture_on_commit_callbacks)) == 1
        assert ReviewReminder.objects.count() == 2

    def test_publishers_where_nobody_answers_for_it(self, roles, django_capture_on_commit_callbacks):
        for name in (Role.PUBLISHER, "second"):
            roles[name].email = f"{name}@example.vn"
            roles[name].save()
        GuidancePageFactory(review_by=timezone.localdate())
        GuidancePageFactory(review_by=timezone.localdate(), published=False)
        assert len(self.remind(django_capture_on_commit_callbacks)) == 2

    def test_beat_asks_for_it_each_day_and_for_schedules_each_minute(self, settings):
        asked = {
            tuple(entry.get("args", [])) or entry["task"]: entry for entry in settings.CELERY_BEAT_SCHEDULE.values()
        }
        daily = asked["content.review_reminders",]["schedule"]
        assert (daily.hour, daily.minute) == ({7}, {10})
        minutely = asked["common.publish_scheduled"]["schedule"]
        assert len(minutely.minute) == 60
        assert len(minutely.hour) == 24


def test_both_roles_compare_a_draft_with_what_is_live(roles):
    editor, publisher = roles[Role.EDITOR], roles[Role.PUBLISHER]
    page = GuidancePageFactory(author=editor)
    submit(editor, page)
    for user in (editor, publisher):
        url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"])
        compared = signed_in(user).get(url)
        assert compared.status_code == 200
        assert "Tóm tắt của" in compared.content.decode()
    assert signed_in(publisher).get(url).context["comparison"]
