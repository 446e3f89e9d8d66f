"""What Sở TTTT does with a proposal: receive, answer, merge, forward (Article 7; Article 11 clause 2)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.engine.definitions import STAY, Ask, Due, Field, FieldKind, Transition
from workflows.proposals import deadlines, effects, options
from workflows.proposals.audiences import ASSIGNEES, AUTHOR, HEADS, SUPPORTERS
from workflows.proposals.permissions import user_can_coordinate
from workflows.proposals.workflow.states import (
    ACCEPTED,
    DECLINED,
    DRAFT,
    ENDORSED,
    IN_PROGRESS,
    MERGED,
    RECEIVED,
)

_ANSWER = Field(name="answer", kind=FieldKind.LONG_TEXT, label=_("Answer with the reason"), max_length=10_000)

COORDINATION_STEPS = (
    Transition(
        code="receive",
        label=pgettext_lazy("proposal", "Receive"),
        done_label=_("received it"),
        sources=(ENDORSED,),
        target=RECEIVED,
        who=user_can_coordinate,
        due=Due(effects.keep_incident_time(deadlines.ANSWERING_TIME)),
        effects=(effects.receive,),
        tells=(AUTHOR, HEADS),
    ),
    Transition(
        code="return_for_details",
        label=_("Return: details are missing"),
        done_label=_("returned it: details are missing"),
        sources=(ENDORSED, RECEIVED),
        target=DRAFT,
        who=user_can_coordinate,
        comment=Ask.REQUIRED,
        comment_label=_("What is missing"),
        due=Due(lambda step: None),
        tells=(AUTHOR, HEADS),
    ),
    Transition(
        code="accept",
        label=pgettext_lazy("proposal", "Accept"),
        done_label=_("accepted it"),
        sources=(RECEIVED,),
        target=ACCEPTED,
        who=user_can_coordinate,
        fields=(_ANSWER,),
        due=Due(effects.keep_incident_time(deadlines.ANSWERING_TIME)),
        effects=(effects.answer,),
        tells=(AUTHOR, HEADS, SUPPORTERS),
    ),
    Transition(
        code="decline",
        label=pgettext_lazy("proposal", "Decline"),
        done_label=_("declined it"),
        sources=(RECEIVED, ACCEPTED),
        target=DECLINED,
        who=user_can_coordinate,
        fields=(_ANSWER,),
        effects=(effects.answer,),
        tells=(AUTHOR, HEADS, SUPPORTERS),
        is_danger=True,
    ),
    Transition(
        code="merge",
        label=_("Merge into another"),
        done_label=_("merged it into another"),
        sources=(ENDORSED, RECEIVED),
        target=MERGED,
        who=user_can_coordinate,
        fields=(
            Field(
                name="other",
                kind=FieldKind.OBJECT,
                label=_("Proposal that goes on"),
                queryset=options.open_ones_of_the_kind,
            ),
        ),
        comment=Ask.OPTIONAL,
        effects=(effects.merge,),
        tells=(AUTHOR, HEADS, SUPPORTERS),
    ),
    Transition(
        code="forward",
        label=_("Forward"),
        done_label=_("forwarded it"),
        sources=(ACCEPTED,),
        target=IN_PROGRESS,
        who=user_can_coordinate,
        fields=(
            Field(
                name="agency",
                kind=FieldKind.OBJECT,
                label=_("Operator or agency that carries it out"),
                queryset=options.agencies_to_forward_to,
            ),
            Field(
                name="until",
                kind=FieldKind.DATE,
                label=_("Last day"),
                help=_("Empty: 20 working days; an incident keeps the time that its severity gives."),
                required=False,
                minimum=options.tomorrow,
                maximum=options.in_two_years,
            ),
        ),
        comment=Ask.OPTIONAL,
        due=Due(effects.time_to_do),
        effects=(effects.forward,),
        tells=(AUTHOR, ASSIGNEES),
    ),
    Transition(
        code="forward_again",
        label=_("Forward to somebody else"),
        done_label=_("forwarded it to somebody else"),
        sources=(IN_PROGRESS,),
        target=STAY,
        who=user_can_coordinate,
        fields=(
            Field(
                name="agency",
                kind=FieldKind.OBJECT,
                label=_("Operator or agency that carries it out"),
                queryset=options.agencies_to_forward_to,
            ),
        ),
        comment=Ask.REQUIRED,
        comment_label=_("Reason"),
        effects=(effects.forward,),
        tells=(AUTHOR, ASSIGNEES),
    ),
)
