"""Random walks through the table of field reports, by everybody who takes part: no path leaves the table."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AreaFactory, member
from tests.workflows.field_reports import factories as make
from workflows.engine.errors import TransitionError
from workflows.engine.models import Event
from workflows.engine.parties import SYSTEM
from workflows.engine.queries import available
from workflows.engine.services import fire
from workflows.engine.verifying import Proof
from workflows.field_reports.models import FieldReport
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.services import Contact, NewReport, submit_report
from workflows.field_reports.workflow import FIELD_REPORT

CODES = sorted({transition.code for transition in FIELD_REPORT.transitions})
PEOPLE = ("moderator", "officer", "head", "other_officer", "leader", "auditor", "reporter", "system")


class Walk(RuleBasedStateMachine):
    """Each walk in its own transaction, which is rolled back."""

    reports = Bundle("reports")

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = timezone.now()
        self.agencies = [make.district(), make.district()]
        self.category, self.other_category, self.area = make.CategoryFactory(), make.CategoryFactory(), AreaFactory()
        self.people: dict[str, Any] = {
            "moderator": make.moderator(),
            "officer": member(Role.OFFICER, self.agencies[0]),
            "head": member(Role.HEAD, self.agencies[0]),
            "other_officer": member(Role.OFFICER, self.agencies[1]),
            "leader": member(Role.LEADER),
            "auditor": member(Role.AUDITOR),
            "reporter": REPORTER,
            "system": SYSTEM,
        }
        self.states: dict[int, str] = {}

    def answers(self, code: str) -> dict[str, Any]:
        """Answers that the form of a step takes, where the case allows it at all."""
        first = FieldReport.objects.order_by("pk").first()
        known: dict[str, Any] = {
            "agency": self.agencies[0],
            "agencies": self.agencies,
            "handler": self.people["officer"],
            "original": first,
            "category": self.other_category,
            "outcome": "fixed",
            "result": "Đã vá xong mặt đường.",
            "rejection": "not_field",
            "channel": "complaint",
            "rating": 4,
            "until": (self.now + timedelta(days=40)).date(),
            "is_public": True,
        }
        step = FIELD_REPORT.transition(code)
        asked = {field.name for field in step.fields} if step else set()
        return {name: value for name, value in known.items() if name in asked}

    def comment(self, code: str) -> str:
        step = FIELD_REPORT.transition(code)
        return "vì thế" if step and step.comment.value == "required" else ""

    @rule(target=reports)
    def send(self) -> FieldReport:
        report = submit_report(
            NewReport(category=self.category, description="Ổ gà lớn.", area=self.area, contact=Contact()),
            now=self.now,
        )
        self.states[report.pk] = report.state
        return report

    @rule(report=reports, code=st.sampled_from([*CODES, "nonsense"]), who=st.sampled_from(PEOPLE), bare=st.booleans())
    def try_anything(self, report: FieldReport, code: str, who: str, bare: bool) -> None:
        actor, before = self.people[who], self.states[report.pk]
        fresh = FieldReport.objects.get(pk=report.pk)
        offered = {button.transition.code for button in available(fresh, actor) if button.is_allowed}
        try:
            with transaction.atomic():
                fired = fire(report, code, actor, {} if bare else self.answers(code), self.comment(code), now=self.now)
        except TransitionError:
            assert FieldReport.objects.get(pk=report.pk).state == before
            return
        assert code in offered
        self.moved(fired.case, code, before)

    @rule(report=reports, code=st.sampled_from(CODES))
    def make_what_is_offered(self, report: FieldReport, code: str) -> None:
        """The likely way, so that walks get far."""
        fresh = FieldReport.objects.get(pk=report.pk)
        for actor in self.people.values():
            if code in {button.transition.code for button in available(fresh, actor) if button.is_allowed}:
                before = self.states[report.pk]
                try:
                    with transaction.atomic():
                        fired = fire(fresh, code, actor, self.answers(code), self.comment(code), now=self.now)
                except TransitionError:
                    continue
                self.moved(fired.case, code, before)
                return

    def moved(self, report: FieldReport, code: str, before: str) -> None:
        step = FIELD_REPORT.transition(code)
        assert step is not None
        assert before in {state.code for state in step.sources}
        assert report.state in {state.code for state in step.targets}
        # A step on one report may move those that hang on it (parts, copies): their own events say so, see below.
        self.states |= dict(FieldReport.objects.values_list("pk", "state"))

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @invariant()
    def every_report_is_where_its_events_led(self) -> None:
        for report in FieldReport.objects.all():
            assert report.state == self.states[report.pk]
            events = list(Event.objects.filter(workflow="field_report", case_id=report.pk).order_by("seq"))
            assert [event.seq for event in events] == list(range(1, report.version + 1))
            assert (report.state, report.chain_head) == (events[-1].target, events[-1].hash)
            for earlier, later in pairwise(events):
                step = FIELD_REPORT.transition(later.transition)
                assert step is not None
                assert later.source == earlier.target
                assert later.source in {state.code for state in step.sources}
                assert later.target in {state.code for state in step.targets}
            assert (report.finished_at is not None) == (report.state in FIELD_REPORT.group("final"))
            assert not (report.is_public and report.state in ("rejected", "withdrawn"))

    @invariant()
    def the_chain_verifies(self) -> None:
        assert list(Proof().findings(FIELD_REPORT)) == []


@pytest.mark.django_db
def test_no_walk_leaves_the_table():
    run_state_machine_as_test(Walk, settings=settings(max_examples=8, stateful_step_count=25, deadline=None))


@pytest.mark.django_db
def test_the_offered_steps_lead_all_the_way():
    """The walks above would prove little if their answers never fitted: every step but a few is made in here."""
    walk, made = Walk(), set()
    try:
        for code in (
            "accept",
            "assign",
            "start",
            "ask_extension",
            "grant_extension",
            "resolve",
            "approve_result",
            "rate",
        ):
            report = FieldReport.objects.first() or walk.send()
            walk.make_what_is_offered(report, code)
            made = set(Event.objects.filter(case_id=report.pk).values_list("transition", flat=True))
        assert {"accept", "assign", "start", "ask_extension", "grant_extension", "resolve", "approve_result"} <= made
        walk.every_report_is_where_its_events_led()
        walk.the_chain_verifies()
    finally:
        walk.teardown()
