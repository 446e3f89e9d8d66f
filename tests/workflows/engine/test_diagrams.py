"""Diagrams: every state and step of every workflow in words, nothing on top of anything, and text for the blind."""

import re
from itertools import combinations

import pytest
from defusedxml import ElementTree
from django.core.management import call_command
from django.utils import translation
from django.utils.functional import Promise

from tests.workflows.engine.casework.workflow import REPAIR
from workflows.engine import registry
from workflows.engine.diagrams import draw
from workflows.engine.diagrams.drawing import describe
from workflows.engine.diagrams.layout import Node, lay_out

SVG = "{http://www.w3.org/2000/svg}"


def words_of(svg):
    return " ".join(" ".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text"))


@pytest.mark.parametrize("workflow", registry.workflows(), ids=lambda workflow: workflow.code)
def test_every_workflow_draws_all_its_states_and_steps(workflow):
    with translation.override("vi"):
        svg = draw(workflow)
        words = words_of(svg)
        for state in workflow.states:
            for word in str(state.label).split():
                assert word in words
        for transition in workflow.transitions:
            if not transition.stays:
                assert str(transition.label).split()[0] in words
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        ids = {element.get("id") for element in root}
        assert set(root.get("aria-labelledby").split()) <= ids
        assert root.find(f"{SVG}desc").text == describe(workflow)
        assert "style=" not in svg
        assert "<script" not in svg


@pytest.mark.parametrize("workflow", registry.workflows(), ids=lambda workflow: workflow.code)
def test_every_label_of_every_workflow_is_translated(workflow):
    labels = [workflow.label]
    labels += [label for state in workflow.states for label in (state.label, state.public_label)]
    for transition in (workflow.opening, *workflow.transitions):
        labels += [transition.label, transition.done_label, transition.public_label, transition.comment_label]
        labels += [transition.help, *(field.label for field in transition.fields)]
    labels += [audience.label for audience in workflow.audiences]
    with translation.override("vi"):
        vietnamese = [str(label) for label in labels]
    with translation.override("en"):
        english = [str(label) for label in labels]
    untranslated = [
        label
        for label, vi, en in zip(labels, vietnamese, english, strict=True)
        if isinstance(label, Promise) and label and vi == en
    ]
    assert untranslated == []


def test_boxes_do_not_overlap():
    states = [Node(f"s{n}", 100 + 10 * n, 40) for n in range(9)]
    ways = [
        (f"s{a}", f"s{b}", Node(f"{a}>{b}", 80, 20))
        for a in range(9)
        for b in range(9)
        if a != b and (b - a in (1, 2, 5) or (a * b) % 7 == 3)
    ]
    layout = lay_out(states, ways)
    for one, other in combinations([node for node in layout.nodes if node.width], 2):
        apart_x = abs(one.x - other.x) >= (one.width + other.width) / 2
        apart_y = abs(one.y - other.y) >= (one.height + other.height) / 2
        assert apart_x or apart_y, (one, other)
    assert all(0 <= node.x <= layout.width and 0 <= node.y <= layout.height for node in layout.nodes)


def test_labels_cannot_break_out_of_the_drawing():
    from dataclasses import replace

    evil = replace(REPAIR, label="<script>alert(1)</script>")
    assert "<script" not in draw(evil)


def test_the_command_writes_one_file_a_workflow(tmp_path):
    call_command("draw_workflows", tmp_path / "so-do")
    files = {path.stem for path in (tmp_path / "so-do").glob("*.svg")}
    assert files == {workflow.code for workflow in registry.workflows()}
    assert re.search("Sơ đồ trạng thái", (tmp_path / "so-do" / "repair.svg").read_text(encoding="utf-8"))
