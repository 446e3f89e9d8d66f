"""``verify_timeline``: a whole timeline passes, every kind of tampering is found and the row named."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from ioc_site.common.append_only import guard_lifted
from tests.workflows.engine.casework.models import Repair
from tests.workflows.engine.casework.workflow import REPORTER
from tests.workflows.engine.factories import make_user, open_repair
from workflows.engine import registry
from workflows.engine.bulk import Past, write_histories
from workflows.engine.models import Event, EventDetail, Notification
from workflows.engine.parties import SYSTEM
from workflows.engine.services import erase_details, fire
from workflows.engine.verifying import Proof
from workflows.engine.working_time import VIETNAM

pytestmark = pytest.mark.django_db


def findings():
    return [str(finding) for finding in Proof().findings(registry.workflow("repair"))]


def run_sql(statement, *parameters):
    Notification.objects.all().delete()
    with guard_lifted(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.fixture
def worker():
    return make_user()


@pytest.fixture
def repair(worker):
    """A repair with five events, two of them with text; others stand before and after it."""
    open_repair(assigned_to=worker)
    repair = open_repair(assigned_to=worker)
    fire(repair, "ask", worker, comment="Ở đâu?")
    fire(repair, "answer", REPORTER, {"answer": "Ở cổng"})
    fire(repair, "finish", worker, {"fixed": "yes", "cost": 5})
    open_repair()
    return repair


def event(repair, seq):
    return Event.objects.get(case_id=repair.pk, seq=seq)


def test_a_whole_timeline_passes(repair):
    out = StringIO()
    call_command("verify_timeline", "--workflow", "repair", stdout=out)
    assert "8 events of 3 cases" in out.getvalue()


def test_erasure_does_not_break_the_chain(repair):
    erase_details(repair)
    assert findings() == []


@pytest.mark.parametrize("statement", ["UPDATE engine_event SET comment = 'x'", "DELETE FROM engine_event"])
def test_the_database_refuses_in_the_first_place(repair, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.replace("comment", "target"))


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "2020-01-01 00:00:00+00:00"), ("transition", "extend"), ("target", "done"), ("data", '{"cost": 6}')],
)
def test_a_changed_event_is_named(repair, column, value):
    bad = event(repair, 3)
    run_sql(f"UPDATE engine_event SET {column} = %s WHERE id = %s", value, bad.pk)  # noqa: S608
    assert f"event {bad.pk} (#3): its content" in findings()[0]
    err = StringIO()
    with pytest.raises(CommandError, match="wrong with the timeline"):
        call_command("verify_timeline", stdout=StringIO(), stderr=err)
    assert f"event {bad.pk}" in err.getvalue()


def test_a_changed_actor_is_named(repair):
    bad = event(repair, 2)
    run_sql("UPDATE engine_event SET actor_id = %s WHERE id = %s", make_user().pk, bad.pk)
    assert [f"event {bad.pk} (#2)" in text for text in findings()] == [True]


def test_a_removed_event_is_missed(repair):
    EventDetail.objects.filter(event=event(repair, 3)).delete()
    run_sql("DELETE FROM engine_event WHERE id = %s", event(repair, 3).pk)
    [found] = findings()
    assert f"event {event(repair, 4).pk} (#4): event #3 is missing" in found


def test_removed_last_events_are_missed_by_the_case(repair):
    run_sql("DELETE FROM engine_event WHERE id = %s", event(repair, 5).pk)
    [found] = findings()
    assert "names event #5 as its last one" in found


def test_a_forged_event_with_a_forged_hash_breaks_the_next(repair):
    bad = event(repair, 4)
    run_sql("UPDATE engine_event SET target = 'done', hash = %s WHERE id = %s", "0" * 64, bad.pk)
    assert [text.split(": ")[0].rpartition(" ")[2] for text in findings()] == ["(#4)", "(#5)"]


def test_changed_and_removed_texts_are_named(repair):
    EventDetail.objects.filter(event=event(repair, 3)).update(comment="Ở đây?")
    EventDetail.objects.filter(event=event(repair, 4)).delete()
    first, second = findings()
    assert "(#3): its text is not what was written" in first
    assert "(#4): its text was removed without a trace" in second


def test_an_added_text_is_named(repair):
    EventDetail.objects.create(event=event(repair, 5), comment="chèn thêm", salt="x")
    assert ["(#5): a text was added" in text for text in findings()] == [True]


def test_a_state_set_behind_the_engines_back_is_named(repair):
    run_sql("UPDATE casework_repair SET state = 'new', version = version + 1 WHERE id = %s", repair.pk)
    run_sql("UPDATE casework_repair SET version = version - 1 WHERE id = %s", repair.pk)
    [found] = findings()
    assert "the case is new, its last event led to done" in found


def test_a_case_that_is_gone_and_one_without_events(repair):
    other = open_repair()
    run_sql("DELETE FROM casework_repair WHERE id = %s", repair.pk)
    run_sql("DELETE FROM engine_event WHERE case_id = %s", other.pk)
    gone, empty = findings()
    assert "the case itself is gone" in gone
    assert empty == f"repair case {other.pk}, no event: the case has no events"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_histories_in_bulk_are_as_if_made_step_by_step(worker):
    past = [
        Past("opened", REPORTER, at("2026-03-02 09:00")),
        Past("assign", worker, at("2026-03-02 10:00"), {"handler": worker}, "gấp"),
        Past("ask", worker, at("2026-03-03 08:30"), comment="Ở đâu?"),
        Past("answer", REPORTER, at("2026-03-06 08:30"), {"answer": "Ở cổng"}),
        Past("overdue", SYSTEM, at("2026-03-11 08:30")),
        Past("finish", worker, at("2026-03-11 09:00"), {"fixed": "no"}),
    ]
    count = write_histories(Repair, ((Repair(title=f"Việc {n}", handler=worker), past) for n in range(5)), batch_size=2)
    assert count == 5
    assert findings() == []
    repair = Repair.objects.order_by("pk").last()
    assert (repair.state, repair.version, repair.finished_at) == ("refused", 6, at("2026-03-11 09:00"))
    assert repair.deadline_at == at("2026-03-10 17:00")
    assert repair.reference == f"SC-2026-{repair.pk:06d}"
    fire(repair, "reopen", REPORTER, comment="chưa xong")
    open_repair()
    assert findings() == []


@pytest.mark.parametrize(
    "past",
    [
        [Past("assign", SYSTEM, at("2026-03-02 09:00"))],
        [Past("opened", SYSTEM, at("2026-03-02 09:00")), Past("finish", SYSTEM, at("2026-03-02 10:00"))],
        [Past("opened", SYSTEM, at("2026-03-02 09:00")), Past("overdue", SYSTEM, at("2026-03-02 08:00"))],
    ],
)
def test_a_history_off_the_table_is_refused_whole(past):
    with pytest.raises(ValueError, match="repair: "):
        write_histories(Repair, [(Repair(title="x"), past)])
    assert not Repair.objects.exists()


def test_a_case_is_never_deleted(repair):
    with pytest.raises(RuntimeError, match="never deleted"):
        repair.delete()
    with pytest.raises(RuntimeError, match="never deleted"):
        Repair.objects.all().delete()
