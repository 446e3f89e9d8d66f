"""The screens of proposals and task forces, and the public status page, through the HTTP client."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.workflows.proposals import factories as make
from workflows.proposals.measures import MEASURES
from workflows.proposals.models import Nomination, Proposal, TaskForce
from workflows.proposals.queries import related_to
from workflows.proposals.services import set_public_note, support

pytestmark = pytest.mark.django_db


def refused(response) -> bool:
    """The admin answers a refusal with its front page and a message."""
    return response.status_code == 302 and response["Location"] == reverse("wagtailadmin_home")


INCIDENT = {
    "title": "Không đăng nhập được",
    "severity": "major",
    "since": "Sáng nay",
    "affected": "Cả phòng",
    "body": "Bấm nút không phản hồi.",
}


@pytest.fixture
def officer(client):
    user = member(Role.OFFICER)
    client.force_login(user)
    return user


def test_an_officer_reports_an_incident(client, officer):
    response = client.post(reverse("proposal_write", args=["incident"]), INCIDENT)
    proposal = Proposal.objects.get()
    assert response["Location"] == reverse("proposal_case", args=[proposal.reference])
    assert proposal.details == {"since": "Sáng nay", "affected": "Cả phòng"}
    response = client.post(reverse("proposal_step", args=[proposal.reference, "submit"]))
    proposal.refresh_from_db()
    assert proposal.state == "endorsed"


def test_nothing_typed_is_lost_when_an_answer_is_missing(client, officer):
    response = client.post(reverse("proposal_write", args=["incident"]), INCIDENT | {"severity": ""})
    assert response.status_code == 422
    assert "Bấm nút không phản hồi." in response.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("kind", ["improvement", "incident", "feedback", "change", "connection"])
def test_each_kind_has_its_form(client, officer, kind):
    assert client.get(reverse("proposal_write", args=[kind])).status_code == 200
    assert client.post(reverse("proposal_write", args=[kind]), {"title": "\x00"}).status_code == 422
    assert client.get(reverse("proposal_write", args=["khac"])).status_code == 404


def test_feedback_hangs_on_a_clause_that_exists(client, officer):
    call_command("load_regulation", "data/1089-QD-UBND.yaml", verbosity=0)
    url = reverse("proposal_write", args=["feedback"])
    answers = {"title": "Rõ hơn", "body": "Khó hiểu.", "proposed_text": "Mới."}
    for place in ("khoản 9 Điều 10", "Điều 99", "không có gì", "khoản 1 Điều 1 và khoản 2 Điều 2"):
        response = client.post(url, answers | {"place": place})
        assert response.status_code == 422, place
        assert place in response.content.decode()
    client.post(url, answers | {"place": "khoản 3 Điều 10"})
    proposal = Proposal.objects.get()
    assert proposal.place == "dieu-10-khoan-3"
    assert proposal.text_then


def test_a_forged_step_is_refused_on_the_server(client, officer):
    proposal = make.received()
    for code in ("accept", "decline", "merge", "forward"):
        assert refused(client.post(reverse("proposal_step", args=[proposal.reference, code]), {}))
    assert client.post(reverse("proposal_step", args=[proposal.reference, "khong-co"])).status_code == 404
    proposal.refresh_from_db()
    assert proposal.state == "received"


@pytest.mark.parametrize("view", ["cho-toi", "cua-co-quan", "dang-mo", "xong", "sai"])
def test_the_list_costs_the_same_for_one_and_for_many(client, view):
    client.force_login(make.moderator())
    url, query = reverse("proposal_desk"), {"muc": view, "q": "bản đồ", "loai": "x'\"%00"}
    make.endorsed()
    client.get(url, query)
    with CaptureQueriesContext(connection) as for_one:
        assert client.get(url, query).status_code == 200
    for _number in range(3):
        make.endorsed()
    with CaptureQueriesContext(connection) as for_many:
        assert client.get(url, query).status_code == 200
    assert len(for_many) == len(for_one)


def test_one_proposal_costs_a_constant_number_of_queries(client, django_assert_max_num_queries):
    by = make.moderator()
    proposal = make.accepted(by=by)
    for _number in range(3):
        support(proposal, member(Role.OFFICER))
    client.force_login(by)
    client.get(reverse("proposal_case", args=[proposal.reference]))
    with django_assert_max_num_queries(32):
        assert client.get(reverse("proposal_case", args=[proposal.reference])).status_code == 200


def test_related_ones_are_suggested():
    by = make.moderator()
    one = make.received(by=by, title="Bổ sung bản đồ trạm y tế xã")
    two = make.received(by=by, title="Đề nghị bản đồ trạm y tế")
    make.received(by=by, title="Sửa màu nút bấm", subsystem="giao-duc")
    assert related_to(two, by) == [one]


def test_the_status_page_says_what_was_published(client, django_assert_max_num_queries):
    operator, _agency = make.operator()
    url = reverse("status_page")
    assert "Không có sự cố nào đang" in client.get(url).content.decode()
    proposal = make.endorsed(kind="incident", severity="critical", subsystem="y-te", title="tên nội bộ")
    set_public_note(proposal, operator, "Phân hệ y tế tạm ngừng.")
    with django_assert_max_num_queries(12):
        html = client.get(url).content.decode()
    assert "Phân hệ y tế tạm ngừng." in html
    assert "tên nội bộ" not in html
    assert "Không có sự cố nào đang" not in html


def test_a_task_force_from_asking_to_appointing(client):
    by = make.moderator()
    asked = AgencyFactory()
    client.force_login(by)
    answers = {
        "name": "Tổ công tác dữ liệu y tế",
        "mandate": "Chuẩn hóa dữ liệu.",
        "lead": asked.pk,
        "asked": [asked.pk],
        "nominate_by": (timezone.localdate() + timedelta(days=7)).isoformat(),
    }
    client.post(reverse("task_force_add"), answers)
    task_force = TaskForce.objects.get()
    url = reverse("task_force", args=[task_force.pk])
    client.force_login(member(Role.OFFICER))
    person = {"person": "Lê Văn C", "position": "Chuyên viên", "expertise": "Thống kê"}
    assert refused(client.post(url, person | {"agency": asked.pk}))
    client.force_login(member(Role.HEAD, asked))
    assert client.post(url, person | {"agency": asked.pk})["Location"] == url
    named = Nomination.objects.get()
    assert refused(client.post(reverse("task_force_decide", args=[task_force.pk, named.pk, "appointed"])))
    client.force_login(by)
    client.post(reverse("task_force_decide", args=[task_force.pk, named.pk, "appointed"]))
    named.refresh_from_db()
    assert named.state == "appointed"
    assert measure("proposals.nominations", asked).passing == 1


def measure(code: str, agency: Agency):
    from ioc_site.common.measures import Period

    today = timezone.localdate()
    found = next(m for m in MEASURES if m.code == code)
    return found.compute(agency, Period(today - timedelta(days=30), today + timedelta(days=30)))


def test_measures_are_computed_from_the_rows():
    operator, agency = make.operator()
    by = make.moderator()
    proposal = make.in_progress(agency, by=by, kind="incident", severity="minor")
    make.fire(proposal, "finish", operator, {"result": "Đã sửa."})
    found = measure("proposals.incidents", agency)
    assert (found.passing, found.assessed) == (1, 1)
    nothing = measure("proposals.improvements", AgencyFactory())
    assert nothing.score is None
    assert nothing.reason
