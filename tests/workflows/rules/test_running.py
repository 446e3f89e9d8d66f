"""What rules do: after the step, once for each event, with the rights of whom they act as, never in circles."""

import pytest
from django.core import mail

from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.workflows.field_reports import factories as reports
from tests.workflows.proposals import factories as proposals
from tests.workflows.rules.factories import CASE_PEOPLE, make_rule, tag_rule
from workflows.engine.models import Event, Notification, OutgoingMail, WebhookCall, WebhookEndpoint
from workflows.engine.services import fire
from workflows.engine.settings_services import save_webhook
from workflows.engine.telling.delivering import deliver_due
from workflows.engine.timeline import timeline
from workflows.rules.models import CaseTag, ContentRule, FollowUp, RuleRun
from workflows.rules.running import DEEPEST, run_event
from workflows.rules.services import switch_rule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def moderator():
    return member(Role.MODERATOR)


def outcomes(rule: ContentRule) -> list[str]:
    return list(RuleRun.objects.filter(rule=rule).order_by("pk").values_list("outcome", flat=True))


def tags() -> list[str]:
    return list(CaseTag.objects.order_by("pk").values_list("name", flat=True))


def test_only_cases_that_meet_all_conditions_are_touched(moderator):
    rule = tag_rule(
        moderator, "proposal", "receive", "Y tế", ("subsystem", "in", "y-te"), ("title", "has", "TRAM y te", "giường")
    )
    proposals.received(by=moderator, title="Bản đồ trạm Y tế")
    proposals.received(by=moderator, title="Bản đồ trường học")
    proposals.received(by=moderator, title="Trạm y tế xã", subsystem="giao-duc")
    assert tags() == ["Y tế"]
    assert outcomes(rule) == ["done"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (("severity", "not_in", "minor"), True),
        (("severity", "not_in", "major"), False),
        (("title", "lacks", "bản đồ"), False),
        (("who", "in", "staff"), True),
        (("who", "in", "system"), False),
        (("to", "in", "received"), True),
        (("from", "in", "received"), False),
        (("late", "yes"), False),
        (("late", "no"), True),
        (("tags", "has", "khẩn"), False),
        (("no_such_fact", "lacks", "x"), False),
    ],
)
def test_each_operator(moderator, condition, holds):
    tag_rule(moderator, "proposal", "receive", "Đúng", condition)
    proposals.received(by=moderator, kind="incident", title="Bản đồ không mở được")
    assert tags() == (["Đúng"] if holds else [])


def test_a_number_is_compared(moderator):
    tag_rule(moderator, "field_report", "accept", "Thấp", ("rating", "at_most", "2"))
    tag_rule(moderator, "field_report", "accept", "Cao", ("rating", "at_least", "4"))
    for rating in (2, 3, 5, None):
        report = reports.submitted()
        type(report).objects.filter(pk=report.pk).update(rating=rating)
        fire(report, "accept", moderator)
    assert tags() == ["Thấp", "Cao"]


def test_the_same_event_is_never_handled_twice(moderator):
    rule = tag_rule(moderator)
    proposal = proposals.received(by=moderator)
    CaseTag.objects.all().delete()
    event = Event.objects.get(workflow="proposal", case_id=proposal.pk, transition="receive")
    assert run_event(event.pk) == {}
    assert (tags(), outcomes(rule)) == ([], ["done"])


def test_nothing_happens_for_a_step_that_is_rolled_back(moderator):
    from django.db import transaction

    rule = tag_rule(moderator)
    proposal = proposals.endorsed()
    with transaction.atomic():
        fire(proposal, "receive", moderator)
        transaction.set_rollback(True)
    assert (tags(), outcomes(rule)) == ([], [])


def test_a_rule_that_is_off_does_nothing(moderator):
    rule = switch_rule(tag_rule(moderator), moderator, on=False)
    proposals.received(by=moderator)
    assert outcomes(rule) == []


def test_people_are_told_who_may_see_the_case_and_were_not_told_before(moderator):
    agency = AgencyFactory()
    head, leader, elsewhere = member(Role.HEAD, agency), member(Role.LEADER), member(Role.HEAD)
    text = {"text": "{{ reference }} có bước mới: {{ state }}"}
    make_rule(moderator, "proposal", "submit", "notify", {"role": "head", **CASE_PEOPLE, **text})
    make_rule(moderator, "proposal", "submit", "notify", {"role": "leader", "whose": "any", "agency": None, **text})
    proposal = proposals.draft(agency)
    fire(proposal, "submit", proposal.author)
    told = Notification.objects.filter(audience="")
    assert [(row.recipient, row.subject) for row in told] == [
        (leader, f"{proposal.reference} có bước mới: Chờ lãnh đạo cơ quan")
    ]
    # The head is told by the step itself.
    assert Notification.objects.filter(recipient=head).count() == 1
    assert not Notification.objects.filter(recipient=elsewhere).exists()


def test_nobody_learns_of_a_sensitive_proposal_through_a_rule(moderator):
    other = member(Role.HEAD, AgencyFactory())
    everybody = {"role": "head", "whose": "any", "agency": None}
    rule = make_rule(moderator, "proposal", "receive", "notify", everybody | {"text": "{{ reference }}"})
    proposals.received(by=moderator, is_sensitive=True)
    assert not Notification.objects.filter(recipient=other).exists()
    assert outcomes(rule) == ["done"]
    proposals.received(by=moderator)
    assert Notification.objects.filter(recipient=other).count() == 1


def test_mails_go_to_people_and_to_a_fixed_address_once(moderator):
    leader = member(Role.LEADER)
    leader.email = "lanhdao@example.vn"
    leader.save()
    words = {"role": "leader", "whose": "any", "agency": None, "subject": "Mới: {{ reference }}", "text": "{{ state }}"}
    make_rule(moderator, "proposal", "receive", "mail", words | {"address": ""})
    make_rule(moderator, "proposal", "receive", "mail", words | {"address": "hopthu@example.vn"})
    proposal = proposals.received(by=moderator, body="Điện thoại 0912 345 678 của ông Bình")
    deliver_due()
    deliver_due()
    sent = [message for message in mail.outbox if message.subject == f"Mới: {proposal.reference}"]
    assert sorted(message.to[0] for message in sent) == ["hopthu@example.vn", "lanhdao@example.vn"]
    assert all("0912" not in message.body and proposal.reference in message.body for message in sent)


def test_a_mail_is_not_sent_to_somebody_who_may_no_longer_see_the_case(moderator):
    leader = member(Role.LEADER)
    leader.email = "lanhdao@example.vn"
    leader.save()
    words = {"role": "leader", "whose": "any", "agency": None, "subject": "Mới", "text": "Xem", "address": ""}
    make_rule(moderator, "proposal", "receive", "mail", words)
    proposals.received(by=moderator, is_sensitive=True)
    leader.memberships.all().delete()
    deliver_due()
    assert [m for m in mail.outbox if m.to == ["lanhdao@example.vn"]] == []
    assert OutgoingMail.objects.get(kind="rules.mail").problem == "case not visible"


def test_a_case_is_assigned_as_the_owner_and_the_timeline_says_so(moderator):
    agency = AgencyFactory()
    rule = make_rule(moderator, "field_report", "accept", "assign", {"value": agency.pk})
    report = reports.submitted()
    fire(report, "accept", moderator)
    report.refresh_from_db()
    assert (report.state, report.agency) == ("assigned", agency)
    assert outcomes(rule) == ["done"]
    latest = timeline(report)[0]
    assert str(moderator) in latest.actor
    assert "quy tắc tự động" in latest.actor
    assert Event.objects.latest("pk").data["by_rule"] == rule.pk


def test_a_rule_may_do_no_more_than_whom_it_acts_as(moderator):
    agency = AgencyFactory()
    rule = make_rule(moderator, "field_report", "accept", "assign", {"value": agency.pk})
    admin = member(Role.OFFICER)
    admin.is_superuser = True
    admin.save()
    as_admin = make_rule(admin, "field_report", "accept", "assign", {"value": agency.pk}, name="Của quản trị")
    moderator.memberships.all().delete()
    report = reports.submitted()
    fire(report, "accept", member(Role.MODERATOR))
    report.refresh_from_db()
    assert report.state == "accepted"
    assert outcomes(rule) == []  # its owner sees no report any more
    assert outcomes(as_admin) == ["refused"]


def test_a_follow_up_is_made_and_done(moderator):
    agency = AgencyFactory()
    head = member(Role.HEAD, agency)
    settings = {"role": "head", **CASE_PEOPLE, "title": "Gọi lại về {{ reference }}", "days": 2}
    make_rule(moderator, "proposal", "receive", "follow_up", settings)
    proposal = proposals.received(agency, by=moderator)
    follow_up = FollowUp.objects.get()
    assert follow_up.title == f"Gọi lại về {proposal.reference}"
    assert follow_up.deadline_at is not None
    assert Notification.objects.filter(recipient=head, event__workflow="follow_up").count() == 1
    assert list(FollowUp.objects.visible_to(head)) == [follow_up]
    assert list(FollowUp.objects.visible_to(member(Role.OFFICER, agency))) == []
    assert list(FollowUp.objects.visible_to(member(Role.HEAD))) == []
    fire(follow_up, "finish", head)
    assert follow_up.state == "done"


def test_a_webhook_hears_of_an_event_once_and_over_https_alone(moderator):
    quiet = save_webhook(WebhookEndpoint(name="Kín", url="https://vi-du.example.vn/", only_by_rules=True))
    plain = save_webhook(WebhookEndpoint(name="Trần", url="http://vi-du.example.vn/", only_by_rules=True))
    first = make_rule(moderator, "proposal", "receive", "webhook", {"endpoint": quiet.pk}, name="Một")
    make_rule(moderator, "proposal", "receive", "webhook", {"endpoint": quiet.pk}, name="Hai")
    refused = make_rule(moderator, "proposal", "receive", "webhook", {"endpoint": plain.pk}, name="Ba")
    proposals.received(by=moderator)
    assert WebhookCall.objects.filter(endpoint=quiet).count() == 1
    assert not WebhookCall.objects.filter(endpoint=plain).exists()
    assert (outcomes(first), outcomes(refused)) == (["done"], ["refused"])


# --- circles -------------------------------------------------------------------------------------------------------


def test_a_rule_does_not_run_in_consequence_of_itself(moderator):
    settings = {"role": "head", **CASE_PEOPLE, "title": "Theo dõi tiếp", "days": 1}
    agency = AgencyFactory()
    rule = make_rule(moderator, "follow_up", "open", "follow_up", settings)
    make_rule(moderator, "proposal", "receive", "follow_up", settings, name="Khởi đầu")
    proposals.received(agency, by=moderator)
    assert outcomes(rule) == ["done", "loop"]
    assert FollowUp.objects.count() == 2


def test_rules_that_set_off_one_another_come_to_an_end(moderator):
    settings = {"role": "head", **CASE_PEOPLE, "title": "Theo dõi tiếp", "days": 1}
    for name in ("Một", "Hai", "Ba", "Bốn"):
        make_rule(moderator, "follow_up", "open", "follow_up", settings, name=name)
    make_rule(moderator, "proposal", "receive", "follow_up", settings, name="Khởi đầu")
    proposals.received(by=moderator)
    # 1 from the start, 4 from that, 3 others from each of these; every one after that lies too deep.
    assert FollowUp.objects.count() == 1 + 4 + 4 * 3
    assert RuleRun.objects.filter(depth=DEEPEST, outcome="loop").count() == 4 * 3 * 4
    assert not RuleRun.objects.filter(depth__gt=DEEPEST).exists()


def test_a_rule_acts_on_one_case_a_few_times_a_day_only(moderator):
    agencies = [AgencyFactory(), AgencyFactory()]
    rule = tag_rule(moderator, "field_report", "assign", "Đổi cơ quan")
    report = reports.assigned(agencies[0], by=moderator)
    for number in range(1, 12):
        fire(report, "assign", moderator, {"agency": agencies[number % 2]})
    assert outcomes(rule) == ["done"] * 10 + ["limit"] * 2


def test_a_failure_is_logged_without_words_and_made_good_later(moderator, monkeypatch):
    from workflows.rules import actions, running
    from workflows.rules.enums import ActionKind

    rule, other = tag_rule(moderator), make_rule(moderator, "proposal", "receive", "tag", {"name": "Khác"})
    proposal = proposals.endorsed()
    event_of = Event.objects.filter(workflow="proposal", case_id=proposal.pk, transition="receive")
    real = actions.ACTIONS[ActionKind.TAG]

    def broken(kind, of, subject):
        if of.pk == rule.pk:
            raise OSError("số điện thoại 0912 345 678")
        return real.do(kind, of, subject)

    with monkeypatch.context() as patch:
        patch.setitem(running.ACTIONS, ActionKind.TAG, actions.Action(real.plan, broken))
        fire(proposal, "receive", moderator)
        assert (outcomes(rule), outcomes(other)) == (["failed"], ["done"])
        assert RuleRun.objects.get(rule=rule).note == "OSError"
        with pytest.raises(OSError, match="0912"):
            run_event(event_of.get().pk)
    assert run_event(event_of.get().pk) == {"done": 1}
    assert outcomes(rule) == ["done"]
