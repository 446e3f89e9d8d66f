"""What the steps of a delivery change besides its state. Run inside the engine's transaction."""

from datetime import timedelta

from ioc_site.common.jobs.services import enqueue
from subsystems.indicators import publishing
from workflows.engine.definitions import Step

# Deliveries often come in several files; the scores are computed once for all of them.
_SETTLE = timedelta(seconds=60)


def keep_counts(step: Step) -> None:
    """Put the outcome of the check into the timeline; the check itself has written it to the delivery."""
    case = step.case
    step.record |= {"values": case.row_count, "errors": case.error_count, "warnings": case.warning_count}
    _assess_soon(step)


def mark_sent(step: Step) -> None:
    step.case.sent_at = step.at


def approve(step: Step) -> None:
    case = step.case
    case.approved_by = step.actor
    step.record |= {"warnings": case.warning_count}


def publish(step: Step) -> None:
    """Write the figures, all of them or none; ``CheckFailed`` leaves everything as it was."""
    case = step.case
    case.published_at = step.at
    changes = publishing.put_in_force(case, step.at)
    step.record["others"] = publishing.count_live(changes, case)
    step.record["written"] = changes[case.pk]
    _assess_soon(step)


def roll_back(step: Step) -> None:
    """Put in force again what held before."""
    changes = publishing.take_back(step.case, step.at)
    step.record["others"] = publishing.count_live(changes, step.case)
    _assess_soon(step)


def _assess_soon(step: Step) -> None:
    """The scores of data quality follow; what happens in the meantime is assessed with it."""
    enqueue("quality.assess", unique_key="quality.assess", scheduled_for=step.at + _SETTLE)
