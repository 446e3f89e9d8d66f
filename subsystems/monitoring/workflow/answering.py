"""What the agency does that a matter was given to, and what the portal does by itself."""

from django.utils.translation import gettext_lazy as _

from subsystems.monitoring.audiences import AGENCY, LEADERS, MODERATORS
from subsystems.monitoring.permissions import user_can_answer
from subsystems.monitoring.workflow import effects, options
from subsystems.monitoring.workflow.states import ANSWERED, ASSIGNED, MISINFORMATION, NEW, NO_DEADLINE, RELEVANT
from workflows.engine.definitions import STAY, Ask, Field, FieldKind, Transition
from workflows.engine.parties import SYSTEM, only

AGENCY_STEPS = (
    Transition(
        code="answer",
        label=_("Answer"),
        done_label=_("answered"),
        sources=(ASSIGNED,),
        target=ANSWERED,
        who=user_can_answer,
        fields=(
            Field(
                name="answer",
                kind=FieldKind.LONG_TEXT,
                label=_("What is true, and what the agency does"),
                help=_("Write it so that it can be published."),
                max_length=5000,
            ),
            Field(
                name="answer_url",
                kind=FieldKind.TEXT,
                label=_("Link, when it is published already"),
                required=False,
                max_length=500,
            ),
        ),
        validate=options.check_links,
        due=NO_DEADLINE,
        effects=(effects.answer,),
        tells=(MODERATORS,),
    ),
    Transition(
        code="give_back",
        label=_("Give back: not our competence"),
        done_label=_("gave the matter back"),
        sources=(ASSIGNED,),
        target=RELEVANT,
        who=user_can_answer,
        comment=Ask.REQUIRED,
        comment_label=_("Reason"),
        effects=(effects.give_back,),
        tells=(MODERATORS,),
        is_danger=True,
    ),
)

SYSTEM_STEPS = (
    Transition(
        code="remind_due_soon",
        label=_("Remind: due soon"),
        done_label=_("reminded: due soon"),
        sources=(ASSIGNED,),
        target=STAY,
        who=only(SYSTEM),
        tells=(AGENCY,),
    ),
    Transition(
        code="escalate_overdue",
        label=_("Escalate: overdue"),
        done_label=_("escalated: overdue"),
        sources=(NEW, RELEVANT, ASSIGNED, MISINFORMATION),
        target=STAY,
        who=only(SYSTEM),
        tells=(AGENCY, MODERATORS),
    ),
    Transition(
        code="escalate_to_leader",
        label=_("Escalate: long overdue"),
        done_label=_("escalated to the leaders: long overdue"),
        sources=(ASSIGNED, MISINFORMATION),
        target=STAY,
        who=only(SYSTEM),
        effects=(effects.escalate,),
        tells=(LEADERS, MODERATORS, AGENCY),
    ),
)
