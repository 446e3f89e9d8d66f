"""A proposal's life, step by step, as the people in it make it."""

import pytest
from django.core.exceptions import PermissionDenied

from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, UserFactory, member
from tests.workflows.proposals import factories as make
from workflows.engine.errors import NotAllowed
from workflows.engine.models import Event, Notification
from workflows.engine.services import fire
from workflows.proposals.models import Proposal
from workflows.proposals.services import change_draft, set_public_note, support

pytestmark = pytest.mark.django_db


def test_from_a_draft_to_done():
    operator, agency = make.operator()
    proposal = make.in_progress(agency)
    fire(proposal, "progress", operator, comment="Đang lập trình.")
    fire(proposal, "finish", operator, {"result": "Đã có bản đồ."})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer, proposal.result) == ("done", "Đồng ý.", "Đã có bản đồ.")
    steps = Event.objects.filter(workflow="proposal", case_id=proposal.pk).order_by("seq")
    assert [event.transition for event in steps] == [
        "draft", "submit", "endorse", "receive", "accept", "forward", "progress", "finish",
    ]  # fmt: skip


def test_what_the_head_writes_needs_no_endorsement():
    agency = AgencyFactory()
    proposal = make.draft(agency, author=member(Role.HEAD, agency))
    fire(proposal, "submit", proposal.author)
    assert proposal.state == "endorsed"


def test_an_incident_goes_to_the_operator_at_once_with_times_by_its_severity():
    operator, _agency = make.operator()
    proposal = make.draft(kind="incident", severity="critical")
    fire(proposal, "submit", proposal.author)
    assert proposal.state == "endorsed"
    assert proposal.acknowledge_by < proposal.deadline_at
    assert Notification.objects.filter(recipient=operator).exists()
    before = proposal.deadline_at
    fire(proposal, "acknowledge", operator)
    fire(proposal, "receive", make.moderator())
    assert proposal.acknowledged_at
    assert proposal.deadline_at == before
    with pytest.raises(NotAllowed):
        fire(proposal, "acknowledge", operator)


def test_only_incidents_are_acknowledged():
    operator, _agency = make.operator()
    with pytest.raises(NotAllowed):
        fire(make.endorsed(), "acknowledge", operator)


@pytest.mark.parametrize("code", ["receive", "return_for_details", "merge"])
def test_only_moderators_coordinate(code):
    proposal = make.endorsed()
    people = [member(role) for role in Role if role is not Role.MODERATOR]
    for user in (*people, proposal.author, UserFactory(is_superuser=True)):
        with pytest.raises(NotAllowed):
            fire(proposal, code, user, {}, "thử")


def test_the_head_of_another_agency_endorses_nothing():
    proposal = make.draft()
    fire(proposal, "submit", proposal.author)
    with pytest.raises(NotAllowed):
        fire(proposal, "endorse", member(Role.HEAD))


def test_deciding_twice_and_after_it_was_taken_back():
    by = make.moderator()
    proposal = make.received(by=by)
    stale = Proposal.objects.get(pk=proposal.pk)
    fire(proposal, "withdraw", proposal.author, comment="Đã tự làm được.")
    for code in ("accept", "decline"):
        with pytest.raises(NotAllowed):
            fire(proposal, code, by, {"answer": "Đồng ý."})
    with pytest.raises(Exception, match=proposal.author.get_full_name()):
        fire(stale, "accept", by, {"answer": "Đồng ý."}, expected_version=stale.version)


def test_a_draft_is_changed_and_what_was_sent_is_not():
    proposal = make.draft()
    change_draft(proposal, proposal.author, make.COLUMNS | {"title": "Tên mới"}, make.DETAILS)
    proposal.refresh_from_db()
    assert proposal.title == "Tên mới"
    fire(proposal, "submit", proposal.author)
    with pytest.raises(PermissionDenied):
        change_draft(proposal, proposal.author, make.COLUMNS, make.DETAILS)


def test_who_sees_what():
    mine, other = AgencyFactory(), AgencyFactory()
    hidden, shared = make.draft(mine), make.received(mine)
    sensitive = make.received(mine, kind="incident", is_sensitive=True)
    ours, theirs = member(Role.OFFICER, mine), member(Role.OFFICER, other)
    operator, _agency = make.operator()

    def seen(user):
        return set(Proposal.objects.visible_to(user))

    assert seen(ours) == {hidden, shared, sensitive}
    assert seen(theirs) == {shared}
    assert seen(make.moderator()) == {shared, sensitive}
    assert seen(operator) == {shared, sensitive}
    assert seen(UserFactory()) == set()


def test_other_agencies_support_and_hear_of_the_end():
    operator, agency = make.operator()
    proposal = make.in_progress(agency)
    friend = member(Role.OFFICER)
    first = support(proposal, friend, "Chúng tôi cũng cần.")
    assert support(proposal, friend) == first
    with pytest.raises(PermissionDenied):
        support(proposal, proposal.author)
    fire(proposal, "finish", operator, {"result": "Xong."})
    assert Notification.objects.filter(recipient=friend, event__transition="finish").count() == 1


def test_merging_keeps_the_supporters_of_both():
    by = make.moderator()
    operator, agency = make.operator()
    goes_on = make.in_progress(agency, by=by)
    merged = make.received(by=by)
    friend = member(Role.OFFICER)
    support(merged, friend)
    fire(merged, "merge", by, {"other": goes_on})
    assert (merged.state, merged.merged_into) == ("merged", goes_on)
    fire(goes_on, "finish", operator, {"result": "Xong."})
    told = Notification.objects.filter(event__transition="finish").values_list("recipient", flat=True)
    assert {friend.pk, merged.author_id} <= set(told)


def test_the_status_page_never_shows_a_sensitive_incident():
    operator, _agency = make.operator()
    sensitive = make.endorsed(kind="incident", is_sensitive=True)
    assert set_public_note(sensitive, operator, "Lộ dữ liệu").public_note == ""
    proposal = make.endorsed()
    assert set_public_note(proposal, operator, "Không phải sự cố").public_note == ""
    with pytest.raises(PermissionDenied):
        set_public_note(make.endorsed(kind="incident"), member(Role.OFFICER), "x")
