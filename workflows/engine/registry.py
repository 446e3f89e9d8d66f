"""The workflows that exist. A room registers its definition when its app is ready."""

from django.apps import apps
from django.db.models import Model

from workflows.engine.definitions import Workflow

_workflows: dict[str, Workflow] = {}
_by_model: dict[type[Model], Workflow] = {}


def register(workflow: Workflow) -> None:
    """Make a workflow known; raises ``ValueError`` when its code or its model is taken by another one."""
    model = apps.get_model(workflow.model)
    if _workflows.get(workflow.code, workflow) is not workflow or _by_model.get(model, workflow) is not workflow:
        raise ValueError(f"the workflow {workflow.code!r} or its model {workflow.model} is registered already")
    _workflows[workflow.code] = workflow
    _by_model[model] = workflow


def workflows() -> list[Workflow]:
    """All registered workflows, by code."""
    return [_workflows[code] for code in sorted(_workflows)]


def secret_codes() -> frozenset[str]:
    """Codes of the workflows of which nobody but the parties may learn anything, not even a count."""
    return frozenset(code for code, workflow in _workflows.items() if workflow.is_secret)


def workflow(code: str) -> Workflow:
    """The workflow with this code; ``KeyError`` when there is none."""
    return _workflows[code]


def workflow_of(model: type[Model]) -> Workflow:
    """The workflow of a model; ``KeyError`` when it has none."""
    return _by_model[model]


def model_of(workflow: Workflow) -> type[Model]:
    """The model whose rows are the cases of a workflow."""
    return apps.get_model(workflow.model)
