"""A report's life, step by step, as the people in it make it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from tests.subsystems.agencies.factories import member
from tests.workflows.field_reports import factories as make
from workflows.engine.errors import InvalidData, NotAllowed
from workflows.engine.models import Event
from workflows.engine.services import fire
from workflows.field_reports.models import FieldReport, RightChannel
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.services import NewReport, edit_public_copy, submit_report

pytestmark = pytest.mark.django_db


def test_from_the_street_to_a_rated_result():
    report = make.closed()
    fire(report, "rate", REPORTER, {"rating": 5, "words": "Nhanh."})
    report.refresh_from_db()
    assert (report.state, report.outcome, report.rating) == ("closed", "fixed", 5)
    assert report.is_public
    steps = Event.objects.filter(workflow="field_report", case_id=report.pk).order_by("seq")
    assert [e.transition for e in steps] == [
        "submit", "accept", "assign", "start", "resolve", "approve_result", "rate",
    ]  # fmt: skip


def test_nothing_is_public_before_a_moderator_accepts():
    report = make.submitted()
    assert not FieldReport.objects.public().exists()
    fire(report, "accept", make.moderator())
    assert list(FieldReport.objects.public()) == [report]
    assert report.public_description == report.description


def test_the_edited_copy_survives_acceptance_and_the_original_stays():
    report, by = make.submitted(description="Gọi 0912345678"), make.moderator()
    edit_public_copy(report, by, {"public_description": "Gọi (đã ẩn)"})
    fire(report, "accept", by)
    report.refresh_from_db()
    assert (report.description, report.public_description) == ("Gọi 0912345678", "Gọi (đã ẩn)")
    edit = report.edits.get()
    assert (edit.by, edit.before, edit.after) == (by, "", "Gọi (đã ẩn)")


@pytest.mark.parametrize("code", ["accept", "reject", "ask_reporter", "redirect", "mark_duplicate", "split"])
def test_only_moderators_screen(code):
    report = make.submitted()
    for user in (member(Role.OFFICER), member(Role.LEADER), member(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            fire(report, code, user, {}, "thử")
    with pytest.raises(NotAllowed):
        fire(report, code, REPORTER, {}, "thử")


def test_an_agency_handles_only_what_was_sent_to_it():
    report = make.assigned()
    with pytest.raises(NotAllowed):
        fire(report, "start", member(Role.OFFICER))
    fire(report, "start", member(Role.HEAD, report.agency))
    assert report.state == "in_progress"


def test_agencies_see_only_their_own():
    mine, other = make.district(), make.district()
    report = make.assigned(mine)
    make.assigned(other)
    officer = member(Role.OFFICER, mine)
    assert list(FieldReport.objects.visible_to(officer)) == [report]
    assert FieldReport.objects.visible_to(make.moderator()).count() == 2
    assert not FieldReport.objects.visible_to(member(Role.EDITOR)).exists()


def test_the_answer_goes_back_to_whoever_asked():
    report = make.submitted()
    fire(report, "ask_reporter", make.moderator(), comment="Số nhà bao nhiêu?")
    assert report.clock_due_at is None
    fire(report, "answer", REPORTER, comment="Số 12.")
    assert report.state == "submitted"
    report = make.in_progress()
    fire(report, "ask_by_agency", report.handler, comment="Đèn nào?")
    fire(report, "answer", REPORTER, comment="Đèn thứ ba.")
    assert report.state == "in_progress"


def test_a_question_that_nobody_answers_holds_nothing_up_for_ever():
    report, moderator = make.submitted(), make.moderator()
    fire(report, "ask_reporter", moderator, comment="Số nhà bao nhiêu?")
    fire(report, "proceed", moderator, comment="Ảnh đã đủ rõ.")
    assert (report.state, report.clock_due_at is not None) == ("submitted", True)
    report = make.in_progress()
    officer, stranger = report.handler, member(Role.OFFICER, make.district())
    fire(report, "ask_by_agency", officer, comment="Đèn nào?")
    with pytest.raises(NotAllowed):
        fire(report, "proceed", stranger, comment="x")
    fire(report, "proceed", officer, comment="Đã đến hiện trường.")
    assert (report.state, report.clock_due_at is not None) == ("in_progress", True)


def test_only_a_moderator_ends_the_waiting_for_what_a_moderator_asked():
    report = make.accepted()
    fire(report, "ask_reporter", make.moderator(), comment="Ở đâu?")
    with pytest.raises(NotAllowed):
        fire(report, "proceed", member(Role.OFFICER, make.district()), comment="x")


def test_returned_reports_go_back_to_the_moderator_without_an_agency():
    report = make.in_progress()
    officer, agency = report.handler, report.agency
    fire(report, "return_report", officer, comment="Đường này do tỉnh quản lý.")
    report.refresh_from_db()
    assert (report.state, report.agency, report.handler) == ("accepted", None, None)
    assert agency.pk == Event.objects.filter(case_id=report.pk).latest("seq").data["agency"]


def test_an_extension_keeps_the_first_deadline_in_sight():
    report = make.in_progress()
    first = report.first_deadline_at
    until = timezone.localdate(report.deadline_at) + timedelta(days=7)
    fire(report, "ask_extension", report.handler, {"until": until}, "Chờ vật tư.")
    with pytest.raises(NotAllowed):
        fire(report, "ask_extension", report.handler, {"until": until}, "Lần nữa.")
    fire(report, "grant_extension", make.moderator(), comment="Đồng ý.")
    report.refresh_from_db()
    assert timezone.localdate(report.deadline_at) == until
    assert report.first_deadline_at == first
    assert report.is_extended


def test_an_extension_must_lead_past_the_deadline_and_may_be_refused():
    report = make.in_progress()
    with pytest.raises(InvalidData):
        fire(report, "ask_extension", report.handler, {"until": timezone.localdate() + timedelta(days=1)}, "Chờ.")
    until = timezone.localdate(report.deadline_at) + timedelta(days=3)
    deadline = report.deadline_at
    fire(report, "ask_extension", report.handler, {"until": until}, "Chờ.")
    fire(report, "refuse_extension", make.moderator(), comment="Không đủ lý do.")
    report.refresh_from_db()
    assert (report.deadline_at, report.is_extended) == (deadline, False)


def test_a_result_can_be_sent_back():
    report = make.resolved()
    fire(report, "send_back", make.moderator(), comment="Thiếu ảnh.")
    assert report.state == "in_progress"
    assert report.resolved_at is None


def test_reopening_works_once_within_14_days():
    report = make.closed()
    fire(report, "reopen", REPORTER, comment="Ổ gà lại hở.")
    assert (report.state, report.rating) == ("reopened", None)
    by = make.moderator()
    fire(report, "assign", by, {"agency": make.district()})
    officer = member(Role.OFFICER, report.agency)
    fire(report, "start", officer)
    fire(report, "resolve", officer, {"outcome": "fixed", "result": "Vá lại."})
    fire(report, "approve_result", by)
    with pytest.raises(NotAllowed, match="một lần"):
        fire(report, "reopen", REPORTER, comment="Vẫn hỏng.")


def test_reopening_ends_after_14_days():
    report = make.closed()
    FieldReport.objects.filter(pk=report.pk).update(closed_at=timezone.now() - timedelta(days=15))
    with pytest.raises(NotAllowed, match="14 ngày"):
        fire(report, "reopen", REPORTER, comment="Vẫn hỏng.")


def test_rating_needs_a_handled_report_and_counts_once():
    report = make.submitted()
    fire(report, "redirect", make.moderator(), {"channel": "emergency_114"}, "Vui lòng gọi 114.")
    with pytest.raises(NotAllowed):
        fire(report, "rate", REPORTER, {"rating": 1})
    report = make.closed()
    for rating in (0, 6, "x"):
        with pytest.raises(InvalidData):
            fire(report, "rate", REPORTER, {"rating": rating})
    fire(report, "rate", REPORTER, {"rating": 4})
    with pytest.raises(NotAllowed):
        fire(report, "rate", REPORTER, {"rating": 1})


def test_duplicates_of_a_duplicate_follow_to_the_original():
    original, first, second = make.accepted(), make.submitted(), make.submitted()
    by = make.moderator()
    fire(second, "mark_duplicate", by, {"original": first})
    fire(first, "mark_duplicate", by, {"original": original})
    second.refresh_from_db()
    assert second.duplicate_of == original


def test_a_report_is_no_duplicate_of_itself():
    report = make.submitted()
    with pytest.raises(InvalidData):
        fire(report, "mark_duplicate", make.moderator(), {"original": report})


def test_split_gives_each_agency_a_part_of_its_own():
    report, by = make.submitted(), make.moderator()
    one, two = make.district(), make.district()
    fire(report, "split", by, {"agencies": [one, two]}, "Mặt đường và đèn.")
    parts = FieldReport.objects.filter(split_from=report)
    assert {(p.state, p.agency_id) for p in parts} == {("assigned", one.pk), ("assigned", two.pk)}
    assert {p.description for p in parts} == {report.description}
    assert report.state == "in_parts"
    assert not any(part.is_public for part in parts)


def finish(part: FieldReport, by: User, outcome: str = "fixed") -> None:
    officer = member(Role.OFFICER, part.agency)
    fire(part, "start", officer)
    fire(part, "resolve", officer, {"outcome": outcome, "result": f"Xong phần {part.pk}."})
    fire(part, "approve_result", by)


def test_the_whole_resolves_when_its_last_part_is_done():
    report, by = make.submitted(), make.moderator()
    fire(report, "split", by, {"agencies": [make.district(), make.district()]}, "Mặt đường và đèn.")
    one, two = FieldReport.objects.filter(split_from=report).order_by("pk")
    finish(one, by)
    report.refresh_from_db()
    assert report.state == "in_parts"
    finish(two, by, "planned")
    report.refresh_from_db()
    assert (report.state, report.outcome) == ("resolved", "planned")
    assert f"Xong phần {one.pk}." in report.result
    assert f"Xong phần {two.pk}." in report.result


def test_the_whole_is_not_due_before_its_parts():
    report, by = make.submitted(), make.moderator()
    fire(report, "split", by, {"agencies": [make.district()]}, "Mặt đường.")
    part = FieldReport.objects.get(split_from=report)
    until = (part.deadline_at + timedelta(days=20)).date()
    fire(part, "ask_extension", member(Role.OFFICER, part.agency), {"until": until}, "Chờ vật tư.")
    fire(part, "grant_extension", by, comment="Đồng ý.")
    report.refresh_from_db()
    assert report.deadline_at == part.deadline_at
    assert report.is_extended


def test_a_wrong_channel_gets_the_right_address_as_it_is_kept():
    RightChannel.objects.create(channel="complaint", name="Ban Tiếp công dân", phone="0252 000 000")
    report = make.submitted()
    fire(report, "redirect", make.moderator(), {"channel": "complaint"}, "Đây là khiếu nại.")
    assert (report.state, report.outcome, report.is_public) == ("closed", "wrong_channel", False)
    assert report.result == "Đây là khiếu nại.\nBan Tiếp công dân\n0252 000 000"


def test_withdrawing_takes_it_out_of_public():
    report = make.assigned()
    fire(report, "withdraw", REPORTER)
    report.refresh_from_db()
    assert (report.state, report.is_public) == ("withdrawn", False)


def test_the_same_sending_makes_one_report():
    new = NewReport(category=make.CategoryFactory(), description="Đèn hỏng", sending_key="abc")
    assert submit_report(new) == submit_report(new)
    assert FieldReport.objects.count() == 1


def test_hidden_reports_stay_hidden_with_the_reason_kept():
    report = make.accepted()
    fire(report, "set_public", make.moderator(), {"is_public": False}, "Có trẻ em trong ảnh.")
    report.refresh_from_db()
    assert not report.is_public
