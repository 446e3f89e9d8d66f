"""What a step does to the deadline of a case: set, pause, resume, stop. Changes attributes only, saves nothing."""

from datetime import datetime
from typing import Any

from workflows.engine.definitions import Due, Kind, Step, Workflow
from workflows.engine.working_time import WorkingCalendar, WorkingDays, WorkingHours, deadline_after_pause


def advance_clock(step: Step, workflow: Workflow, calendar: WorkingCalendar) -> None:
    """Bring the deadline fields of ``step.case`` to how they stand after the step."""
    case, target = step.case, step.target
    is_final = target.kind is Kind.FINAL
    if case.paused_at and not target.pauses_deadline:
        _resume(case, step.at, calendar)
    if step.transition.due:
        _set_deadline(case, step.transition.due, step, calendar)
    if target.pauses_deadline and not case.paused_at and not is_final:
        case.paused_at = step.at
    if is_final != (step.source.kind is Kind.FINAL) or case.version == 0:
        case.finished_at = step.at if is_final else None
    case.clock_due_at = None if is_final or case.paused_at else case.deadline_at
    plan_escalation(case, workflow, calendar)


def plan_escalation(case: Any, workflow: Workflow, calendar: WorkingCalendar) -> None:
    """Set when the next escalation step of a running clock is due; never when there is none left."""
    case.escalate_at = None
    if case.clock_due_at is None or case.escalation_step >= len(workflow.escalations):
        return
    seconds = workflow.escalations[case.escalation_step].working_hours * 3600
    if seconds < 0:
        case.escalate_at = calendar.subtract_working_seconds(case.clock_due_at, -seconds)
    else:
        case.escalate_at = calendar.add_working_seconds(case.clock_due_at, seconds)


def _resume(case: Any, now: datetime, calendar: WorkingCalendar) -> None:
    if case.deadline_at:
        moved, paused = deadline_after_pause(calendar, case.deadline_at, case.paused_at, now)
        case.deadline_at = moved
        case.first_deadline_at, _same = deadline_after_pause(calendar, case.first_deadline_at, case.paused_at, now)
        case.paused_seconds += paused
    case.paused_at = None


def _set_deadline(case: Any, due: Due, step: Step, calendar: WorkingCalendar) -> None:
    end = due.of if isinstance(due.of, WorkingDays | WorkingHours) else due.of(step)
    if isinstance(end, WorkingDays | WorkingHours):
        end = calendar.add(step.at, end)
    case.deadline_at = end
    if due.restarts or case.first_deadline_at is None or end is None:
        case.first_deadline_at = end
    case.escalation_step = 0
