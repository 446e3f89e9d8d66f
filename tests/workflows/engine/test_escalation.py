"""The portal's own steps at a deadline: each once, anew after an extension, none while nobody can act."""

from datetime import datetime

import pytest

from tests.workflows.engine.casework.models import Repair
from tests.workflows.engine.casework.workflow import REPORTER
from tests.workflows.engine.factories import make_user, open_repair
from workflows.engine.escalating import escalate_due
from workflows.engine.models import Event, Notification
from workflows.engine.services import fire
from workflows.engine.working_time import VIETNAM

pytestmark = pytest.mark.django_db


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture
def worker():
    return make_user()


@pytest.fixture
def repair(worker):
    """Due on Thursday 5 March 2026 at 17:00; the reminder comes eight working hours before."""
    return open_repair(assigned_to=worker, now=at("2026-03-02 09:00"))


def steps(repair):
    return list(Event.objects.filter(case_id=repair.pk, party="system").values_list("transition", flat=True))


def test_each_step_is_taken_once_when_its_time_has_come(repair, worker):
    assert escalate_due(at("2026-03-04 16:29"))["repair"] == 0
    assert escalate_due(at("2026-03-04 16:30"))["repair"] == 1
    assert escalate_due(at("2026-03-04 16:31"))["repair"] == 0
    assert steps(repair) == ["due_soon"]
    assert escalate_due(at("2026-03-05 17:00"))["repair"] == 1
    assert escalate_due(at("2026-03-30 17:00"))["repair"] == 0
    assert steps(repair) == ["due_soon", "overdue"]
    assert Notification.objects.filter(recipient=worker, event__party="system").count() == 2


def test_a_worker_that_stood_still_makes_only_the_last_step(repair):
    assert escalate_due(at("2026-03-20 08:00"))["repair"] == 1
    assert steps(repair) == ["overdue"]
    assert Repair.objects.get(pk=repair.pk).escalate_at is None


def test_an_extension_starts_anew(repair, worker):
    escalate_due(at("2026-03-20 08:00"))
    fire(repair, "extend", worker, {"until": "2026-03-27"}, "thiếu vật tư", now=at("2026-03-20 09:00"))
    assert repair.escalate_at == at("2026-03-26 16:30")
    assert escalate_due(at("2026-03-27 16:59"))["repair"] == 1
    assert escalate_due(at("2026-03-27 17:00"))["repair"] == 1
    assert steps(repair) == ["overdue", "due_soon", "overdue"]


def test_nothing_escalates_while_somebody_else_must_answer_or_all_is_done(repair, worker):
    fire(repair, "ask", worker, comment="Ở đâu?", now=at("2026-03-03 08:30"))
    assert escalate_due(at("2026-04-20 08:00"))["repair"] == 0
    fire(repair, "answer", REPORTER, {"answer": "Ở cổng"}, now=at("2026-04-20 08:30"))
    assert repair.escalate_at > at("2026-04-20 08:30")
    fire(repair, "finish", worker, {"fixed": "yes"}, now=at("2026-04-20 09:00"))
    assert escalate_due(at("2026-12-20 08:00"))["repair"] == 0
    assert steps(repair) == []


def test_a_crash_between_two_cases_repeats_and_loses_nothing(worker):
    repairs = [open_repair(assigned_to=worker, now=at("2026-03-02 09:00")) for _ in range(3)]
    checks = iter([None, RuntimeError()])

    def stop():
        if error := next(checks, None):
            raise error

    with pytest.raises(RuntimeError):
        escalate_due(at("2026-03-20 08:00"), stop)
    assert [len(steps(repair)) for repair in repairs] == [1, 0, 0]
    assert escalate_due(at("2026-03-20 08:00"))["repair"] == 2
    assert [len(steps(repair)) for repair in repairs] == [1, 1, 1]
