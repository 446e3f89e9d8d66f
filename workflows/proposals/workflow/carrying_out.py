"""What the operator or an agency does with a proposal forwarded to it, and with incidents (Article 6 clause 3)."""

from django.utils.translation import gettext_lazy as _

from workflows.engine.definitions import STAY, Ask, Field, FieldKind, Transition
from workflows.engine.parties import SYSTEM, only
from workflows.proposals import effects
from workflows.proposals.audiences import ASSIGNEES, AUTHOR, COORDINATORS, HEADS, LEADERS, OPERATORS, SUPPORTERS
from workflows.proposals.permissions import user_can_carry_out, user_can_finish, user_can_operate
from workflows.proposals.workflow.states import (
    ACCEPTED,
    DONE,
    ENDORSED,
    IN_PROGRESS,
    OPEN_INCIDENT,
    RECEIVED,
    SUBMITTED,
)

WORK_STEPS = (
    Transition(
        code="acknowledge",
        label=_("Acknowledge the incident"),
        done_label=_("acknowledged the incident"),
        sources=OPEN_INCIDENT,
        target=STAY,
        who=user_can_operate,
        guards=(effects.not_acknowledged,),
        comment=Ask.OPTIONAL,
        effects=(effects.acknowledge,),
        tells=(AUTHOR, HEADS, COORDINATORS),
    ),
    Transition(
        code="progress",
        label=_("Report progress"),
        done_label=_("reported progress"),
        sources=(IN_PROGRESS,),
        target=STAY,
        who=user_can_carry_out,
        comment=Ask.REQUIRED,
        comment_label=_("Progress"),
        tells=(AUTHOR, COORDINATORS),
    ),
    Transition(
        code="finish",
        label=_("Done"),
        done_label=_("carried it out"),
        sources=(IN_PROGRESS,),
        target=DONE,
        who=user_can_finish,
        fields=(Field(name="result", kind=FieldKind.LONG_TEXT, label=_("What was done"), max_length=10_000),),
        effects=(effects.finish,),
        tells=(AUTHOR, HEADS, SUPPORTERS, COORDINATORS),
    ),
)

_RUNNING = (SUBMITTED, ENDORSED, RECEIVED, ACCEPTED, IN_PROGRESS)

SYSTEM_STEPS = (
    Transition(
        code="enact",
        label=_("Taken up by an amendment"),
        done_label=_("took it up in an amendment that was issued"),
        sources=(ACCEPTED, IN_PROGRESS),
        target=DONE,
        who=only(SYSTEM),
        guards=(effects.was_gathered,),
        fields=(Field(name="result", kind=FieldKind.LONG_TEXT, label=_("What was done"), max_length=10_000),),
        effects=(effects.finish,),
        tells=(AUTHOR, HEADS, SUPPORTERS, COORDINATORS),
    ),
    Transition(
        code="remind_overdue",
        label=_("Remind: overdue"),
        done_label=_("reminded: overdue"),
        sources=_RUNNING,
        target=STAY,
        who=only(SYSTEM),
        tells=(HEADS, ASSIGNEES, OPERATORS, COORDINATORS),
    ),
    Transition(
        code="escalate_to_leader",
        label=_("Escalate: long overdue"),
        done_label=_("escalated to the leaders: long overdue"),
        sources=_RUNNING,
        target=STAY,
        who=only(SYSTEM),
        tells=(COORDINATORS, LEADERS),
    ),
)
