"""What the reporter does: sends it, answers, adds, withdraws, rates, opens it again."""

from django.utils.translation import gettext_lazy as _

from workflows.engine.definitions import STAY, Ask, Due, Field, FieldKind, OneOf, Transition
from workflows.engine.parties import only
from workflows.field_reports import effects, guards
from workflows.field_reports.audiences import HEADS, MODERATORS, OFFICERS, REPORTER_AUDIENCE
from workflows.field_reports.permissions import REPORTER, user_can_submit
from workflows.field_reports.workflow import words
from workflows.field_reports.workflow.states import (
    ACCEPTED,
    ASSIGNED,
    CLOSED,
    IN_PROGRESS,
    NEEDS_INFO,
    REOPENED,
    SCREENING_TIME,
    SUBMITTED,
    WITHDRAWN,
)

OPENING = Transition(
    code="submit",
    label=_("Send"),
    done_label=_("sent the report"),
    public_label=_("Report received"),
    sources=(),
    target=SUBMITTED,
    who=user_can_submit,
    due=Due(SCREENING_TIME),
    effects=(effects.save_incoming,),
    tells=(REPORTER_AUDIENCE, MODERATORS),
    messages=words.SUBMITTED,
)

REPORTER_STEPS = (
    Transition(
        code="answer",
        label=_("Answer"),
        done_label=_("answered"),
        public_label=_("The reporter answered"),
        sources=(NEEDS_INFO,),
        target=OneOf((SUBMITTED, IN_PROGRESS), lambda step: guards.state_to_return_to(step, SUBMITTED, IN_PROGRESS)),
        who=only(REPORTER),
        fields=(Field(name="photos", kind=FieldKind.FILES, label=_("Photos"), required=False),),
        comment=Ask.REQUIRED,
        comment_label=_("Your answer"),
        effects=(effects.add_photos,),
        tells=(MODERATORS, OFFICERS),
    ),
    Transition(
        code="add_photos",
        label=_("Add photos"),
        done_label=_("added photos"),
        sources=(SUBMITTED, NEEDS_INFO, ACCEPTED, ASSIGNED, IN_PROGRESS, REOPENED),
        target=STAY,
        who=only(REPORTER),
        guards=(guards.room_for_photos,),
        fields=(Field(name="photos", kind=FieldKind.FILES, label=_("Photos")),),
        effects=(effects.add_photos,),
        tells=(MODERATORS, OFFICERS),
    ),
    Transition(
        code="withdraw",
        label=_("Withdraw"),
        done_label=_("withdrew the report"),
        public_label=_("Withdrawn by the reporter"),
        sources=(SUBMITTED, NEEDS_INFO, ACCEPTED, ASSIGNED, REOPENED),
        target=WITHDRAWN,
        who=only(REPORTER),
        comment=Ask.OPTIONAL,
        comment_label=_("Why, if you like"),
        effects=(effects.withdraw,),
        tells=(MODERATORS, OFFICERS),
        is_danger=True,
    ),
    Transition(
        code="rate",
        label=_("Rate"),
        done_label=_("rated the result"),
        sources=(CLOSED,),
        target=STAY,
        who=only(REPORTER),
        guards=(guards.not_rated_yet, guards.was_handled),
        fields=(
            Field(name="rating", kind=FieldKind.INTEGER, label=_("Rating"), minimum=1, maximum=5, is_public=True),
            Field(name="words", kind=FieldKind.LONG_TEXT, label=_("A word"), required=False, max_length=1000),
        ),
        effects=(effects.rate,),
    ),
    Transition(
        code="reopen",
        label=_("Open again"),
        done_label=_("opened the report again"),
        public_label=_("Opened again by the reporter"),
        sources=(CLOSED,),
        target=REOPENED,
        who=only(REPORTER),
        guards=(guards.was_handled, guards.may_reopen),
        comment=Ask.REQUIRED,
        comment_label=_("What is still wrong"),
        due=Due(lambda step: step.case.category.handling_time, restarts=True),
        effects=(effects.reopen,),
        tells=(MODERATORS, HEADS),
    ),
)
