"""Random walks: whatever is tried in whatever order, no case leaves the table and the chain verifies."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.workflows.engine.casework.models import Repair
from tests.workflows.engine.casework.workflow import REPAIR, REPORTER
from tests.workflows.engine.factories import make_user, open_repair
from workflows.engine.errors import TransitionError
from workflows.engine.models import Event
from workflows.engine.parties import SYSTEM
from workflows.engine.queries import available
from workflows.engine.services import erase_details, fire
from workflows.engine.verifying import Proof
from workflows.engine.working_time import VIETNAM

CODES = ["opened", *(transition.code for transition in REPAIR.transitions), "nonsense"]
ANSWERS = [
    {},
    {"fixed": "yes"},
    {"fixed": "no", "cost": 3},
    {"fixed": "x"},
    {"answer": "Ở cổng"},
    {"until": "2026-12-31"},
    {"until": "2020-01-01"},
    {"handler": 0},
    {"handler": 1},
]


class Walk(RuleBasedStateMachine):
    """Each walk in its own transaction, which is rolled back."""

    repairs = Bundle("repairs")

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = datetime(2026, 3, 2, 9, tzinfo=VIETNAM)
        self.staff = [make_user(), make_user()]
        self.actors = [*self.staff, make_user(is_staff=False, is_superuser=True), REPORTER, SYSTEM, None]
        self.states = {}

    @rule(target=repairs)
    def open(self):
        repair = open_repair(now=self.now)
        self.states[repair.pk] = "new"
        return repair

    @rule(target=repairs, worker=st.sampled_from([0, 1]))
    def open_assigned(self, worker):
        repair = open_repair(assigned_to=self.staff[worker], now=self.now)
        self.states[repair.pk] = "assigned"
        return repair

    @rule(
        repair=repairs,
        code=st.sampled_from(CODES),
        who=st.integers(0, 5),
        answers=st.sampled_from(ANSWERS),
        comment=st.sampled_from(["", "vì thế"]),
        version=st.one_of(st.none(), st.integers(0, 8)),
    )
    def try_anything(self, repair, code, who, answers, comment, version):
        actor = self.actors[who]
        if "handler" in answers:
            answers = {"handler": self.staff[answers["handler"]]}
        offered = {b.transition.code for b in available(Repair.objects.get(pk=repair.pk), actor) if b.is_allowed}
        before = self.states[repair.pk]
        try:
            fired = fire(repair, code, actor, answers, comment, expected_version=version, now=self.now)
        except TransitionError:
            assert Repair.objects.get(pk=repair.pk).state == before
            return
        transition = REPAIR.transition(code)
        assert code in offered
        assert before in {state.code for state in transition.sources}
        assert fired.case.state in {state.code for state in transition.targets}
        self.states[repair.pk] = fired.case.state

    @rule(repair=repairs, code=st.sampled_from(CODES))
    def make_what_is_offered(self, repair, code):
        """The likely way, so that walks get far."""
        answers = {
            "assign": {"handler": self.staff[0]},
            "answer": {"answer": "Ở cổng"},
            "extend": {"until": "2030-01-01"},
            "finish": {"fixed": "yes"},
        }
        fresh = Repair.objects.get(pk=repair.pk)
        for actor in self.actors:
            if code in {button.transition.code for button in available(fresh, actor) if button.is_allowed}:
                comment = "vì thế" if REPAIR.transition(code).comment.value == "required" else ""
                fired = fire(fresh, code, actor, answers.get(code, {}), comment, now=self.now)
                self.states[repair.pk] = fired.case.state
                return

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(repair=repairs)
    def erase(self, repair):
        erase_details(repair)

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @invariant()
    def every_case_is_where_its_events_led(self):
        for repair in Repair.objects.all():
            assert repair.state == self.states[repair.pk]
            last = Event.objects.filter(case_id=repair.pk).latest("seq")
            assert (repair.version, repair.chain_head) == (last.seq, last.hash)
            assert (repair.finished_at is not None) == (repair.state in REPAIR.group("final"))
            assert (repair.paused_at is not None) == (repair.state in REPAIR.group("paused"))
            is_running = repair.state in REPAIR.group("unfinished") - REPAIR.group("paused")
            assert repair.clock_due_at == (repair.deadline_at if is_running else None)

    @invariant()
    def the_chain_verifies(self):
        assert list(Proof().findings(REPAIR)) == []


@pytest.mark.django_db
def test_no_walk_leaves_the_table():
    run_state_machine_as_test(Walk, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))
