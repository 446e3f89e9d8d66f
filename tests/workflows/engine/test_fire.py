"""Making transitions: the table, permissions, guards, answers, the version and the sending key."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.workflows.engine.casework.models import Repair
from tests.workflows.engine.casework.workflow import REPORTER
from tests.workflows.engine.factories import make_user, open_repair
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.models import Event, EventDetail
from workflows.engine.models.case import StateChangedOutside
from workflows.engine.parties import SYSTEM
from workflows.engine.queries import available
from workflows.engine.services import erase_details, fire, open_case

pytestmark = pytest.mark.django_db


def events_of(case):
    return list(Event.objects.filter(workflow="repair", case_id=case.pk).order_by("seq"))


def test_a_new_case_gets_reference_state_deadline_and_first_event():
    repair = open_repair()
    stored = Repair.objects.get(pk=repair.pk)
    assert stored.reference == f"SC-{stored.created_at.year}-{stored.pk:06d}"
    assert (stored.state, stored.version) == ("new", 1)
    assert stored.deadline_at == stored.first_deadline_at == stored.clock_due_at
    [event] = events_of(repair)
    assert (event.transition, event.source, event.target, event.party) == ("opened", "", "new", "reporter")
    assert event.hash == stored.chain_head


def test_a_transition_moves_the_case_and_appends_who_when_what():
    chief, worker = make_user(), make_user()
    repair = open_repair()
    fired = fire(repair, "assign", chief, {"handler": str(worker.pk)}, "Làm sớm giúp", expected_version=1)
    stored = Repair.objects.get(pk=repair.pk)
    assert (stored.state, stored.version, stored.handler) == ("assigned", 2, worker)
    assert (repair.state, repair.version, repair.handler_id) == ("assigned", 2, worker.pk)
    event = events_of(repair)[-1]
    assert (event.pk, event.actor, event.source, event.target) == (fired.event.pk, chief, "new", "assigned")
    assert event.data == {"handler": worker.pk}
    assert event.detail.comment == "Làm sớm giúp"


def test_free_text_stays_out_of_the_event_and_can_be_erased():
    worker = make_user()
    repair = open_repair(assigned_to=worker)
    fire(repair, "ask", worker, comment="Ở đâu ạ?")
    fire(repair, "answer", REPORTER, {"answer": "Nhà tôi, 12 Lê Lợi"})
    assert events_of(repair)[-1].data == {}
    assert events_of(repair)[-1].detail.answers == {"answer": "Nhà tôi, 12 Lê Lợi"}
    assert erase_details(repair) == 2
    assert not EventDetail.objects.exclude(comment="", answers={}, salt="").exists()


def test_an_outcome_chosen_by_the_answers():
    worker = make_user()
    repair = open_repair(assigned_to=worker)
    fire(repair, "finish", worker, {"fixed": "no", "cost": "250000"})
    assert repair.state == "refused"
    assert repair.finished_at
    assert repair.clock_due_at is None
    assert events_of(repair)[-1].data == {"fixed": "no", "cost": 250000}


@pytest.mark.parametrize("code", ["finish", "answer", "opened", "no-such-step", "", "x" * 10_000, "a\x00b"])
def test_what_the_table_does_not_give_is_refused_to_superusers_too(code):
    root = make_user(is_superuser=True)
    repair = open_repair()
    with pytest.raises(NotAllowed):
        fire(repair, code, root)
    assert Repair.objects.get(pk=repair.pk).version == 1


def test_permission_is_asked_of_superusers_too():
    root = make_user(is_superuser=True, is_staff=False)
    with pytest.raises(NotAllowed, match="Chỉ cán bộ"):
        fire(open_repair(), "assign", root, {"handler": root})


@pytest.mark.parametrize("actor", [None, SYSTEM, REPORTER])
def test_nobody_and_other_parties_are_refused(actor):
    repair = open_repair(assigned_to=make_user())
    with pytest.raises(NotAllowed):
        fire(repair, "extend", actor, {"until": "2099-01-01"}, "vì")


def test_an_account_that_was_switched_off_does_nothing():
    gone = make_user(is_active=False)
    with pytest.raises(NotAllowed):
        fire(open_repair(), "assign", gone, {"handler": gone})


def test_a_guard_that_changed_between_page_and_click_refuses():
    worker = make_user()
    repair = open_repair(assigned_to=worker)
    page = {button.transition.code: button for button in available(repair, worker)}
    assert page["finish"].is_allowed
    Repair.objects.filter(pk=repair.pk).update(is_locked=True)
    with pytest.raises(NotAllowed, match="đang bị khóa"):
        fire(repair, "finish", worker, {"fixed": "yes"}, expected_version=repair.version)


@pytest.mark.parametrize(
    ("data", "comment", "field"),
    [
        ({"until": "31/02/2099"}, "vì", "until"),
        ({"until": "không phải ngày"}, "vì", "until"),
        ({"until": "2020-01-01"}, "vì", "until"),
        ({"until": "x" * 10_000}, "vì", "until"),
        ({}, "vì", "until"),
        ({"until": "2099-01-01"}, "", "comment"),
        ({"until": "2099-01-01"}, "   ", "comment"),
        ({"until": "2099-01-01"}, "a\x00b", "comment"),
        ({"until": "2099-01-01"}, "a" * 10_001, "comment"),
        ({"until": "2099-01-01", "state": "done"}, "vì", "__all__"),
    ],
)
def test_bad_answers_are_errors_at_their_field_and_change_nothing(data, comment, field):
    worker = make_user()
    repair = open_repair(assigned_to=worker)
    with pytest.raises(InvalidData) as caught:
        fire(repair, "extend", worker, data, comment)
    assert field in caught.value.errors
    assert Repair.objects.get(pk=repair.pk).version == 2


@pytest.mark.parametrize("fixed", ["maybe", "", "yes\x00", ["yes", "no"], "done"])
def test_a_choice_that_was_not_offered_is_an_error(fixed):
    worker = make_user()
    repair = open_repair(assigned_to=worker)
    with pytest.raises(InvalidData):
        fire(repair, "finish", worker, {"fixed": fixed})


def test_two_people_at_once_the_second_learns_who_did_what():
    first, second = make_user(last_name="Trần Thị", first_name="Bình"), make_user()
    repair = open_repair()
    seen_by_second = Repair.objects.get(pk=repair.pk)
    fire(repair, "assign", first, {"handler": first}, expected_version=1)
    with pytest.raises(Conflict) as caught:
        fire(seen_by_second, "assign", second, {"handler": second}, "của tôi", expected_version=1)
    assert "Trần Thị Bình" in str(caught.value)
    assert "đã giao việc" in str(caught.value)
    assert "Bình" not in caught.value.public_message
    assert Repair.objects.get(pk=repair.pk).handler == first


def test_a_step_that_is_gone_because_somebody_acted_is_a_conflict():
    worker = make_user()
    repair = open_repair(assigned_to=worker)
    stale = Repair.objects.get(pk=repair.pk)
    fire(repair, "finish", worker, {"fixed": "yes"})
    with pytest.raises(Conflict):
        fire(stale, "finish", worker, {"fixed": "no"})
    with pytest.raises(NotAllowed):
        fire(repair, "finish", worker, {"fixed": "no"})


def test_the_same_sending_twice_counts_once():
    worker = make_user()
    repair = open_repair(assigned_to=worker)
    first = fire(repair, "finish", worker, {"fixed": "yes"}, expected_version=2, idempotency_key="k1")
    again = fire(repair, "finish", worker, {"fixed": "yes"}, expected_version=2, idempotency_key="k1")
    assert again.is_repeat
    assert not first.is_repeat
    assert again.event == first.event
    assert len(events_of(repair)) == 3
    with pytest.raises(NotAllowed):
        fire(repair, "reopen", REPORTER, comment="chưa xong", idempotency_key="k1")


def test_available_gives_the_buttons_in_order_with_reasons():
    worker, other = make_user(), make_user()
    repair = open_repair(assigned_to=worker)
    buttons = available(repair, other)
    assert [button.transition.code for button in buttons] == [
        "assign", "ask", "extend", "finish", "due_soon", "overdue"
    ]  # fmt: skip
    refused = {button.transition.code: str(button.reason) for button in buttons if not button.is_allowed}
    assert refused["ask"] == "Việc này của người được giao."
    assert "extend" not in refused


def test_state_changes_outside_the_engine_are_refused():
    repair = open_repair()
    repair.state = "done"
    with pytest.raises(StateChangedOutside):
        repair.save()
    with pytest.raises(StateChangedOutside):
        Repair.objects.filter(pk=repair.pk).update(state="done")
    with pytest.raises(StateChangedOutside):
        Repair.objects.bulk_update([repair], ["state"])
    with pytest.raises(StateChangedOutside):
        Repair.objects.create(title="x", state="done")
    with pytest.raises(StateChangedOutside):
        Repair.objects.bulk_create([Repair(title="x", state="done")])
    assert Repair.objects.get(pk=repair.pk).state == "new"


def test_the_database_refuses_a_change_of_state_by_raw_sql():
    repair = open_repair()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_repair SET state = 'done' WHERE id = %s", [repair.pk])


def test_saving_a_stale_row_leaves_the_newer_state_alone():
    worker = make_user()
    repair = open_repair()
    stale = Repair.objects.get(pk=repair.pk)
    fire(repair, "assign", worker, {"handler": worker})
    stale.title = "Đèn và dây hỏng"
    stale.save()
    stored = Repair.objects.get(pk=repair.pk)
    assert (stored.title, stored.state, stored.version) == ("Đèn và dây hỏng", "assigned", 2)


def test_opening_is_refused_as_any_step_and_leaves_nothing():
    with pytest.raises(InvalidData):
        open_case(Repair(title="x"), REPORTER, {"nonsense": 1})
    with pytest.raises(NotAllowed):
        open_case(Repair(title="x"), None)
    assert not Repair.objects.exists()
    assert not Event.objects.exists()
