"""Escalation: the portal's own steps when a deadline comes near or has passed, each once for each deadline."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from workflows.engine import registry
from workflows.engine.calendars import calendar_for
from workflows.engine.clock import plan_escalation
from workflows.engine.definitions import Workflow
from workflows.engine.errors import NotAllowed
from workflows.engine.models.case import engine_writes
from workflows.engine.parties import SYSTEM
from workflows.engine.services import fire

logger = logging.getLogger(__name__)
BATCH = 200


def escalate_due(now: datetime, check: Callable[[], None] = lambda: None) -> dict[str, int]:
    """Take every escalation step that is due at ``now``, over all workflows; counts by workflow code.

    Each case is a transaction of its own, so that a crash loses and repeats nothing; ``check`` is called between
    cases and may raise to stop.
    """
    return {workflow.code: _escalate(workflow, now, check) for workflow in registry.workflows() if workflow.escalations}


def _escalate(workflow: Workflow, now: datetime, check: Callable[[], None]) -> int:
    model = registry.model_of(workflow)
    due = model._default_manager.filter(escalate_at__lte=now).order_by("pk").values_list("pk", flat=True)
    taken, after = 0, 0
    while keys := list(due.filter(pk__gt=after)[:BATCH]):
        for key in keys:
            check()
            taken += _take_step(workflow, model, key, now)
        after = keys[-1]
    return taken


def _take_step(workflow: Workflow, model: Any, key: int, now: datetime) -> int:
    """Make the case's next escalation step; of several missed ones (the worker stood still) only the last is made."""
    with transaction.atomic():
        case = model._default_manager.select_for_update().filter(pk=key, escalate_at__lte=now).first()
        if case is None:
            return 0
        code = ""
        while case.escalate_at and case.escalate_at <= now:
            code = workflow.escalations[case.escalation_step].transition
            case.escalation_step += 1
            plan_escalation(case, workflow, calendar_for(workflow.calendar))
        with engine_writes():
            case.save(update_fields=["escalation_step", "escalate_at"])
        try:
            with transaction.atomic():
                fire(case, code, SYSTEM, now=now)
        except NotAllowed:
            # The table gives no such step from where the case is: nobody needs to be reminded there.
            return 0
    return 1
