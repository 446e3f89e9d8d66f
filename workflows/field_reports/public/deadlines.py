"""How a report stands to its deadline, in the words and by the rules that list, page and figures share.

A result counts from when the agency reported it (``resolved_at``), not from its approval, which is not the agency's
time. The first deadline moves with pauses alone: waiting for the reporter is nobody's lateness.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from workflows.field_reports.models import FieldReport

ON_TIME, EXTENDED, LATE, OPEN, OVERDUE, NONE = "on_time", "extended", "late", "open", "overdue", "none"


def standing(
    *,
    resolved_at: datetime | None,
    finished_at: datetime | None,
    first_deadline_at: datetime | None,
    deadline_at: datetime | None,
    clock_due_at: datetime | None,
    now: datetime,
) -> str:
    """``on_time`` within the first deadline, ``extended`` within a later one that was granted, ``late`` after the last;
    ``overdue`` and ``open`` while there is no result; ``none`` for what ended without one."""
    if resolved_at is not None and first_deadline_at is not None and deadline_at is not None:
        if resolved_at <= first_deadline_at:
            return ON_TIME
        return EXTENDED if resolved_at <= deadline_at else LATE
    if finished_at is not None:
        return NONE
    return OVERDUE if clock_due_at is not None and clock_due_at < now else OPEN


@dataclass(frozen=True, slots=True)
class Deadline:
    """What the public is told of a report's deadline; ``kind`` is that of the tag."""

    label: str
    kind: str
    first: datetime | None
    extended_to: datetime | None
    done_at: datetime | None
    paused_at: datetime | None
    note: str


def deadline_of(report: FieldReport, now: datetime) -> Deadline:
    """The deadline of a public report as it stands at ``now``."""
    code = standing(
        resolved_at=report.resolved_at,
        finished_at=report.finished_at,
        first_deadline_at=report.first_deadline_at,
        deadline_at=report.deadline_at,
        clock_due_at=report.clock_due_at,
        now=now,
    )
    label, kind = _words(code, report)
    is_screened = report.accepted_at is not None
    later = report.deadline_at if report.is_extended and report.deadline_at != report.first_deadline_at else None
    return Deadline(
        label=label,
        kind=kind,
        first=report.first_deadline_at if is_screened else None,
        extended_to=later,
        done_at=report.resolved_at if report.finished_at else None,
        paused_at=report.paused_at,
        note=_note(report),
    )


def _words(code: str, report: FieldReport) -> tuple[str, str]:
    if report.paused_at:
        return _("Clock stopped: waiting for the reporter"), "info"
    known: dict[str, tuple[str, str]] = {
        ON_TIME: (_("Within the deadline"), "success"),
        EXTENDED: (_("Within the extended deadline"), "success"),
        LATE: (_("After the deadline"), "danger"),
        OVERDUE: (_("Overdue"), "danger"),
        OPEN: (_("Running"), "info"),
        NONE: (_("Ended without a deadline"), ""),
    }
    return known[code]


def _note(report: FieldReport) -> str:
    category: Any = report.category
    length = {"count": category.deadline_length, "unit": category.get_deadline_unit_display()}
    return _("Handling time of this category: %(count)s %(unit)s from acceptance, extensions need a reason.") % length
