"""Standing in for somebody who is away: what a deputy sees and does, what not, and how it is recorded."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from tests.subsystems.agencies.factories import AgencyFactory, MembershipFactory, member
from tests.workflows.conduct import factories as conduct
from tests.workflows.field_reports import factories as reports
from tests.workflows.proposals import factories as proposals
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import Commendation, Discipline
from workflows.engine import deputies
from workflows.engine.deputy_services import LONGEST_DAYS, end_deputyship, name_deputy
from workflows.engine.errors import NotAllowed
from workflows.engine.models import Deputyship, Event, Notification
from workflows.engine.queries import available
from workflows.engine.services import fire
from workflows.engine.timeline import timeline
from workflows.field_reports.models import FieldReport
from workflows.field_reports.permissions import user_can_moderate, user_can_open_contact
from workflows.proposals.models import Proposal

pytestmark = pytest.mark.django_db


def stands_in(deputy: User, person: User, *, days: tuple[int, int] = (0, 3)) -> Deputyship:
    """``deputy`` for ``person`` from the first to the second of ``days`` from today, in the agency of ``person``."""
    today = timezone.localdate()
    row = Deputyship.objects.create(
        person=person,
        deputy=deputy,
        agency=person.memberships.get().agency,
        first_day=today + timedelta(days=days[0]),
        last_day=today + timedelta(days=days[1]),
    )
    deputies.forget()
    return row


def anew(user: User) -> User:
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def colleague(person: User, role: Role = Role.EDITOR) -> User:
    return member(role, person.memberships.get().agency)


@pytest.fixture
def absent():
    """A moderator who is away."""
    return member(Role.MODERATOR)


@pytest.fixture
def deputy(absent):
    """A colleague who has nothing to do with reports himself."""
    user = colleague(absent)
    stands_in(user, absent)
    return anew(user)


# --- what a deputy sees and does -----------------------------------------------------------------------------------


def test_a_deputy_does_what_waits_and_the_record_says_for_whom(absent, deputy):
    report = reports.submitted()
    assert list(FieldReport.objects.visible_to(deputy)) == [report]
    assert "accept" in {button.transition.code for button in available(report, deputy) if button.is_allowed}
    event = fire(report, "accept", deputy).event
    assert (event.actor, event.on_behalf_of) == (deputy, absent)
    assert timeline(report)[0].actor == f"{deputy}, thay mặt {absent}"


def test_the_record_of_it_is_part_of_the_chain(absent, deputy):
    from ioc_site.common.append_only import guard_lifted

    report = reports.submitted()
    event = fire(report, "accept", deputy).event
    call_command("verify_timeline", stdout=StringIO())
    with guard_lifted():
        Event.objects.filter(pk=event.pk).update(on_behalf_of=None)
    found = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_timeline", stdout=found, stderr=found)
    assert f"event {event.pk}" in found.getvalue()


def test_a_deputy_is_told_of_what_waits_now_and_of_nothing_else(absent, deputy):
    report = reports.submitted()
    told = Notification.objects.filter(recipient=deputy)
    assert [row.reference for row in told] == [report.reference]
    conduct.submitted(CaseKind.DISCIPLINE)
    assert told.count() == 1
    fire(report, "accept", absent)
    agency = AgencyFactory()
    fire(report, "assign", absent, {"agency": agency})
    assert told.count() == 1


def test_a_case_closes_again_when_it_no_longer_waits(absent, deputy):
    report = reports.assigned(by=absent)
    assert list(FieldReport.objects.visible_to(deputy)) == []
    with pytest.raises(NotAllowed):
        fire(report, "assign", deputy, {"agency": AgencyFactory()})


def test_what_one_may_do_oneself_is_done_on_nobodys_behalf(absent):
    other = colleague(absent, Role.MODERATOR)
    stands_in(other, absent)
    event = fire(reports.submitted(), "accept", anew(other)).event
    assert (event.actor, event.on_behalf_of) == (other, None)


def test_parts_of_a_divided_report_are_made_on_behalf_too(absent, deputy):
    report = reports.accepted(by=absent)
    agencies = [reports.district(), reports.district()]
    fire(report, "split", deputy, {"agencies": agencies}, "Hai nơi cùng xử lý.")
    parts = FieldReport.objects.filter(split_from=report)
    assert {part.state for part in parts} == {"assigned"}
    events = Event.objects.filter(workflow="field_report", case_id__in=parts.values("pk"), transition="assign")
    assert {event.on_behalf_of for event in events} == {absent}


def test_a_deputy_gets_no_role(absent, deputy, client):
    report = reports.submitted()
    assert not user_can_moderate(deputy)
    assert not user_can_open_contact(deputy, report)
    client.force_login(deputy)
    assert client.post(reverse("report_desk_contact", args=[report.reference]), {"reason": "Cần gọi"}).status_code in (
        302,
        403,
    )
    assert client.get(reverse("rules")).status_code == 302
    assert client.get(reverse("report_desk_case", args=[report.reference])).status_code == 200


def test_a_head_is_stood_in_for_in_his_own_agency_alone():
    head = member(Role.HEAD)
    elsewhere = AgencyFactory()
    MembershipFactory(user=head, agency=elsewhere, role=Role.HEAD)
    here = head.memberships.exclude(agency=elsewhere).get().agency
    deputy = member(Role.OFFICER, here)
    Deputyship.objects.create(
        person=head, deputy=deputy, agency=here, first_day=timezone.localdate(), last_day=timezone.localdate()
    )
    deputies.forget()
    deputy = anew(deputy)
    mine, other = proposals.draft(here), proposals.draft(elsewhere)
    for proposal in (mine, other):
        fire(proposal, "submit", proposal.author)
    assert fire(mine, "endorse", deputy).event.on_behalf_of == head
    with pytest.raises(NotAllowed):
        fire(other, "endorse", deputy)
    assert other not in Proposal.objects.visible_to(deputy)


@pytest.mark.parametrize("days", [(1, 5), (-5, -1)])
def test_it_holds_from_its_first_to_its_last_day(absent, days):
    user = colleague(absent)
    stands_in(user, absent, days=days)
    report = reports.submitted()
    user = anew(user)
    assert list(FieldReport.objects.visible_to(user)) == []
    with pytest.raises(NotAllowed):
        fire(report, "accept", user)


def test_it_ends_at_once_when_it_is_ended_or_somebody_leaves(absent, deputy):
    reports.submitted()
    assert FieldReport.objects.visible_to(deputy).count() == 1
    end_deputyship(Deputyship.objects.get(), absent)
    assert FieldReport.objects.visible_to(anew(deputy)).count() == 0
    stands_in(deputy, absent)
    assert FieldReport.objects.visible_to(anew(deputy)).count() == 1
    absent.is_active = False
    absent.save()
    assert FieldReport.objects.visible_to(anew(deputy)).count() == 0
    absent.is_active = True
    absent.save()
    deputy.memberships.all().delete()
    assert FieldReport.objects.visible_to(anew(deputy)).count() == 0


def test_a_superusers_deputy_is_no_superuser(client):
    admin = member(Role.MODERATOR)
    admin.is_superuser = True
    admin.save()
    user = colleague(admin)
    stands_in(user, admin)
    user = anew(user)
    closed = reports.closed()
    waiting = reports.submitted()
    assert list(FieldReport.objects.visible_to(user)) == [waiting]
    assert closed.state == "closed"
    assert User.objects.get(pk=admin.pk).is_superuser


def test_there_are_no_deputies_of_deputies(absent, deputy):
    third = colleague(absent)
    stands_in(third, deputy)
    report = reports.submitted()
    third = anew(third)
    assert list(FieldReport.objects.visible_to(third)) == []
    with pytest.raises(NotAllowed):
        fire(report, "accept", third)


def test_who_stands_in_for_nobody_is_asked_nothing_more(absent):
    deputies.principals_of(absent)
    with CaptureQueriesContext(connection) as asked:
        deputies.principals_of(anew(absent))
    assert [query["sql"] for query in asked if "deputyship" in query["sql"]] == []


# --- secrecy and conflicts of interest -----------------------------------------------------------------------------


def test_discipline_is_left_out(absent, deputy, client):
    case = conduct.submitted(CaseKind.DISCIPLINE)
    assert Discipline.objects.visible_to(absent).count() == 1
    assert Discipline.objects.visible_to(deputy).count() == 0
    assert not any(button.is_allowed for button in available(case, deputy))
    with pytest.raises(NotAllowed):
        fire(case, "take_up", deputy)
    client.force_login(deputy)
    html = client.get(reverse("engine_deputies")).content.decode()
    assert case.reference not in html
    assert client.get(reverse("discipline_case", args=[case.reference])).status_code == 404
    unknown = client.get(reverse("discipline_case", args=["KL-2026-KHONGCO1"]))
    assert unknown.status_code == 404


def test_a_commendation_is_handled_but_by_whom_it_is_about(absent, deputy):
    case = conduct.submitted(CaseKind.COMMENDATION)
    assert list(Commendation.objects.visible_to(deputy)) == [case]
    about_him = conduct.submitted(CaseKind.COMMENDATION, subject_user=deputy, subject_name="")
    assert about_him not in Commendation.objects.visible_to(anew(deputy))
    assert not any(button.is_allowed for button in available(about_him, anew(deputy)))


# --- naming and ending ---------------------------------------------------------------------------------------------


def test_a_deputy_is_named_on_the_page_and_sees_what_waits(client, absent):
    user = colleague(absent)
    report = reports.submitted()
    client.force_login(absent)
    today = timezone.localdate()
    agency = absent.memberships.get().agency
    response = client.post(
        reverse("engine_deputies"),
        {"deputy": f"{agency.pk}:{user.pk}", "first_day": today, "last_day": today + timedelta(days=2)},
    )
    assert response.status_code == 302
    row = Deputyship.objects.get()
    assert (row.person, row.deputy, row.agency) == (absent, user, agency)
    deputies.forget()
    client.force_login(anew(user))
    html = client.get(reverse("engine_deputies")).content.decode()
    assert report.reference in html
    case = client.get(reverse("report_desk_case", args=[report.reference])).content.decode()
    assert f"Thay mặt {absent}" in case
    fire(report, "accept", anew(user))
    client.force_login(absent)
    html = client.get(reverse("engine_deputies")).content.decode()
    assert "Việc đã làm thay mặt tôi" in html
    assert reverse("report_desk_case", args=[report.reference]) in html


def test_the_page_asks_no_more_for_many_cases_than_for_one(client, absent, deputy):
    client.force_login(deputy)
    url = reverse("engine_deputies")
    reports.submitted()
    client.get(url)
    with CaptureQueriesContext(connection) as for_one:
        client.get(url)
    for _number in range(3):
        reports.submitted()
    with CaptureQueriesContext(connection) as for_four:
        client.get(url)
    assert len(for_four) == len(for_one)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(2, 1, "last_day"), (-3, -1, "last_day"), (0, LONGEST_DAYS, "last_day")],
)
def test_bad_times_are_refused(absent, first, last, field):
    today = timezone.localdate()
    user, agency = colleague(absent), absent.memberships.get().agency
    with pytest.raises(ValidationError) as refused:
        name_deputy(absent, user, agency, today + timedelta(days=first), today + timedelta(days=last))
    assert list(refused.value.message_dict) == [field]


def test_bad_deputies_are_refused(absent):
    today = timezone.localdate()
    agency = absent.memberships.get().agency
    user, other = colleague(absent), colleague(absent)

    def refused(person, deputy, where=agency) -> str:
        with pytest.raises(ValidationError) as error:
            name_deputy(person, deputy, where, today, today)
        return " ".join(error.value.messages)

    assert refused(absent, absent)
    assert refused(absent, member(Role.OFFICER))
    assert refused(absent, user, AgencyFactory())
    name_deputy(absent, user, agency, today, today)
    assert "đã cử" in refused(absent, other)
    assert "cũng vắng" in refused(other, absent)
    assert "đang làm thay" in refused(user, other)


def test_the_head_of_the_agency_and_both_sides_end_it_nobody_else(client, absent):
    agency = absent.memberships.get().agency
    user = colleague(absent)
    for ender in (absent, user, member(Role.HEAD, agency)):
        row = stands_in(user, absent)
        client.force_login(ender)
        assert client.post(reverse("engine_deputy_end", args=[row.pk])).status_code == 302
        row.refresh_from_db()
        assert row.ended_by == ender
    row = stands_in(user, absent)
    for other in (member(Role.HEAD), colleague(absent)):
        client.force_login(other)
        assert client.post(reverse("engine_deputy_end", args=[row.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        end_deputyship(row, member(Role.AUDITOR))
    row.refresh_from_db()
    assert row.ended_at is None
