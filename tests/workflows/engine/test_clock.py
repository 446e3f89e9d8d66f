"""Deadlines of a case over its life: set, paused, resumed, extended, stopped, started anew."""

from datetime import datetime

import pytest

from tests.workflows.engine.casework.models import Repair
from tests.workflows.engine.casework.workflow import REPORTER
from tests.workflows.engine.factories import make_user, open_repair
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
    """Sent on Monday 2 March 2026 at nine, due in three working days."""
    return open_repair(assigned_to=worker, now=at("2026-03-02 09:00"))


def test_the_deadline_counts_working_days(repair):
    assert repair.deadline_at == repair.first_deadline_at == repair.clock_due_at == at("2026-03-05 17:00")


def test_waiting_for_somebody_else_stops_the_clock(repair, worker):
    fire(repair, "ask", worker, comment="Ở đâu?", now=at("2026-03-03 08:30"))
    assert repair.paused_at == at("2026-03-03 08:30")
    assert repair.clock_due_at is None
    assert not Repair.objects.overdue(at("2027-01-01 00:00")).exists()
    fire(repair, "answer", REPORTER, {"answer": "Ở cổng"}, now=at("2026-03-06 08:30"))
    assert repair.paused_at is None
    assert repair.paused_seconds == 3 * (7 * 3600 + 1800)
    assert repair.deadline_at == repair.first_deadline_at == repair.clock_due_at == at("2026-03-10 17:00")


def test_an_extension_leaves_the_first_deadline_visible(repair, worker):
    fire(repair, "extend", worker, {"until": "2026-03-20"}, "thiếu vật tư", now=at("2026-03-04 09:00"))
    assert repair.deadline_at == repair.clock_due_at == at("2026-03-20 17:00")
    assert repair.first_deadline_at == at("2026-03-05 17:00")
    assert repair.state_since == at("2026-03-02 09:00")


def test_the_end_stops_the_clock_and_reopening_starts_a_new_one(repair, worker):
    fire(repair, "finish", worker, {"fixed": "yes"}, now=at("2026-03-04 09:00"))
    assert repair.finished_at == at("2026-03-04 09:00")
    assert repair.clock_due_at is None
    assert repair.deadline_at == at("2026-03-05 17:00")
    fire(repair, "reopen", REPORTER, comment="lại hỏng", now=at("2026-03-09 09:00"))
    assert repair.finished_at is None
    assert repair.deadline_at == repair.first_deadline_at == repair.clock_due_at == at("2026-03-11 17:00")


def test_overdue_and_due_soon_are_queries(repair):
    assert not Repair.objects.overdue(at("2026-03-05 17:00")).exists()
    assert Repair.objects.overdue(at("2026-03-05 17:01")).get() == repair
    assert Repair.objects.due_between(at("2026-03-05 00:00"), at("2026-03-06 00:00")).get() == repair
    assert Repair.objects.in_group("unfinished").get() == repair
    assert Repair.objects.in_group("desk").get() == repair
    assert not Repair.objects.in_group("final").exists()


def test_the_next_escalation_is_planned_in_working_time(repair):
    assert repair.escalate_at == at("2026-03-04 16:30")  # eight working hours before Thursday 17:00
