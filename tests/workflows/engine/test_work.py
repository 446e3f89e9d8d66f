"""The start screen of everybody who works on cases: what waits, what is late, and one's own steps."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.workflows.conduct import factories as conduct
from tests.workflows.field_reports import factories as reports
from tests.workflows.proposals import factories as proposals
from workflows.conduct.enums import CaseKind
from workflows.engine.models.case import engine_writes
from workflows.engine.services import fire
from workflows.engine.work import SHOWN, my_work

pytestmark = pytest.mark.django_db
URL = "engine_my_work"


def waiting(user) -> dict[str, int]:
    return {str(part.label): part.waiting for part in my_work(user, timezone.now()).parts}


def test_each_role_sees_what_it_is_to_do_next():
    agency = AgencyFactory()
    by = member(Role.MODERATOR)
    report = reports.assigned(agency, by=by)
    proposals.received(by=by)
    conduct.proposed(by=by)
    assert waiting(by) == {"Đề xuất, kiến nghị": 1}
    officer, head, leader = member(Role.OFFICER, agency), member(Role.HEAD, agency), member(Role.LEADER)
    assert waiting(officer) == {"Phản ánh hiện trường": 1}
    assert waiting(head) == {"Phản ánh hiện trường": 1}
    assert waiting(leader) == {"Khen thưởng": 1}
    fire(report, "start", officer)
    assert waiting(head) == {}
    assert waiting(member(Role.OFFICER, agency)) == {}


def test_a_line_of_ones_work_tells_no_personal_data():
    agency = AgencyFactory()
    reports.assigned(agency, by=member(Role.MODERATOR), description="Gọi cho tôi số 0912 345 678 nhé.")
    parts = my_work(member(Role.OFFICER, agency), timezone.now()).parts
    [row] = next(part for part in parts if part.code == "field_report").rows
    assert "Gọi cho tôi" in row.title
    assert "0912" not in row.title


def test_discipline_waits_for_its_parties_alone():
    case = conduct.submitted(CaseKind.DISCIPLINE, subject_user=(subject := member(Role.MODERATOR)))
    assert waiting(member(Role.MODERATOR)) == {"Kỷ luật": 1}
    for user in (subject, member(Role.INTERNAL_AFFAIRS), member(Role.LEADER), member(Role.HEAD), member(Role.AUDITOR)):
        assert "Kỷ luật" not in waiting(user)
    assert case.state == "submitted"


def test_what_is_late_is_counted_and_comes_first(client):
    by = member(Role.MODERATOR)
    proposals.received(by=by, title="Còn hạn")
    late = proposals.received(by=by, title="Đã trễ")
    late.clock_due_at = late.deadline_at = timezone.now() - timedelta(days=1)
    with engine_writes():
        late.save()
    client.force_login(by)
    html = client.get(reverse(URL)).content.decode()
    assert html.index("Đã trễ") < html.index("Còn hạn")
    assert my_work(by, timezone.now()).late == 1


def test_what_runs_against_no_clock_never_hides_what_is_late():
    by = member(Role.MODERATOR)
    late = proposals.received(by=by, title="Đã trễ")
    late.clock_due_at = late.deadline_at = timezone.now() - timedelta(days=1)
    with engine_writes():
        late.save()
    for _number in range(SHOWN + 1):
        resting = proposals.received(by=by, title="Không tính hạn")
        resting.clock_due_at = resting.deadline_at = None
        with engine_writes():
            resting.save()
    assert my_work(by, timezone.now()).nearest[0].title == "Đã trễ"


def test_the_screen_costs_the_same_for_one_and_for_many(client):
    by = member(Role.MODERATOR)
    client.force_login(by)
    reports.submitted()
    proposals.endorsed()
    conduct.submitted()
    client.get(reverse(URL))
    with CaptureQueriesContext(connection) as for_one:
        client.get(reverse(URL))
    for _number in range(3):
        reports.submitted()
        proposals.endorsed()
        conduct.submitted()
    with CaptureQueriesContext(connection) as for_many:
        assert client.get(reverse(URL)).status_code == 200
    assert len(for_many) == len(for_one)


def test_ones_own_steps_are_listed_with_links_only_to_what_one_still_sees(client):
    head = member(Role.HEAD)
    case = conduct.with_dossier(agency=head.memberships.get().agency, author=head)
    fire(case, "submit", head)
    client.force_login(head)
    html = client.get(reverse("engine_own_steps")).content.decode()
    assert case.reference in html
    membership = head.memberships.get()
    membership.valid_to = timezone.localdate() - timedelta(days=1)
    membership.save()
    type(case).objects.filter(pk=case.pk).update(author=member(Role.HEAD))
    client.force_login(type(head).objects.get(pk=head.pk))
    html = client.get(reverse("engine_own_steps")).content.decode()
    assert case.reference not in html


def test_who_has_nothing_to_do_is_told_so(client):
    client.force_login(member(Role.AUDITOR))
    assert "Không có hồ sơ nào chờ bạn." in client.get(reverse(URL)).content.decode()


def test_the_first_screen_of_the_admin_begins_with_ones_own_work(client):
    agency = AgencyFactory()
    officer = member(Role.OFFICER, agency)
    report = reports.assigned(agency)
    for user, shown in ((officer, True), (member(Role.OFFICER, AgencyFactory()), False)):
        client.force_login(user)
        html = client.get(reverse("wagtailadmin_home")).content.decode()
        assert "Việc của tôi" in html
        assert (report.reference in html) is shown
        assert ("Không có hồ sơ nào chờ bạn." in html) is not shown


def test_the_first_screen_never_shows_a_discipline_case_to_others(client):
    case = conduct.submitted(CaseKind.DISCIPLINE)
    for role, shown in ((Role.MODERATOR, True), (Role.HEAD, False), (Role.LEADER, False), (Role.AUDITOR, False)):
        client.force_login(member(role))
        html = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (case.reference in html) is shown
        assert ("Kỷ luật" in html.partition('id="my-work-section"')[2]) is shown


def test_the_first_screen_costs_the_same_for_one_and_for_many(client):
    client.force_login(member(Role.MODERATOR))
    reports.submitted()
    proposals.endorsed()
    client.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(connection) as for_one:
        client.get(reverse("wagtailadmin_home"))
    for _number in range(3):
        reports.submitted()
        proposals.endorsed()
    with CaptureQueriesContext(connection) as for_many:
        assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert len(for_many) == len(for_one)
