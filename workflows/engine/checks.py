"""House rules of workflows as Django system checks: a definition with a mistake does not start."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db.models import Model
from wagtail.models import RevisionMixin

from workflows.engine import registry
from workflows.engine.definitions import STAY, FieldKind, Kind, OneOf, State, Transition, Workflow
from workflows.engine.forms import RESERVED
from workflows.engine.models import Case


@register("workflows")
def check_workflows(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """All mistakes in the registered definitions and in the models of their cases."""
    return [Error(text, id=code) for code, text in _problems()]


def _problems() -> Iterator[tuple[str, str]]:
    for workflow in registry.workflows():
        yield from problems_of(workflow)
    registered = {registry.model_of(workflow) for workflow in registry.workflows()}
    for model in apps.get_models():
        if issubclass(model, Case):
            yield from problems_of_model(model, model in registered)
    for model in registered:
        if not issubclass(model, Case):
            yield "engine.E003", f"{model._meta.label} has a workflow but is no Case"


def problems_of_model(model: type[Model], is_registered: bool) -> Iterator[tuple[str, str]]:
    """(id, text) of every mistake in the model of a case."""
    if issubclass(model, RevisionMixin):
        yield "engine.E001", f"{model._meta.label} has revisions: publishing an older one would roll its state back"
    if not is_registered:
        yield "engine.E002", f"{model._meta.label} is a case without a registered workflow"


def problems_of(workflow: Workflow) -> Iterator[tuple[str, str]]:
    """(id, text) of every mistake in one definition."""
    everything = (workflow.opening, *workflow.transitions)
    yield from _twice(workflow, "states", [state.code for state in workflow.states])
    yield from _twice(workflow, "transitions", [transition.code for transition in everything])
    yield from _twice(workflow, "audiences", [audience.code for audience in workflow.audiences])
    yield from _twice(workflow, "placeholders", [placeholder.name for placeholder in workflow.placeholders])
    if workflow.opening.sources or not isinstance(workflow.opening.target, State):
        yield "engine.E011", f"{workflow.code}: the opening has no sources and exactly one target"
        return
    for transition in everything:
        for code, text in _problems_of_transition(workflow, transition):
            yield code, f"{workflow.code}.{transition.code}: {text}"
    yield from _problems_of_states(workflow)
    for escalation in workflow.escalations:
        if workflow.transition(escalation.transition) is None:
            yield "engine.E014", f"{workflow.code}: there is no transition {escalation.transition} to escalate with"


def _problems_of_states(workflow: Workflow) -> Iterator[tuple[str, str]]:
    within_reach = reachable(workflow)
    for state in workflow.states:
        if state not in within_reach:
            yield "engine.E012", f"{workflow.code}: the state {state.code} cannot be reached"
        leads_out = any(set(t.targets) - {state} for t in workflow.transitions if state in t.sources)
        if state.kind is not Kind.FINAL and not leads_out:
            yield "engine.E013", f"{workflow.code}: nothing leads out of the state {state.code}, which is not final"


def reachable(workflow: Workflow) -> set[State]:
    """The states that some path from the opening leads to."""
    found: set[State] = set()
    waiting = list(workflow.opening.targets)
    while waiting:
        state = waiting.pop()
        if state in found:
            continue
        found.add(state)
        for transition in workflow.transitions:
            if state in transition.sources and transition.target is not STAY:
                waiting.extend(transition.targets)
    return found


def _twice(workflow: Workflow, what: str, codes: list[str]) -> Iterator[tuple[str, str]]:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield "engine.E010", f"{workflow.code}: the code {code} stands twice among the {what}"


def _problems_of_transition(workflow: Workflow, transition: Transition) -> Iterator[tuple[str, str]]:
    if not callable(transition.who):
        yield "engine.E020", "does not say who may make it"
    if transition is not workflow.opening and not transition.sources:
        yield "engine.E021", "starts nowhere"
    named = {*transition.sources, *transition.targets}
    for state in sorted(named - set(workflow.states), key=lambda state: state.code):
        yield "engine.E022", f"names the state {state.code}, which the workflow does not have"
    if isinstance(transition.target, OneOf) and len(set(transition.target.targets)) < 2:
        yield "engine.E023", "chooses among fewer than two targets"
    for audience in transition.tells:
        if audience not in workflow.audiences:
            yield "engine.E024", f"tells {audience.code}, which the workflow does not list as an audience"
    yield from _problems_of_fields(transition)


def _problems_of_fields(transition: Transition) -> Iterator[tuple[str, str]]:
    names = [field.name for field in transition.fields]
    for name in sorted({name for name in names if names.count(name) > 1 or name in RESERVED}):
        yield "engine.E025", f"asks for {name} twice, or the name is reserved"
    for field in transition.fields:
        if field.kind in {FieldKind.CHOICE, FieldKind.CHOICES} and field.choices is None:
            yield "engine.E026", f"does not say the choices of {field.name}"
        if field.kind in {FieldKind.OBJECT, FieldKind.OBJECTS} and field.queryset is None:
            yield "engine.E027", f"does not say the rows to choose from for {field.name}"
