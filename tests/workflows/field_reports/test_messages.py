"""What the people of a report are told by e-mail."""

import pytest
from django.core import mail
from django.utils import timezone

from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.test_screens import signed_in
from workflows.engine.models import Event, MessageTemplate
from workflows.engine.services import fire
from workflows.engine.telling import messages
from workflows.field_reports.models import Follower
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.public.following import follow
from workflows.field_reports.services import erase_reporter
from workflows.field_reports.tokens import private_token
from workflows.field_reports.workflow import FIELD_REPORT


def to_the_reporter() -> list[str]:
    return [message.body for message in mail.outbox if message.to == ["nguoidan@example.vn"]]


@pytest.mark.django_db(transaction=True)
def test_the_reporter_gets_the_private_link_and_each_step():
    report = make.submitted()
    assert len(to_the_reporter()) == 1
    assert f"/phan-anh/theo-doi/{private_token(report)}/" in to_the_reporter()[0]
    fire(report, "accept", make.moderator())
    assert len(to_the_reporter()) == 2
    assert not any("{{" in body for body in to_the_reporter())


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_after_erasure():
    report = make.submitted()
    mail.outbox.clear()
    erase_reporter(report)
    fire(report, "accept", make.moderator())
    assert to_the_reporter() == []


@pytest.mark.django_db(transaction=True)
def test_one_who_reported_without_an_address_gets_no_mail():
    report = make.submitted(contact=make.Contact())
    fire(report, "withdraw", REPORTER)
    assert to_the_reporter() == []


EVENTS = [(step, audience) for workflow, step, audience in messages.pairs() if workflow is FIELD_REPORT]


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "audience"), EVENTS, ids=lambda part: part.code)
def test_no_placeholder_of_any_message_stays_unfilled(step, audience):
    """Each event for each audience, over a real report and its last event."""
    report = make.closed(area=None)
    event = Event.objects.filter(workflow=FIELD_REPORT.code, case_id=report.pk).select_related("detail").last()
    recipient = {"recipient": "Lê An", "link": "https://ioc.example.vn/x/"}
    context = messages.Context(report, event, step, audience, recipient)
    filled = messages.fill(messages.message_for(FIELD_REPORT, step, audience), context)
    for text in (filled.subject, filled.text, filled.html):
        assert text.strip()
        assert "{" not in text
        assert "}" not in text
    assert "None" not in filled.text
    assert report.reference in filled.subject
    known = messages.placeholder_labels(FIELD_REPORT, step, audience)
    assert messages.problems_in(str(messages.default_message(step, audience).text), known) == []


@pytest.mark.django_db(transaction=True)
def test_every_follower_of_a_merged_report_is_told_once_of_each_step():
    original, copy = make.accepted(), make.submitted(contact=make.Contact(email="hai@example.vn"))
    for report, email in ((copy, "theodoi@example.vn"), (original, "theodoi@example.vn"), (copy, "ba@example.vn")):
        follower = follow(report, email)
        Follower.objects.filter(pk=follower.pk).update(confirmed_at=timezone.now())
    mail.outbox.clear()
    by = make.moderator()
    fire(copy, "mark_duplicate", by, {"original": original})
    assert sorted(message.to[0] for message in mail.outbox) == ["ba@example.vn", "hai@example.vn", "theodoi@example.vn"]
    assert all(original.reference in message.body for message in mail.outbox)
    mail.outbox.clear()
    fire(original, "reject", by, {"rejection": "test"}, "Thử.")
    told = sorted(message.to[0] for message in mail.outbox)
    assert told == ["ba@example.vn", "hai@example.vn", "nguoidan@example.vn", "theodoi@example.vn"]


@pytest.mark.django_db(transaction=True)
def test_followers_of_a_hidden_report_are_told_nothing_of_it():
    report, by = make.resolved(), make.moderator()
    Follower.objects.filter(pk=follow(report, "theodoi@example.vn").pk).update(confirmed_at=timezone.now())
    fire(report, "set_public", by, {"is_public": False}, "Có trẻ em.")
    mail.outbox.clear()
    fire(report, "approve_result", by)
    assert [message.to for message in mail.outbox if "theodoi" in message.to[0]] == []
    assert len(to_the_reporter()) == 1


@pytest.mark.django_db(transaction=True)
def test_the_question_of_an_agency_reaches_the_reporter_and_no_other_comment_does():
    report = make.in_progress()
    mail.outbox.clear()
    fire(report, "note", report.handler, comment="Chuyện nội bộ")
    fire(report, "ask_by_agency", report.handler, comment="Trước số nhà nào?")
    assert ["Trước số nhà nào?" in body for body in to_the_reporter()] == [True]
    assert "Chuyện nội bộ" not in "".join(to_the_reporter())


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["subject", "text", "html"])
def test_a_wrong_template_is_said_at_its_field_and_kept_as_typed(wrong):
    desk, page = signed_in(make.moderator()), "/quan-tri/mau-thong-bao/field_report/accept/reporter/"
    words = {"subject": "Đã nhận {{ reference }}", "text": "Mã {{ reference }}.", "html": ""}
    for pressed in ({}, {"preview": "1"}):
        answer = desk.post(page, words | {wrong: "Kính gửi {{ sai_ten }}"} | pressed)
        assert list(answer.context["form"].errors) == [wrong]
        assert "Kính gửi {{ sai_ten }}" in answer.content.decode()
    assert not MessageTemplate.objects.exists()
    desk.post(page, words)
    assert MessageTemplate.objects.get().subject == "Đã nhận {{ reference }}"
