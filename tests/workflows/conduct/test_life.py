"""Commendation and discipline, step by step: who may do what, what must hold, and what is frozen."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ioc_site.common.append_only import guard_lifted
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Membership
from tests.subsystems.agencies.factories import AgencyFactory, MembershipFactory, UserFactory, member
from tests.workflows.conduct import factories as make
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import Discipline
from workflows.conduct.time_limits import last_day
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.models import Event, Notification
from workflows.engine.services import fire

pytestmark = pytest.mark.django_db
KINDS = [CaseKind.COMMENDATION, CaseKind.DISCIPLINE]


def test_a_commendation_from_draft_to_announcement():
    by = member(Role.MODERATOR)
    case = make.proposed(by=by)
    fire(case, "decide", member(Role.LEADER), make.decision() | {"file": [make.pdf("quyet-dinh.pdf")]})
    fire(case, "announce", by)
    case.refresh_from_db()
    assert (case.state, case.decision_number) == ("announced", "1200/QĐ-UBND")
    assert case.decision_file


def test_discipline_is_never_announced():
    by = member(Role.MODERATOR)
    case = make.proposed(CaseKind.DISCIPLINE, by=by)
    fire(case, "decide", member(Role.LEADER), make.decision())
    case.refresh_from_db()
    assert case.current_state.kind == "final" or case.current_state.kind.value == "final"
    with pytest.raises(NotAllowed):
        fire(case, "announce", by)


@pytest.mark.parametrize("kind", KINDS)
def test_the_dossier_must_be_complete(kind):
    case = make.draft(kind)
    with pytest.raises(NotAllowed, match="Tờ trình"):
        fire(case, "submit", case.author)


def test_nobody_is_proposed_for_discipline_unheard():
    by = member(Role.MODERATOR)
    case = make.under_review(CaseKind.DISCIPLINE, by=by)
    fire(case, "give_opinion", member(Role.INTERNAL_AFFAIRS), {"opinion": "agrees", "words": "Đủ."})
    with pytest.raises(NotAllowed):
        fire(case, "propose", by)


def test_deciding_twice_and_after_it_was_declined():
    leader = member(Role.LEADER)
    case = make.proposed()
    fire(case, "decline", leader, comment="Chưa đủ.")
    for code in ("decide", "decline"):
        with pytest.raises(NotAllowed):
            fire(case, code, leader, make.decision() if code == "decide" else {}, "" if code == "decide" else "x")


def test_deciding_after_withdrawal():
    case = make.under_review()
    fire(case, "withdraw", case.author, comment="Nhầm.")
    with pytest.raises(NotAllowed):
        fire(case, "decide", member(Role.LEADER), make.decision())


def test_a_form_that_was_not_in_force_that_day():
    today = timezone.localdate()
    form = make.a_form(valid_from=today - timedelta(days=5))
    case = make.proposed(form=form)
    for day in (today - timedelta(days=6), today + timedelta(days=1)):
        with pytest.raises(InvalidData):
            fire(case, "decide", member(Role.LEADER), make.decision(day))
    expired = make.with_dossier(form=make.a_form(valid_to=today - timedelta(days=1)))
    with pytest.raises(NotAllowed):
        fire(expired, "submit", expired.author)


def test_a_guard_that_changed_between_page_and_click():
    case = make.proposed(CaseKind.DISCIPLINE)
    seen = Discipline.objects.get(pk=case.pk)
    fire(case, "postpone", member(Role.MODERATOR), {"ground": "illness", "day": timezone.localdate()}, "Giấy viện")
    with pytest.raises(Conflict):
        fire(seen, "decide", member(Role.LEADER), make.decision(), expected_version=seen.version)
    assert Discipline.objects.get(pk=case.pk).state == "proposed"


@pytest.mark.parametrize("kind", KINDS)
def test_a_superuser_makes_no_step_that_the_table_does_not_give(kind):
    case = make.proposed(kind)
    for code in ("decide", "decline", "return_case", "withdraw"):
        with pytest.raises(NotAllowed):
            fire(case, code, UserFactory(is_superuser=True), make.decision(), "x")


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_handles_a_case_about_themselves(kind):
    reviewer, adviser, leader = member(Role.MODERATOR), member(Role.INTERNAL_AFFAIRS), member(Role.LEADER)
    for user, code, factory, data in (
        (reviewer, "take_up", make.submitted, {}),
        (adviser, "give_opinion", make.under_review, {"opinion": "agrees", "words": "x"}),
        (leader, "decide", make.proposed, make.decision()),
    ):
        case = factory(kind, subject_user=user)
        with pytest.raises(NotAllowed):
            fire(case, code, user, data)


def test_nobody_handles_a_case_about_their_own_agency():
    agency = AgencyFactory()
    form = make.a_form()
    case = make.submitted(form=form, subject_name="", subject_agency=agency)
    with pytest.raises(NotAllowed):
        fire(case, "take_up", member(Role.MODERATOR, agency))
    fire(case, "take_up", member(Role.MODERATOR))


def test_who_proposed_discipline_does_not_decide_it():
    agency = AgencyFactory()
    head = member(Role.HEAD, agency)
    case = make.proposed(CaseKind.DISCIPLINE, agency=agency, author=head)
    MembershipFactory(user=head, agency=agency, role=Role.LEADER)
    assert Membership.objects.filter(user=head).count() == 2
    head = type(head).objects.get(pk=head.pk)
    with pytest.raises(NotAllowed):
        fire(case, "decide", head, make.decision())


def test_nobody_proposes_discipline_for_himself():
    agency = AgencyFactory()
    head = member(Role.HEAD, agency)
    with pytest.raises(NotAllowed):
        make.draft(CaseKind.DISCIPLINE, agency=agency, author=head, subject_user=head)


def test_the_time_limit_counts_extends_and_stands_still():
    by = member(Role.MODERATOR)
    today = timezone.localdate()
    case = make.under_review(CaseKind.DISCIPLINE, by=by, found_on=today - timedelta(days=80))
    assert last_day(case) == today + timedelta(days=10)
    assert timezone.localdate(case.deadline_at) == today + timedelta(days=10)
    fire(case, "extend_limit", by, comment="Nhiều người liên quan.")
    assert timezone.localdate(case.deadline_at) == today + timedelta(days=70)
    with pytest.raises(NotAllowed):
        fire(case, "extend_limit", by, comment="Lần nữa.")
    fire(case, "postpone", by, {"ground": "illness", "day": today - timedelta(days=5)}, "Giấy viện")
    assert case.deadline_at is None
    fire(case, "resume", by)
    assert timezone.localdate(case.deadline_at) == today + timedelta(days=75)


def test_nothing_is_decided_after_the_time_limit():
    case = make.proposed(CaseKind.DISCIPLINE)
    Discipline.objects.filter(pk=case.pk).update(found_on=timezone.localdate() - timedelta(days=91))
    case.refresh_from_db()
    with pytest.raises(NotAllowed):
        fire(case, "decide", member(Role.LEADER), make.decision())


def test_evidence_is_frozen_when_the_case_is_proposed():
    agency = AgencyFactory()
    case = make.proposed(subject_name="", subject_agency=agency, form=make.a_form())
    assert case.evidence_at
    codes = {exhibit["code"] for exhibit in case.evidence}
    assert {"proposals.accepted", "field_reports.in_time"} <= codes
    assert all(exhibit["computed_at"] for exhibit in case.evidence)
    event = Event.objects.get(workflow="commendation", case_id=case.pk, transition="propose")
    assert len(event.data["evidence"]) == 64


def test_only_parties_are_told():
    outsider = member(Role.HEAD)
    auditor = member(Role.AUDITOR)
    subject = UserFactory()
    by = member(Role.MODERATOR)
    case = make.proposed(CaseKind.DISCIPLINE, by=by, subject_user=subject)
    told = set(Notification.objects.filter(event__case_id=case.pk).values_list("recipient", flat=True))
    assert subject.pk in told
    assert not {outsider.pk, auditor.pk} & told


def test_an_event_cannot_be_changed_and_without_the_trigger_it_is_found():
    case = make.submitted(CaseKind.DISCIPLINE)
    event = Event.objects.get(workflow="discipline", case_id=case.pk, transition="submit")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE engine_event SET target = 'approved' WHERE id = %s", [event.pk])
    with guard_lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE engine_event SET target = 'approved' WHERE id = %s", [event.pk])
    with pytest.raises(CommandError):
        call_command("verify_timeline", workflow="discipline")
