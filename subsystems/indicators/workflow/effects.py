"""What the steps of a delivery change besides its state. Run inside the engine's transaction."""

from subsystems.indicators import publishing
from workflows.engine.definitions import Step


def keep_counts(step: Step) -> None:
    """Put the outcome of the check into the timeline; the check itself has written it to the delivery."""
    case = step.case
    step.record |= {"values": case.row_count, "errors": case.error_count, "warnings": case.warning_count}


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


def roll_back(step: Step) -> None:
    """Put in force again what held before."""
    changes = publishing.take_back(step.case, step.at)
    step.record["others"] = publishing.count_live(changes, step.case)
