"""Who is told of a step, in which words, by mail through a real server: once, also after trouble."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone

from subsystems.agencies.models import User
from tests.workflows.engine.casework.workflow import REPAIR, REPORTER
from tests.workflows.engine.factories import make_user, open_repair
from tests.workflows.engine.mailbox import Mailbox, free_port, mail_server, using_port
from workflows.engine import registry
from workflows.engine.models import DeliveryState, MailMode, Notification, OutgoingMail
from workflows.engine.parties import External
from workflows.engine.services import erase_details, fire
from workflows.engine.telling import messages, recipients, services
from workflows.engine.telling.delivering import deliver_due, deliver_event
from workflows.engine.telling.digest import send_digests
from workflows.engine.telling.mail import send_due
from workflows.engine.telling.recipients import Address

pytestmark = pytest.mark.django_db(transaction=True)
CITIZEN = "nguoidan@example.vn"


@pytest.fixture(autouse=True)
def addresses(monkeypatch):
    """The reporter's address by reference, as the room that keeps it would give it; tests change it."""
    book = {"email": CITIZEN}

    def resolve(ref):
        return Address(book["email"], "Bà Bình", f"https://ioc.example.vn/theo-doi/{ref}/") if book["email"] else None

    monkeypatch.setitem(recipients._resolvers, "repair", resolve)
    return book


@pytest.fixture
def mailbox():
    with mail_server(Mailbox()) as mailbox:
        yield mailbox


@pytest.fixture
def worker():
    return make_user(email="tho@example.vn")


def told(event):
    return {n.recipient or External(n.external_kind, n.external_ref): n.audience for n in event.notifications.all()}


def later(**delta):
    """Everything that waits is due as if this time had passed."""
    for row in OutgoingMail.objects.filter(state__in=[DeliveryState.PENDING, DeliveryState.SENDING]):
        OutgoingMail.objects.filter(pk=row.pk).update(due_at=row.due_at - timedelta(**delta))


def test_one_person_is_told_once_and_nobody_of_his_own_doing(mailbox, worker):
    chief = make_user(email="sep@example.vn")
    repair = open_repair()
    event = fire(repair, "assign", chief, {"handler": worker}).event
    assert told(event) == {worker: "handler"}  # also of the staff, and the chief did it
    assert len(mailbox.to("tho@example.vn")) == 2  # the new case, the assignment
    assert len(mailbox.to("sep@example.vn")) == 1  # the new case only


def test_the_mail_says_what_happened_in_the_words_of_its_reader(mailbox, worker):
    repair = open_repair(assigned_to=worker)
    mailbox.messages.clear()
    fire(repair, "ask", worker, comment="Đèn <nào> ạ?")
    [message] = mailbox.messages
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert message["Subject"] == f"{repair.reference}: Chờ bạn trả lời"
    assert message["To"] == CITIZEN
    assert f"https://ioc.example.vn/theo-doi/{repair.pk}/" in text
    assert "Đèn <nào> ạ?" in text
    assert "Đèn &lt;nào&gt; ạ?" in html
    assert str(worker) not in text + html
    assert message["Message-ID"]
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_public_is_not_told_the_comment_of_a_step_whose_comment_is_internal(mailbox, worker):
    repair = open_repair(assigned_to=worker)
    fire(repair, "finish", worker, {"fixed": "no"}, "Hết tiền, chờ năm sau")
    assert all("Hết tiền" not in m.get_body(("plain",)).get_content() for m in mailbox.to(CITIZEN))


def test_a_step_that_rolls_back_tells_nobody(mailbox, worker):
    repair = open_repair(assigned_to=worker)
    before = len(mailbox.messages)
    with transaction.atomic():
        fire(repair, "ask", worker, comment="Ở đâu?")
        transaction.set_rollback(True)
    assert deliver_due()["mails"] == 0
    assert len(mailbox.messages) == before


def test_an_hour_without_mail_server_delays_and_neither_loses_nor_doubles(worker):
    with using_port(free_port()):
        repair = open_repair(assigned_to=worker)
        for _minute in range(60):
            later(minutes=1)
            assert deliver_due()["mails"] == 0
    waiting = OutgoingMail.objects.filter(state=DeliveryState.PENDING)
    assert waiting.count() == 2
    assert set(waiting.values_list("problem", flat=True)) <= {"ConnectionRefusedError", ""}
    with mail_server(Mailbox()) as mailbox:
        later(hours=1)
        assert deliver_due()["mails"] == 2
        later(hours=1)
        assert deliver_due()["mails"] == 0
        assert sorted(message["To"] for message in mailbox.messages) == [CITIZEN, "tho@example.vn"]
    assert repair.reference in mailbox.messages[0]["Subject"]


def test_a_job_that_comes_twice_sends_once(mailbox, worker):
    event = fire(open_repair(assigned_to=worker), "ask", worker, comment="Ở đâu?").event
    before = len(mailbox.messages)
    later(days=1)
    assert deliver_event(event.pk)["mails"] == 0
    assert len(mailbox.messages) == before


def test_a_process_killed_while_sending_leaves_the_mail_to_another_under_the_same_id(mailbox, worker, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*args):
        raise Killed

    monkeypatch.setattr(OutgoingMail, "mark_sent", killed)
    with pytest.raises(Killed):
        open_repair()
    monkeypatch.undo()
    monkeypatch.setitem(recipients._resolvers, "repair", lambda ref: Address(CITIZEN))
    assert deliver_due()["mails"] == 1  # the other mail; the claim on this one still holds
    later(minutes=16)
    assert deliver_due()["mails"] == 1
    first, second = mailbox.to("tho@example.vn")
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(
    ("answer", "state", "problem"),
    [("550 no such user", "failed", "smtp 550"), ("451 try later", "pending", "smtp 451")],
)
def test_what_the_server_refuses_for_good_or_for_now(mailbox, worker, answer, state, problem):
    mailbox.answers[CITIZEN] = answer
    open_repair(assigned_to=None)
    row = OutgoingMail.objects.get(notification__external_kind="repair")
    assert (row.state, row.problem) == (state, problem)
    mailbox.answers.clear()
    later(days=1)
    deliver_due()
    assert len(mailbox.to(CITIZEN)) == (1 if state == "pending" else 0)


def test_a_mail_that_never_gets_through_is_given_up_in_the_end(worker):
    open_repair()
    OutgoingMail.objects.update(state=DeliveryState.PENDING, attempts=144, due_at=timezone.now())
    with using_port(1):
        deliver_due()
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {("failed", 145), ("pending", 144)}


def test_an_address_erased_before_the_mail_went_out_gets_none(mailbox, addresses):
    addresses["email"] = ""
    open_repair()
    assert OutgoingMail.objects.get().state == DeliveryState.DROPPED
    assert mailbox.messages == []


def test_two_recipients_with_one_address_get_one_mail(mailbox, worker, addresses):
    addresses["email"] = "THO@example.vn"
    open_repair()
    assert len(mailbox.messages) == 1
    assert sorted(OutgoingMail.objects.values_list("state", flat=True)) == ["dropped", "sent"]


def test_no_address_and_no_word_stay_in_the_outbox(mailbox, worker):
    open_repair(title="Nhà bà Bình hỏng đèn")
    kept = "".join(str(row) for row in OutgoingMail.objects.values())
    assert CITIZEN not in kept
    assert "Bình" not in kept


def test_unsubscribing_by_link_with_and_without_a_second_thought(mailbox, worker, client):
    repair = open_repair(assigned_to=worker)
    url = re.search(r"<(\S+)>", mailbox.to(CITIZEN)[0]["List-Unsubscribe"])[1]
    assert mailbox.to(CITIZEN)[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/" + url.split("/", 3)[3]
    assert client.get(path).status_code == 200
    fire(repair, "ask", worker, comment="Ở đâu?")
    assert len(mailbox.to(CITIZEN)) == 2  # opening the link changed nothing
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    fire(repair, "answer", REPORTER, {"answer": "Ở cổng"})
    fire(repair, "ask", worker, comment="Cổng nào?")
    assert len(mailbox.to(CITIZEN)) == 2
    client.post(path, {"again": "1"})
    fire(repair, "answer", REPORTER, {"answer": "Cổng sau"})
    fire(repair, "ask", worker, comment="Mấy giờ?")
    assert len(mailbox.to(CITIZEN)) == 3


@pytest.mark.parametrize("token", ["x", "eyJ1IjoxfQ:1abc:forged", "a" * 5000])
def test_a_forged_unsubscribe_link_is_not_found(client, token):
    assert client.get(f"/thong-bao/huy/{token}/").status_code == 404
    assert client.post(f"/thong-bao/huy/{token}/").status_code == 404


def test_an_account_that_wants_no_mails_finds_everything_in_its_list(mailbox, worker):
    services.choose_mail_mode(worker, MailMode.NONE)
    open_repair()
    assert mailbox.to("tho@example.vn") == []
    assert Notification.objects.filter(recipient=worker, read_at=None).count() == 1


def test_the_daily_summary_holds_what_was_not_mailed_and_comes_once(mailbox, worker):
    services.choose_mail_mode(worker, MailMode.DAILY)
    other = make_user(email="khac@example.vn")
    first, second = open_repair(), open_repair()
    mailbox.messages.clear()
    day = _next_working_day()
    assert send_digests(day) == {"mails": 1}
    assert send_digests(day) == {"mails": 0}
    [summary] = mailbox.to("tho@example.vn")
    text = summary.get_body(("plain",)).get_content()
    assert first.reference in text
    assert second.reference in text
    assert mailbox.to(other.email) == []  # had a mail of its own for each
    assert send_digests(_next_working_day(day)) == {"mails": 0}  # nothing new


def test_no_summary_of_what_was_read_or_on_a_day_off(mailbox, worker):
    services.choose_mail_mode(worker, MailMode.DAILY)
    open_repair()
    mailbox.messages.clear()
    sunday = timezone.localdate() + timedelta(days=6 - timezone.localdate().weekday())
    assert send_digests(sunday) == {"mails": 0}
    services.mark_read(worker)
    assert send_digests(_next_working_day()) == {"mails": 0}
    assert mailbox.messages == []


def _next_working_day(day=None):
    from workflows.engine.calendars import calendar_for

    day = (day or timezone.localdate()) + timedelta(days=1)
    while not calendar_for().is_working_day(day):
        day += timedelta(days=1)
    return day


def test_erasing_a_case_takes_its_words_from_the_lists_too(worker):
    repair = open_repair(assigned_to=worker)
    fire(repair, "ask", worker, comment="Ở đâu?")
    erase_details(repair)
    assert set(Notification.objects.filter(recipient=worker).values_list("subject", flat=True)) == {""}


def test_changed_words_are_used_from_then_on(mailbox, worker):
    services.change_template(
        worker, REPAIR, "opened", "citizen", subject="Đã nhận {{ title }}", text="Mã {{reference}}.", html=""
    )
    open_repair(title="Cống {{ reference }} tắc")
    [message] = mailbox.to(CITIZEN)
    assert message["Subject"] == "Đã nhận Cống {{ reference }} tắc"  # typed braces stay what they are
    services.reset_template(REPAIR, "opened", "citizen")
    open_repair()
    assert mailbox.to(CITIZEN)[-1]["Subject"].startswith("SC-")


def test_every_message_of_every_workflow_fills_every_placeholder():
    assert list(messages.pairs())
    for workflow, transition, audience in messages.pairs():
        message = messages.default_message(transition, audience)
        known = messages.placeholder_labels(workflow, transition, audience)
        for part in (message.subject, message.text, message.html):
            assert messages.problems_in(str(part), known) == [], f"{workflow.code}.{transition.code}"
        assert messages.problems_in_html(message.html) == []
        filled = messages.fill(message, messages.sample_values(workflow, transition, audience))
        assert filled.subject
        assert not re.search(r"\{\{|\}\}", filled.subject + filled.text + filled.html)


@pytest.mark.parametrize(
    "template",
    [
        "{{ password }}",
        "{{ reference|safe }}",
        "{% load x %}",
        "{{ case.handler }}",
        "{{",
        "}}",
        "{{ }}",
        "{{reference",
    ],
)
def test_templates_hold_known_placeholders_and_nothing_else(template):
    transition = REPAIR.opening
    known = messages.placeholder_labels(REPAIR, transition, REPAIR.audiences[0])
    assert messages.problems_in(template, known)
    assert not messages.problems_in("Hồ sơ {{ reference }} – {{title}}: 5 > 3 { x }", known)


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<p onclick=x>",
        "<a href='javascript:x'>x</a>",
        "<img src=x>",
        "<p style='x'>",
        "<A HREF=' x'>",
    ],
)
def test_html_of_templates_is_structure_and_links_only(html):
    assert messages.problems_in_html(html)
    assert not messages.problems_in_html("<p>Xem <a href='{{ link }}'>hồ sơ</a><br><strong>gấp</strong></p>")


def test_the_public_gets_no_placeholder_that_names_staff():
    citizen = registry.workflow("repair").audience("citizen")
    assert citizen
    assert "actor" not in messages.placeholder_labels(REPAIR, REPAIR.opening, citizen)


def test_a_mail_that_cannot_be_made_waits_and_lets_others_pass(mailbox, worker, monkeypatch):
    def broken(ref):
        raise ZeroDivisionError

    monkeypatch.setitem(recipients._resolvers, "repair", broken)
    open_repair()
    assert [message["To"] for message in mailbox.messages] == ["tho@example.vn"]
    assert OutgoingMail.objects.get(state=DeliveryState.PENDING).problem == "ZeroDivisionError"


def test_a_connection_lost_in_the_middle_stops_and_keeps_the_rest(mailbox, worker, monkeypatch):
    from django.core.mail import EmailMultiAlternatives

    def lost(self, fail_silently=False):
        raise smtplib.SMTPServerDisconnected

    services.choose_mail_mode(worker, MailMode.EACH)
    monkeypatch.setattr(EmailMultiAlternatives, "send", lost)
    open_repair()
    tried = OutgoingMail.objects.filter(attempts=1)
    assert tried.count() == 1
    monkeypatch.undo()
    monkeypatch.setitem(recipients._resolvers, "repair", lambda ref: Address(CITIZEN))
    later(minutes=2)
    assert send_due(OutgoingMail.objects.due(timezone.now())).mails == 2
    assert User.objects.count() == 1
    assert django_mail.outbox == []
