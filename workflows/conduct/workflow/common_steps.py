"""The steps that commendation and discipline share (Article 10 clause 3)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.conduct import effects, guards
from workflows.conduct.audiences import ADVISERS, AUTHOR, DECIDERS, HEADS, REVIEWERS, SUBJECT
from workflows.conduct.enums import Opinion
from workflows.conduct.permissions import (
    user_can_advise,
    user_can_decide,
    user_can_review,
    user_can_submit,
    user_can_write,
)
from workflows.conduct.workflow.states import (
    CONSULTED,
    DECLINED,
    DRAFT,
    PROPOSED,
    RETURNED,
    SUBMITTED,
    UNDER_REVIEW,
    WITHDRAWN,
)
from workflows.engine.definitions import Ask, Due, Field, FieldKind, State, Transition

OPENING = Transition(
    code="draft",
    label=pgettext_lazy("conduct", "Write a case"),
    done_label=pgettext_lazy("conduct", "wrote a draft"),
    sources=(),
    target=DRAFT,
    who=user_can_write,
    due=Due(effects.time_limit),
)

PROPOSING = (
    Transition(
        code="submit",
        label=pgettext_lazy("conduct", "Send to Sở TTTT"),
        done_label=pgettext_lazy("conduct", "sent it to Sở TTTT"),
        sources=(DRAFT, RETURNED),
        target=SUBMITTED,
        who=user_can_submit,
        guards=(guards.form_is_in_force, guards.dossier_is_complete, guards.within_the_time_limit),
        tells=(AUTHOR, REVIEWERS),
    ),
    Transition(
        code="withdraw",
        label=pgettext_lazy("conduct", "Withdraw"),
        done_label=pgettext_lazy("conduct", "withdrew it"),
        sources=(DRAFT, SUBMITTED, UNDER_REVIEW, RETURNED),
        target=WITHDRAWN,
        who=user_can_submit,
        comment=Ask.REQUIRED,
        comment_label=_("Reason"),
        tells=(AUTHOR, REVIEWERS),
        is_danger=True,
    ),
)

REVIEWING = (
    Transition(
        code="take_up",
        label=pgettext_lazy("conduct", "Take up for review"),
        done_label=pgettext_lazy("conduct", "took it up for review"),
        sources=(SUBMITTED,),
        target=UNDER_REVIEW,
        who=user_can_review,
        tells=(AUTHOR, HEADS, ADVISERS),
    ),
    Transition(
        code="return_case",
        label=pgettext_lazy("conduct", "Return to the agency"),
        done_label=pgettext_lazy("conduct", "returned it to the agency"),
        sources=(UNDER_REVIEW, CONSULTED),
        target=RETURNED,
        who=user_can_review,
        comment=Ask.REQUIRED,
        comment_label=pgettext_lazy("conduct", "What is missing"),
        tells=(AUTHOR, HEADS),
    ),
    Transition(
        code="give_opinion",
        label=pgettext_lazy("conduct", "Record the opinion of Sở Nội vụ"),
        done_label=pgettext_lazy("conduct", "recorded the opinion of Sở Nội vụ"),
        sources=(UNDER_REVIEW,),
        target=CONSULTED,
        who=user_can_advise,
        guards=(guards.not_postponed,),
        fields=(
            Field(
                name="opinion",
                kind=FieldKind.CHOICE,
                label=_("Opinion"),
                choices=lambda case: Opinion.choices,
            ),
            Field(name="words", kind=FieldKind.LONG_TEXT, label=_("In words, with the legal basis"), max_length=10_000),
        ),
        effects=(effects.record_opinion,),
        tells=(AUTHOR, REVIEWERS),
    ),
    Transition(
        code="propose",
        label=pgettext_lazy("conduct", "Propose to the Chairman"),
        done_label=pgettext_lazy("conduct", "proposed it to the Chairman"),
        help=_("The evidence is computed once more and frozen."),
        sources=(CONSULTED,),
        target=PROPOSED,
        who=user_can_review,
        guards=(
            guards.form_is_in_force,
            guards.dossier_is_complete,
            guards.opinion_is_there,
            guards.subject_was_heard,
            guards.not_postponed,
            guards.within_the_time_limit,
        ),
        comment=Ask.OPTIONAL,
        effects=(effects.freeze_evidence,),
        tells=(AUTHOR, HEADS, DECIDERS),
    ),
)


def deciding(target: State) -> tuple[Transition, ...]:
    """The Chairman's two answers; what follows from a yes differs between the kinds."""
    return (
        Transition(
            code="decide",
            label=pgettext_lazy("conduct", "Record the decision"),
            done_label=pgettext_lazy("conduct", "decided"),
            sources=(PROPOSED,),
            target=target,
            who=user_can_decide,
            guards=(guards.not_postponed, guards.within_the_time_limit),
            fields=(
                Field(name="decision_number", kind=FieldKind.TEXT, label=_("Decision number"), max_length=60),
                Field(name="decided_on", kind=FieldKind.DATE, label=_("Day of the decision")),
                Field(name="file", kind=FieldKind.FILES, label=_("Signed decision (PDF)"), required=False),
            ),
            validate=guards.decision_day,
            effects=(effects.record_decision,),
            tells=(SUBJECT, AUTHOR, HEADS, REVIEWERS, ADVISERS),
        ),
        Transition(
            code="decline",
            label=pgettext_lazy("conduct", "Do not approve"),
            done_label=pgettext_lazy("conduct", "did not approve it"),
            sources=(PROPOSED,),
            target=DECLINED,
            who=user_can_decide,
            comment=Ask.REQUIRED,
            comment_label=_("Reason"),
            tells=(AUTHOR, HEADS, REVIEWERS, ADVISERS),
            is_danger=True,
        ),
    )
