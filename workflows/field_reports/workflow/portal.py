"""What the portal does by itself: reminders, and escalation to head, moderators and leaders."""

from django.utils.translation import gettext_lazy as _

from workflows.engine.definitions import STAY, Due, Field, FieldKind, Transition
from workflows.engine.parties import SYSTEM, only
from workflows.field_reports import effects, parts
from workflows.field_reports.audiences import FOLLOWERS, HEADS, LEADERS, MODERATORS, OFFICERS, REPORTER_AUDIENCE
from workflows.field_reports.workflow import words
from workflows.field_reports.workflow.states import (
    ACCEPTED,
    ASSIGNED,
    IN_PARTS,
    IN_PROGRESS,
    REOPENED,
    RESOLVED,
    SUBMITTED,
)

_RUNNING = (SUBMITTED, ACCEPTED, ASSIGNED, IN_PROGRESS, IN_PARTS, RESOLVED, REOPENED)

SYSTEM_STEPS = (
    Transition(
        code="remind_due_soon",
        label=_("Remind: due soon"),
        done_label=_("reminded: due soon"),
        sources=_RUNNING,
        target=STAY,
        who=only(SYSTEM),
        tells=(OFFICERS, HEADS, MODERATORS),
        messages=words.DUE_SOON,
    ),
    Transition(
        code="escalate_overdue",
        label=_("Escalate: overdue"),
        done_label=_("escalated: overdue"),
        public_label=_("The deadline has passed"),
        sources=_RUNNING,
        target=STAY,
        who=only(SYSTEM),
        tells=(OFFICERS, HEADS, MODERATORS),
        messages=words.OVERDUE,
    ),
    Transition(
        code="escalate_to_leader",
        label=_("Escalate: long overdue"),
        done_label=_("escalated to the leaders: long overdue"),
        sources=_RUNNING,
        target=STAY,
        who=only(SYSTEM),
        tells=(HEADS, MODERATORS, LEADERS),
        messages=words.OVERDUE,
    ),
    Transition(
        code="parts_done",
        label=_("All parts are done"),
        done_label=_("put the results of the parts together"),
        sources=(IN_PARTS,),
        target=RESOLVED,
        who=only(SYSTEM),
        effects=(parts.gather_parts,),
        tells=(MODERATORS,),
    ),
    Transition(
        code="follow_part",
        label=_("Extend with a part"),
        done_label=_("moved the deadline with that of a part"),
        public_label=_("Deadline extended"),
        sources=(IN_PARTS,),
        target=STAY,
        who=only(SYSTEM),
        fields=(Field(name="until", kind=FieldKind.DATETIME, label=_("New deadline")),),
        due=Due(lambda step: step.data["until"]),
        effects=(effects.mark_extended,),
        tells=(REPORTER_AUDIENCE, FOLLOWERS),
        messages=words.EXTENDED,
    ),
)
