"""What the agency that proposes does: write, endorse, send, take back."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.engine.definitions import STAY, Ask, Due, OneOf, Transition
from workflows.proposals import deadlines, effects
from workflows.proposals.audiences import ASSIGNEES, AUTHOR, COORDINATORS, HEADS, OPERATORS
from workflows.proposals.permissions import (
    user_can_endorse,
    user_can_note,
    user_can_propose,
    user_can_speak_for,
)
from workflows.proposals.workflow.states import (
    ACCEPTED,
    DRAFT,
    ENDORSED,
    IN_PROGRESS,
    RECEIVED,
    SUBMITTED,
    WITHDRAWN,
)

OPENING = Transition(
    code="draft",
    label=_("Write a proposal"),
    done_label=_("wrote a draft"),
    sources=(),
    target=DRAFT,
    who=user_can_propose,
)

AGENCY_STEPS = (
    Transition(
        code="submit",
        label=_("Send in"),
        done_label=_("sent it in"),
        help=_("It goes to the head of your agency; an incident goes to Sở TTTT at once."),
        sources=(DRAFT,),
        target=OneOf((SUBMITTED, ENDORSED), effects.where_submitting_leads),
        who=user_can_speak_for,
        due=Due(effects.time_after_submitting),
        effects=(effects.submit,),
        tells=(HEADS, OPERATORS, COORDINATORS),
    ),
    Transition(
        code="endorse",
        label=_("Endorse and send to Sở TTTT"),
        done_label=_("endorsed it"),
        sources=(SUBMITTED,),
        target=ENDORSED,
        who=user_can_endorse,
        comment=Ask.OPTIONAL,
        due=Due(deadlines.RECEIVING_TIME),
        tells=(AUTHOR, COORDINATORS),
    ),
    Transition(
        code="send_back",
        label=_("Back to the author"),
        done_label=_("sent it back to the author"),
        sources=(SUBMITTED,),
        target=DRAFT,
        who=user_can_endorse,
        comment=Ask.REQUIRED,
        comment_label=_("Reason"),
        due=Due(lambda step: None),
        tells=(AUTHOR,),
    ),
    Transition(
        code="withdraw",
        label=pgettext_lazy("proposal", "Take back"),
        done_label=_("took it back"),
        sources=(DRAFT, SUBMITTED, ENDORSED, RECEIVED),
        target=WITHDRAWN,
        who=user_can_speak_for,
        comment=Ask.REQUIRED,
        comment_label=_("Reason"),
        tells=(HEADS, COORDINATORS),
        is_danger=True,
    ),
    Transition(
        code="note",
        label=_("Note"),
        done_label=_("wrote a note"),
        sources=(SUBMITTED, ENDORSED, RECEIVED, ACCEPTED, IN_PROGRESS),
        target=STAY,
        who=user_can_note,
        comment=Ask.REQUIRED,
        comment_label=_("Note"),
        tells=(AUTHOR, ASSIGNEES),
    ),
)
