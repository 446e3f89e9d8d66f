"""Feedback on the regulation: beside its clause for staff, gathered into an amendment, done when that is issued."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from home.regulation.models import Amendment
from home.regulation.queries import resolve
from home.regulation.services import put_law_text_under_workflow
from home.regulation.services.gathering import Draft, draft_from_feedback
from ioc_site.common.citations import REGULATION, Citation
from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import UserFactory, member
from tests.workflows.proposals import factories as make
from workflows.engine.errors import NotAllowed
from workflows.engine.models import Notification
from workflows.engine.services import fire
from workflows.proposals.models import Proposal
from workflows.proposals.services import write_proposal

PLACE = "dieu-9-khoan-3"
PAGE = f"/quy-che/{REGULATION}/"
GATHER = "regulation_feedback"
NEW = "Quản lý, bảo mật thông tin tài khoản được cấp; bật xác thực hai lớp."


def accepted(title="Bổ sung xác thực hai lớp", place=PLACE):
    agency = make.AgencyFactory.create()
    author = member(Role.OFFICER, agency)
    columns = {"title": title, "body": "Thiếu quy định.", "place": place, "subsystem": ""}
    row = write_proposal(author, agency, "feedback", columns, {"proposed_text": NEW})
    fire(row, "submit", author)
    fire(row, "endorse", member(Role.HEAD, agency))
    fire(row, "receive", make.moderator())
    fire(row, "accept", make.moderator(), {"answer": "Đồng ý."})
    return row


def form_data(*proposals, **changes):
    today = timezone.localdate()
    data = {
        "number": "Dự thảo 1/2026",
        "title": "Sửa đổi Quy chế",
        "issued_on": f"{today:%Y-%m-%d}",
        "effective_from": f"{today:%Y-%m-%d}",
        f"take-{PLACE}": [str(p.pk) for p in proposals],
        f"text-{PLACE}": NEW,
    }
    return data | changes


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def test_staff_see_it_beside_its_clause_and_nobody_else_does(regulation, client):
    proposal = accepted()
    for path in (PAGE, f"{PAGE}dieu-9/"):
        assert "law-feedback" not in client.get(path).content.decode()
    client.force_login(member(Role.OFFICER))
    for path in (PAGE, f"{PAGE}dieu-9/"):
        clause = soup(client.get(path)).find(id=PLACE)
        assert proposal.title in clause.select_one(".law-feedback").get_text()
    assert len(soup(client.get(PAGE)).select(".law-feedback")) == 1
    client.force_login(UserFactory())  # signed in without any role: a citizen
    assert "law-feedback" not in client.get(PAGE).content.decode()


def test_gathering_makes_a_draft_that_changes_nothing_yet(regulation, client):
    proposal = accepted()
    client.force_login(member(Role.EDITOR))
    page = soup(client.get(reverse(GATHER)))
    shown = page.select_one(".gathering__clause").get_text(" ", strip=True)
    assert proposal.title in shown
    assert proposal.agency.label in shown
    assert "Quản lý, bảo mật thông tin tài khoản được cấp để thực hiện" in shown
    assert page.select_one(f'textarea[name="text-{PLACE}"]').get_text().strip() == NEW
    response = client.post(reverse(GATHER), form_data(proposal))
    amendment = Amendment.objects.get()
    assert response.status_code == 302
    assert response["Location"].endswith(f"/edit/{amendment.pk}/")
    assert client.get(response["Location"]).status_code == 200
    assert (amendment.live, amendment.changes.get().text) == (False, NEW)
    proposal.refresh_from_db()
    assert (proposal.amendment, proposal.state) == (amendment.pk, "accepted")
    assert resolve(Citation(REGULATION, 9, 3)).text != NEW
    assert not soup(client.get(reverse(GATHER))).select(".gathering__clause")


def test_when_it_is_issued_the_proposals_are_done_and_the_proposers_told(regulation, client):
    proposal, other = accepted(), accepted("Không được chọn")
    editor, publisher = member(Role.EDITOR), member(Role.PUBLISHER)
    client.force_login(editor)
    client.post(reverse(GATHER), form_data(proposal))
    amendment = Amendment.objects.get()
    state = put_law_text_under_workflow().start(amendment, editor)
    task = state.current_task_state
    task.specific.task.specific.on_action(task, publisher, "approve")
    amendment.refresh_from_db()
    assert amendment.live
    assert resolve(Citation(REGULATION, 9, 3)).text == NEW
    proposal.refresh_from_db()
    other.refresh_from_db()
    assert (proposal.state, other.state) == ("done", "accepted")
    assert "Dự thảo 1/2026" in proposal.result
    told = Notification.objects.filter(recipient=proposal.author, event__transition="enact")
    assert told.count() == 1
    client.force_login(proposal.author)
    html = client.get(reverse("proposal_case", args=[proposal.reference])).content.decode()
    assert f"{PAGE}#{PLACE}" in html
    assert "Dự thảo 1/2026" in html


def test_nothing_typed_is_lost_and_faults_stand_at_their_fields(regulation, client):
    proposal = accepted()
    client.force_login(member(Role.EDITOR))
    old = resolve(Citation(REGULATION, 9, 3)).text
    for data in (
        form_data(),  # nothing ticked
        form_data(proposal, number=""),
        form_data(proposal, issued_on="2026-02-31"),
        form_data(proposal, effective_from="2020-01-01"),
        form_data(proposal, **{f"text-{PLACE}": old}),
        form_data(proposal, **{f"take-{PLACE}": ["999999"]}),
    ):
        response = client.post(reverse(GATHER), data)
        assert response.status_code == 422, data
        assert soup(response).find(attrs={"name": "title"})["value"] == "Sửa đổi Quy chế"
    assert not Amendment.objects.exists()


def test_one_proposal_is_gathered_once(regulation):
    from django.core.exceptions import ValidationError

    proposal, editor, today = accepted(), member(Role.EDITOR), timezone.localdate()
    draft_from_feedback(Draft("1", "A", today, today + timedelta(days=1), {PLACE: NEW}), [proposal.pk], editor)
    with pytest.raises(ValidationError):
        draft_from_feedback(Draft("2", "B", today, today + timedelta(days=1), {PLACE: NEW}), [proposal.pk], editor)
    assert Amendment.objects.count() == 1


def test_who_may(regulation, client):
    proposal = accepted()
    for role, sees in ((Role.MODERATOR, 200), (Role.AUDITOR, 200), (Role.OFFICER, 302), (Role.OPERATOR, 302)):
        client.force_login(member(role))
        assert client.get(reverse(GATHER)).status_code == sees, role
        assert client.post(reverse(GATHER), form_data(proposal)).status_code == 302, role
    assert not Amendment.objects.exists()


def test_only_the_portal_enacts_and_only_what_was_gathered(regulation):
    proposal = accepted()
    from workflows.engine.parties import SYSTEM

    for actor in (make.moderator(), UserFactory(is_superuser=True), SYSTEM):
        with pytest.raises(NotAllowed):
            fire(Proposal.objects.get(pk=proposal.pk), "enact", actor, {"result": "x"})


def test_constant_queries(regulation, client, django_assert_max_num_queries):
    for number in range(3):
        accepted(f"Góp ý {number}")
    client.force_login(member(Role.EDITOR))
    client.get(reverse(GATHER))
    with django_assert_max_num_queries(24):
        client.get(reverse(GATHER))
