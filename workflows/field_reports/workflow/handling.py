"""What the agency in charge does with a field report, by hand or through its own system."""

from django.utils.translation import gettext_lazy as _

from workflows.engine.definitions import STAY, Ask, Field, FieldKind, Transition
from workflows.engine.parties import only
from workflows.field_reports import effects, guards, options
from workflows.field_reports.audiences import MODERATORS, OFFICERS, REPORTER_AUDIENCE
from workflows.field_reports.permissions import CLIENT, user_can_handle, user_can_lead, user_can_note
from workflows.field_reports.workflow import words
from workflows.field_reports.workflow.states import (
    ACCEPTED,
    ASSIGNED,
    CLOSED,
    IN_PARTS,
    IN_PROGRESS,
    NEEDS_INFO,
    REOPENED,
    RESOLVED,
    SUBMITTED,
)

AGENCY_STEPS = (
    Transition(
        code="start",
        label=_("Start handling"),
        done_label=_("started handling"),
        public_label=_("Handling has started"),
        sources=(ASSIGNED,),
        target=IN_PROGRESS,
        who=user_can_handle,
        effects=(effects.take,),
        tells=(REPORTER_AUDIENCE,),
    ),
    Transition(
        code="hand_to",
        label=_("Hand to an officer"),
        done_label=_("handed the report to an officer"),
        sources=(ASSIGNED, IN_PROGRESS),
        target=STAY,
        who=user_can_lead,
        fields=(
            Field(name="handler", kind=FieldKind.OBJECT, label=_("Officer"), queryset=options.officers_of_the_agency),
        ),
        effects=(effects.hand_to,),
        tells=(OFFICERS,),
    ),
    Transition(
        code="return_report",
        label=_("Return: not our competence"),
        done_label=_("returned the report"),
        sources=(ASSIGNED, IN_PROGRESS),
        target=ACCEPTED,
        who=user_can_handle,
        comment=Ask.REQUIRED,
        comment_label=_("Reason"),
        effects=(effects.return_report,),
        tells=(MODERATORS,),
        is_danger=True,
    ),
    Transition(
        code="ask_extension",
        label=_("Ask for more time"),
        done_label=_("asked for more time"),
        sources=(ASSIGNED, IN_PROGRESS),
        target=STAY,
        who=user_can_handle,
        guards=(guards.no_extension_pending,),
        fields=(
            Field(
                name="until",
                kind=FieldKind.DATE,
                label=_("New last day"),
                minimum=options.tomorrow,
                maximum=options.in_a_year,
            ),
        ),
        comment=Ask.REQUIRED,
        comment_label=_("Reason"),
        validate=guards.later_than_the_deadline,
        effects=(effects.ask_extension,),
        tells=(MODERATORS,),
        messages=words.EXTENSION_ASKED,
    ),
    Transition(
        code="ask_by_agency",
        label=_("Ask the reporter"),
        done_label=_("asked the reporter"),
        public_label=_("The reporter was asked for more information"),
        sources=(IN_PROGRESS,),
        target=NEEDS_INFO,
        who=user_can_handle,
        guards=(guards.reporter_can_be_reached,),
        comment=Ask.REQUIRED,
        comment_label=_("Question to the reporter"),
        effects=(effects.remember_asking_state,),
        tells=(REPORTER_AUDIENCE,),
        messages=words.ASKED,
    ),
    Transition(
        code="resolve",
        label=_("Report the result"),
        done_label=_("reported the result"),
        sources=(IN_PROGRESS,),
        target=RESOLVED,
        who=user_can_handle,
        fields=(
            Field(name="outcome", kind=FieldKind.CHOICE, label=_("Outcome"), choices=options.outcomes),
            Field(name="result", kind=FieldKind.LONG_TEXT, label=_("What was done (public)"), max_length=5000),
            Field(name="photos", kind=FieldKind.FILES, label=_("Photos of the result"), required=False),
        ),
        effects=(effects.resolve,),
        tells=(MODERATORS,),
        messages=words.RESOLVED,
    ),
    Transition(
        code="note",
        label=_("Internal note"),
        done_label=_("wrote an internal note"),
        sources=(SUBMITTED, NEEDS_INFO, ACCEPTED, ASSIGNED, IN_PROGRESS, IN_PARTS, RESOLVED, REOPENED, CLOSED),
        target=STAY,
        who=user_can_note,
        comment=Ask.REQUIRED,
        comment_label=_("Note"),
    ),
)

CLIENT_STEPS = (
    Transition(
        code="client_note",
        label=_("News from the agency's system"),
        done_label=_("sent news from the agency's system"),
        sources=(ASSIGNED, IN_PROGRESS),
        target=STAY,
        who=only(CLIENT),
        fields=(Field(name="client", kind=FieldKind.INTEGER, label=_("Connected system"), minimum=1),),
        comment=Ask.REQUIRED,
        tells=(MODERATORS, OFFICERS),
    ),
    Transition(
        code="client_resolve",
        label=_("Result from the agency's system"),
        done_label=_("reported the result from the agency's system"),
        sources=(ASSIGNED, IN_PROGRESS),
        target=RESOLVED,
        who=only(CLIENT),
        fields=(
            Field(name="client", kind=FieldKind.INTEGER, label=_("Connected system"), minimum=1),
            Field(name="result", kind=FieldKind.LONG_TEXT, label=_("What was done (public)"), max_length=5000),
        ),
        effects=(effects.resolve_as_fixed,),
        tells=(MODERATORS, OFFICERS),
        messages=words.RESOLVED,
    ),
)
