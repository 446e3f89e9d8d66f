"""What the portal does by itself: reminders, and escalation to head, moderators and leaders."""

from django.utils.translation import gettext_lazy as _

from workflows.engine.definitions import STAY, Transition
from workflows.engine.parties import SYSTEM, only
from workflows.field_reports.audiences import HEADS, LEADERS, MODERATORS, OFFICERS
from workflows.field_reports.workflow.states import ACCEPTED, ASSIGNED, IN_PROGRESS, REOPENED, RESOLVED, SUBMITTED

SYSTEM_STEPS = (
    Transition(
        code="remind_due_soon",
        label=_("Remind: due soon"),
        done_label=_("reminded: due soon"),
        sources=(SUBMITTED, ACCEPTED, ASSIGNED, IN_PROGRESS, RESOLVED, REOPENED),
        target=STAY,
        who=only(SYSTEM),
        tells=(OFFICERS, HEADS, MODERATORS),
    ),
    Transition(
        code="escalate_overdue",
        label=_("Escalate: overdue"),
        done_label=_("escalated: overdue"),
        public_label=_("The deadline has passed"),
        sources=(SUBMITTED, ACCEPTED, ASSIGNED, IN_PROGRESS, RESOLVED, REOPENED),
        target=STAY,
        who=only(SYSTEM),
        tells=(OFFICERS, HEADS, MODERATORS),
    ),
    Transition(
        code="escalate_to_leader",
        label=_("Escalate: long overdue"),
        done_label=_("escalated to the leaders: long overdue"),
        sources=(SUBMITTED, ACCEPTED, ASSIGNED, IN_PROGRESS, RESOLVED, REOPENED),
        target=STAY,
        who=only(SYSTEM),
        tells=(HEADS, MODERATORS, LEADERS),
    ),
)
