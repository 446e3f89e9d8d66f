"""Definitions are checked before they work: each mistake has its own system check."""

from dataclasses import replace
from typing import Any

import pytest
from wagtail.models import RevisionMixin

from tests.workflows.engine.casework.models import Repair
from tests.workflows.engine.casework.workflow import ASSIGNED, DONE, NEW, REPAIR, staff
from workflows.engine import registry
from workflows.engine.checks import check_workflows, problems_of, problems_of_model
from workflows.engine.definitions import Field, FieldKind, Kind, OneOf, State, Transition, Workflow

LOST = State("lost", "Lạc")


def transition(**changes):
    values: dict[str, Any] = {
        "code": "x",
        "label": "X",
        "done_label": "x",
        "sources": (NEW,),
        "target": DONE,
        "who": staff,
    }
    return Transition(**values | changes)


def with_transition(**changes) -> Workflow:
    return replace(REPAIR, transitions=(*REPAIR.transitions, transition(**changes)))


def ids(workflow):
    return {code for code, _text in problems_of(workflow)}


def test_every_registered_workflow_is_sound():
    assert registry.workflows()
    assert check_workflows(None) == []


@pytest.mark.parametrize(
    ("workflow", "code"),
    [
        (with_transition(code="assign"), "engine.E010"),
        (replace(REPAIR, states=(*REPAIR.states, State("new", "Mới nữa"))), "engine.E010"),
        (replace(REPAIR, opening=transition(sources=(NEW,))), "engine.E011"),
        (replace(REPAIR, states=(*REPAIR.states, LOST)), "engine.E012"),
        (replace(REPAIR, states=(*REPAIR.states, LOST)), "engine.E013"),
        (with_transition(who=None), "engine.E020"),
        (with_transition(sources=()), "engine.E021"),
        (with_transition(target=LOST), "engine.E022"),
        (with_transition(target=OneOf((DONE,), lambda step: DONE)), "engine.E023"),
        (replace(with_transition(tells=REPAIR.audiences), audiences=()), "engine.E024"),
        (with_transition(fields=(Field(name="key", kind=FieldKind.TEXT, label="K"),)), "engine.E025"),
        (with_transition(fields=(Field(name="c", kind=FieldKind.CHOICE, label="C"),)), "engine.E026"),
        (with_transition(fields=(Field(name="o", kind=FieldKind.OBJECT, label="O"),)), "engine.E027"),
    ],
)
def test_each_mistake_is_named(workflow, code):
    assert code in ids(workflow)


def test_cases_never_have_wagtail_revisions():
    class Draft(RevisionMixin, Repair):
        class Meta:
            app_label = "casework"
            abstract = True

    assert [code for code, _ in problems_of_model(Draft, True)] == ["engine.E001"]
    assert [code for code, _ in problems_of_model(Repair, False)] == ["engine.E002"]


def test_a_code_or_a_model_is_registered_once():
    registry.register(REPAIR)
    with pytest.raises(ValueError, match="already"):
        registry.register(replace(REPAIR, label="Khác"))


def test_groups_derive_from_the_states():
    assert REPAIR.group("final") == {"done", "refused"}
    assert REPAIR.group("unfinished") == {"new", "assigned", "asking"}
    assert REPAIR.group("paused") == REPAIR.group(Kind.WAITING.value) == {"asking"}
    assert REPAIR.group("desk") == {"assigned"}
    with pytest.raises(KeyError):
        REPAIR.group("no-such-group")
    assert REPAIR.initial == NEW
    assert ASSIGNED.shown_to_public == "Đã giao"
