"""The screens of rules: writing one, trying it out, the log; and what they must never tell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.workflows.conduct import factories as conduct
from tests.workflows.proposals import factories as proposals
from tests.workflows.rules.factories import CASE_PEOPLE, make_rule, tag_rule
from workflows.conduct.enums import CaseKind
from workflows.engine import registry
from workflows.engine.models import Event, Notification, OutgoingMail
from workflows.engine.services import fire
from workflows.rules.kinds import RuleKind, kind_of, kinds, register_kind
from workflows.rules.models import CaseTag, ContentRule, FollowUp, RuleRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    user = member(Role.MODERATOR)
    client.force_login(user)
    return user


def page(response) -> str:
    return response.content.decode()


def written(**changes) -> dict:
    return {
        "name": "Sự cố nghiêm trọng",
        "transition": "submit",
        "is_active": "on",
        "op_kind": "in",
        "is_kind": ["incident"],
        "op_title": "has",
        "is_title": "máy chủ,  mất điện ",
        "viec-role": "leader",
        "viec-whose": "any",
        "viec-text": "{{ reference }}: {{ state }}",
    } | changes


ADD = "workflow=proposal&action=notify"
LEADERS = {"role": "leader", "whose": "any", "agency": None}


def test_a_rule_is_written_in_two_steps(client, moderator):
    start = page(client.get(reverse("rule_add")))
    assert "Loại hồ sơ" in start
    response = client.post(f"{reverse('rule_add')}?{ADD}", written())
    rule = ContentRule.objects.get()
    assert response["Location"] == reverse("rule", args=[rule.pk])
    assert (rule.owner, rule.is_active, rule.workflow, rule.action) == (moderator, True, "proposal", "notify")
    assert rule.conditions == [
        {"fact": "kind", "op": "in", "value": ["incident"]},
        {"fact": "title", "op": "has", "value": ["máy chủ", "mất điện"]},
    ]
    shown = page(client.get(response["Location"]))
    assert "Sự cố" in shown
    assert "máy chủ, mất điện" in shown
    # The form shows what was saved, and saving it again changes nothing.
    form = client.get(reverse("rule_edit", args=[rule.pk])).context["form"]
    assert form["op_title"].value() == "has"
    assert form["is_title"].value() == "máy chủ, mất điện"


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"name": ""}, "name"),
        ({"transition": "no_such_step"}, "transition"),
        ({"op_kind": "starts_with"}, "op_kind"),
        ({"op_kind": "at_least"}, "op_kind"),
        ({"is_kind": ["no_such_kind"]}, "is_kind"),
        ({"is_kind": []}, "is_kind"),
        ({"is_title": " , "}, "is_title"),
    ],
)
def test_bad_conditions_are_refused_at_their_field_and_nothing_typed_is_lost(client, moderator, changes, at):
    response = client.post(f"{reverse('rule_add')}?{ADD}", written(**changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [at]
    assert "máy chủ" in page(response) or at == "is_title"
    assert not ContentRule.objects.exists()


@pytest.mark.parametrize(
    ("action", "changes", "at"),
    [
        ("notify", {"viec-role": "emperor"}, "role"),
        ("notify", {"viec-whose": "agency"}, "agency"),
        ("notify", {"viec-text": "{{ description }}"}, "text"),
        ("mail", {"viec-subject": "A", "viec-text": "B", "viec-address": "không phải thư"}, "address"),
        ("follow_up", {"viec-title": "A", "viec-whose": "any", "viec-days": "3"}, "whose"),
        ("follow_up", {"viec-title": "A", "viec-whose": "case", "viec-days": "0"}, "days"),
        ("assign", {"viec-value": "999999"}, "value"),
        ("tag", {"viec-name": ""}, "name"),
        ("webhook", {"viec-endpoint": "999999"}, "endpoint"),
    ],
)
def test_bad_actions_are_refused_at_their_field(client, moderator, action, changes, at):
    response = client.post(f"{reverse('rule_add')}?workflow=proposal&action={action}", written(**changes))
    assert response.status_code == 422
    assert list(response.context["form"].action_form.errors) == [at]
    assert not ContentRule.objects.exists()


def test_what_a_kind_cannot_do_is_refused_at_the_start(client, moderator):
    response = client.get(reverse("rule_add") + "?workflow=follow_up&action=assign")
    assert response.status_code == 422
    assert client.post(reverse("rule_add") + "?workflow=no_such&action=tag", written()).status_code == 422
    assert not ContentRule.objects.exists()


def test_a_dry_run_says_what_would_be_done_and_does_nothing(client, moderator):
    leader = member(Role.LEADER)
    agency = AgencyFactory()
    member(Role.HEAD, agency)
    fitting = proposals.received(agency, by=moderator, kind="incident", title="Mất điện phòng máy")
    other = proposals.received(agency, by=moderator, title="Mất điện")
    before = Event.objects.count(), Notification.objects.count(), OutgoingMail.objects.count()
    response = client.post(f"{reverse('rule_add')}?{ADD}", written(thu="1", transition="receive"))
    html = page(response)
    assert f"thông báo: {leader}" in html
    assert "chưa đúng điều kiện" in html
    rows = {row.reference: row for row in response.context["tried"].rows}
    assert rows[fitting.reference].is_match
    assert not rows[other.reference].is_match
    assert (Event.objects.count(), Notification.objects.count(), OutgoingMail.objects.count()) == before
    assert not ContentRule.objects.exists()
    assert not RuleRun.objects.exists()


@pytest.mark.parametrize(
    ("action", "settings", "words"),
    [
        ("mail", {"role": "leader", "whose": "any", "agency": None, "subject": "A", "text": "B", "address": ""}, "thư"),
        (
            "mail",
            {"role": "leader", "whose": "any", "agency": None, "subject": "A", "text": "B", "address": "a@b.vn"},
            "a@b.vn",
        ),
        ("tag", {"name": "Mới"}, "nhãn “Mới”"),
        ("follow_up", {"role": "head", **CASE_PEOPLE, "title": "Gọi lại", "days": 2}, "trong 2 ngày làm việc: Gọi lại"),
        ("webhook", {"endpoint": 0}, "gọi webhook"),
    ],
)
def test_every_action_can_be_tried(client, moderator, action, settings, words):
    member(Role.LEADER)
    rule = make_rule(moderator, "proposal", "receive", action, settings, is_active=False)
    proposals.received(by=moderator)
    response = client.get(reverse("rule_dry_run", args=[rule.pk]))
    assert words in page(response)
    assert [model.objects.count() for model in (RuleRun, CaseTag, FollowUp)] == [0, 0, 0]


def test_a_dry_run_asks_no_more_for_many_events_than_for_few(client, moderator):
    leader = member(Role.LEADER)
    settings = {"role": "leader", "whose": "any", "agency": None, "text": "A"}
    rule = make_rule(moderator, "proposal", "receive", "notify", settings, is_active=False)
    url = reverse("rule_dry_run", args=[rule.pk])
    proposals.received(by=moderator)
    client.get(url)
    with CaptureQueriesContext(connection) as for_one:
        client.get(url)
    for _number in range(4):
        proposals.received(by=moderator)
    with CaptureQueriesContext(connection) as for_five:
        assert page(client.get(url)).count(str(leader)) == 5
    assert len(for_five) == len(for_one)


def test_lists_ask_no_more_for_many_rows_than_for_few(client, moderator, django_capture_on_commit_callbacks):
    def queries() -> list[int]:
        counts = []
        for name in ("rules", "rule_log", "follow_ups"):
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse(name)).status_code == 200
            counts.append(len(asked))
        return counts

    def more():
        with django_capture_on_commit_callbacks(execute=True):
            tag_rule(moderator)
            settings = {"role": "head", **CASE_PEOPLE, "title": "Gọi lại", "days": 2}
            make_rule(moderator, "proposal", "receive", "follow_up", settings)
        with django_capture_on_commit_callbacks(execute=True):
            proposals.received(by=moderator)

    more()
    first = queries()
    more()
    more()
    assert queries() == first
    assert RuleRun.objects.count() == 2 + 4 + 6


def test_only_who_keeps_rules_gets_in_and_auditors_look(client):
    rule = tag_rule(member(Role.MODERATOR), is_active=False)
    for role in Role:
        client.force_login(member(role))
        expected = 200 if role in (Role.MODERATOR, Role.AUDITOR) else 302
        assert client.get(reverse("rules")).status_code == expected, role
        may_write = 200 if role == Role.MODERATOR else 302
        assert client.get(reverse("rule_add")).status_code == may_write, role
        if role != Role.MODERATOR:
            client.post(reverse("rule_switch", args=[rule.pk]), {"on": "1"})
            client.post(reverse("rule_delete", args=[rule.pk]))
            rule.refresh_from_db()
            assert not rule.is_active


def test_a_rule_is_switched_and_deleted_and_acts_as_who_did_it(client, moderator):
    rule = tag_rule(member(Role.MODERATOR), is_active=False)
    client.post(reverse("rule_switch", args=[rule.pk]), {"on": "1"})
    rule.refresh_from_db()
    assert (rule.is_active, rule.owner) == (True, moderator)
    client.post(reverse("rule_switch", args=[rule.pk]), {"on": "0"})
    rule.refresh_from_db()
    assert not rule.is_active
    assert "nhật ký" in page(client.get(reverse("rule_delete", args=[rule.pk])))
    client.post(reverse("rule_delete", args=[rule.pk]))
    assert not ContentRule.objects.exists()


def test_a_tag_stands_on_the_case_and_can_be_taken_off(client, moderator, django_capture_on_commit_callbacks):
    tag_rule(moderator, tag="Cần gấp <b>")
    with django_capture_on_commit_callbacks(execute=True):
        proposal = proposals.received(by=moderator)
    url = reverse("proposal_case", args=[proposal.reference])
    assert "Cần gấp &lt;b&gt;" in page(client.get(url))
    tag = CaseTag.objects.get()
    client.force_login(proposal.author)
    assert "Bỏ nhãn" not in page(client.get(url))
    assert client.post(reverse("case_tag_remove", args=[tag.pk])).status_code in (302, 403)
    assert CaseTag.objects.exists()
    client.force_login(moderator)
    assert client.post(reverse("case_tag_remove", args=[tag.pk]))["Location"] == url
    assert not CaseTag.objects.exists()


def test_a_follow_up_is_worked_on_its_page(client, moderator, django_capture_on_commit_callbacks):
    agency = AgencyFactory()
    head = member(Role.HEAD, agency)
    settings = {"role": "head", **CASE_PEOPLE, "title": "Gọi lại", "days": 2}
    make_rule(moderator, "proposal", "receive", "follow_up", settings)
    with django_capture_on_commit_callbacks(execute=True):
        proposal = proposals.received(agency, by=moderator)
    client.force_login(head)
    follow_up = FollowUp.objects.get()
    assert "Gọi lại" in page(client.get(reverse("follow_ups")))
    assert "Việc theo dõi" in page(client.get(reverse("engine_my_work")))
    url = reverse("follow_up_case", args=[follow_up.reference])
    assert proposal.reference in page(client.get(url))
    form = client.get(url).context["forms"][0].form
    data = {f"finish-{name}": form[name].value() or "" for name in ("version", "key")}
    client.post(reverse("follow_up_step", args=[follow_up.reference, "finish"]), data | {"finish-comment": "Đã gọi"})
    follow_up.refresh_from_db()
    assert follow_up.state == "done"
    assert "Đã gọi" in page(client.get(url))
    client.force_login(member(Role.HEAD))
    assert client.get(url).status_code == 404


# --- secrecy -------------------------------------------------------------------------------------------------------


def test_no_rule_can_be_about_a_secret_kind(client, moderator):
    secret = registry.secret_codes()
    assert secret == {"discipline"}
    assert not secret & {kind.workflow for kind in kinds()}
    assert kind_of("discipline") is None
    with pytest.raises(ValueError, match="secret"):
        register_kind(RuleKind(workflow="discipline", agency_of=lambda case: None))
    assert "Kỷ luật" not in page(client.get(reverse("rule_add"))).split("<main")[-1].split("</main")[0]
    assert client.post(reverse("rule_add") + "?workflow=discipline&action=tag", written()).status_code == 422


def test_a_rule_that_got_into_the_table_all_the_same_does_nothing_and_is_not_shown(
    client, moderator, django_capture_on_commit_callbacks
):
    rule = tag_rule(moderator)
    ContentRule.objects.filter(pk=rule.pk).update(workflow="discipline", transition="")
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        case = conduct.submitted(CaseKind.DISCIPLINE)
    assert not RuleRun.objects.exists()
    assert not CaseTag.objects.exists()
    from ioc_site.common.jobs.models import Job

    assert callbacks is not None
    assert not Job.objects.filter(kind="rules.run").exists()
    for name in ("rules", "rule_log"):
        assert rule.name not in page(client.get(reverse(name)))
    for name in ("rule", "rule_edit", "rule_dry_run"):
        assert client.get(reverse(name, args=[rule.pk])).status_code == 404
    assert case.reference not in page(client.get(reverse("rule_log")))


def test_the_log_links_only_to_what_the_reader_may_see(client, moderator, django_capture_on_commit_callbacks):
    tag_rule(moderator)
    with django_capture_on_commit_callbacks(execute=True):
        proposal = proposals.received(by=moderator)
    url = reverse("proposal_case", args=[proposal.reference])
    assert url in page(client.get(reverse("rule_log")))
    fire(proposal, "accept", moderator, {"answer": "Đồng ý."})
    assert RuleRun.objects.count() == 1
