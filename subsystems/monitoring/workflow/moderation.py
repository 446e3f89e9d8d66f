"""What moderators and leaders do with a matter (Article 8, clause 4: Sở TTTT runs the component)."""

from datetime import datetime, time

from django.utils.translation import gettext_lazy as _

from subsystems.monitoring.audiences import AGENCY, DESK, LEADERS, MODERATORS
from subsystems.monitoring.permissions import (
    user_can_escalate,
    user_can_instruct,
    user_can_moderate,
    user_can_note,
    user_can_open,
    user_can_report_correction,
)
from subsystems.monitoring.workflow import effects, options
from subsystems.monitoring.workflow.states import (
    ANSWERED,
    ASSIGNED,
    CLOSED,
    CORRECTED,
    IRRELEVANT,
    MISINFORMATION,
    NEW,
    NO_DEADLINE,
    OPEN,
    RELEVANT,
    SCREENING_TIME,
)
from workflows.engine.definitions import STAY, Ask, Due, Field, FieldKind, Step, Transition
from workflows.engine.working_time import VIETNAM, WorkingDays

CLOSING_TIME = time(17, 0)


def _end_of_day(step: Step) -> datetime:
    return datetime.combine(step.data["last_day"], CLOSING_TIME, tzinfo=VIETNAM)


OPENING = Transition(
    code="take_up",
    label=_("Take up"),
    done_label=_("took the story up"),
    sources=(),
    target=NEW,
    who=user_can_open,
    comment=Ask.OPTIONAL,
    due=Due(SCREENING_TIME),
    tells=(DESK,),
)

_JUDGEMENT = (
    Field(name="tone", kind=FieldKind.CHOICE, label=_("Tone"), choices=options.tones),
    Field(name="urgency", kind=FieldKind.CHOICE, label=_("Urgency"), choices=options.urgencies),
    Field(name="topic", kind=FieldKind.OBJECT, label=_("Topic"), queryset=options.topics, required=False),
)

MODERATOR_STEPS = (
    Transition(
        code="find_relevant",
        label=_("Relevant"),
        done_label=_("found it relevant"),
        help=_("Tone and urgency are suggested by the phrase lists; what you choose counts."),
        sources=(NEW, IRRELEVANT),
        target=RELEVANT,
        who=user_can_moderate,
        fields=_JUDGEMENT,
        comment=Ask.OPTIONAL,
        due=Due(WorkingDays(1)),
        effects=(effects.note_screening, effects.take_back, effects.judge),
    ),
    Transition(
        code="find_irrelevant",
        label=_("Irrelevant"),
        done_label=_("found it irrelevant"),
        sources=(NEW, RELEVANT),
        target=IRRELEVANT,
        who=user_can_moderate,
        fields=(Field(name="reason", kind=FieldKind.CHOICE, label=_("Reason"), choices=options.reasons),),
        comment=Ask.OPTIONAL,
        effects=(effects.note_screening, effects.dismiss),
        is_danger=True,
    ),
    Transition(
        code="assign",
        label=_("Assign to an agency"),
        done_label=_("assigned the matter"),
        sources=(RELEVANT, ASSIGNED, ANSWERED, MISINFORMATION),
        target=ASSIGNED,
        who=user_can_moderate,
        fields=(
            Field(name="agency", kind=FieldKind.OBJECT, label=_("Agency"), queryset=options.agencies),
            Field(
                name="last_day",
                kind=FieldKind.DATE,
                label=_("Answer until"),
                minimum=options.today,
                maximum=options.in_three_months,
            ),
        ),
        comment=Ask.OPTIONAL,
        comment_label=_("What the agency should answer"),
        due=Due(_end_of_day, restarts=True),
        effects=(effects.assign,),
        tells=(AGENCY,),
    ),
    Transition(
        code="send_back",
        label=_("Send the answer back"),
        done_label=_("sent the answer back"),
        sources=(ANSWERED,),
        target=ASSIGNED,
        who=user_can_moderate,
        comment=Ask.REQUIRED,
        comment_label=_("What is missing"),
        due=Due(WorkingDays(1)),
        tells=(AGENCY,),
    ),
    Transition(
        code="declare_misinformation",
        label=_("Mark as misinformation"),
        done_label=_("marked it as misinformation"),
        sources=(RELEVANT, ASSIGNED, ANSWERED),
        target=MISINFORMATION,
        who=user_can_moderate,
        guards=(options.not_yet_false,),
        fields=(
            Field(
                name="evidence",
                kind=FieldKind.LONG_TEXT,
                label=_("What is false, and what is true"),
                help=_("With the documents or people that prove it."),
                max_length=5000,
            ),
            Field(
                name="evidence_url",
                kind=FieldKind.TEXT,
                label=_("Link to the evidence"),
                required=False,
                max_length=500,
            ),
        ),
        validate=options.check_links,
        due=Due(WorkingDays(1)),
        effects=(effects.declare_misinformation,),
        tells=(AGENCY, LEADERS),
        is_danger=True,
    ),
    Transition(
        code="withdraw_misinformation",
        label=_("Not misinformation after all"),
        done_label=_("took back that it is misinformation"),
        sources=(MISINFORMATION,),
        target=RELEVANT,
        who=user_can_moderate,
        guards=(options.was_false,),
        comment=Ask.REQUIRED,
        comment_label=_("Why"),
        effects=(effects.withdraw_misinformation,),
        tells=(AGENCY,),
    ),
    Transition(
        code="report_correction",
        label=_("The source corrected itself"),
        done_label=_("reported the correction"),
        sources=(ASSIGNED, ANSWERED, MISINFORMATION),
        target=CORRECTED,
        who=user_can_report_correction,
        fields=(
            Field(name="correction_url", kind=FieldKind.TEXT, label=_("Where the correction stands"), max_length=500),
        ),
        comment=Ask.OPTIONAL,
        validate=options.check_links,
        due=NO_DEADLINE,
        effects=(effects.correct,),
        tells=(MODERATORS, AGENCY),
    ),
    Transition(
        code="close",
        label=_("Close"),
        done_label=_("closed the matter"),
        sources=(RELEVANT, ANSWERED, MISINFORMATION, CORRECTED),
        target=CLOSED,
        who=user_can_moderate,
        comment=Ask.OPTIONAL,
        effects=(effects.close,),
        tells=(AGENCY,),
    ),
    Transition(
        code="reopen",
        label=_("Open again"),
        done_label=_("opened the matter again"),
        sources=(CLOSED,),
        target=RELEVANT,
        who=user_can_moderate,
        comment=Ask.REQUIRED,
        comment_label=_("Why"),
        due=Due(WorkingDays(1), restarts=True),
        effects=(effects.reopen,),
        tells=(AGENCY,),
    ),
    Transition(
        code="escalate",
        label=_("Escalate to the leaders"),
        done_label=_("escalated to the leaders"),
        sources=OPEN,
        target=STAY,
        who=user_can_escalate,
        comment=Ask.REQUIRED,
        comment_label=_("What the leaders should know or decide"),
        effects=(effects.escalate,),
        tells=(LEADERS, MODERATORS),
    ),
    Transition(
        code="instruct",
        label=_("Instruct"),
        done_label=_("gave instructions"),
        sources=OPEN,
        target=STAY,
        who=user_can_instruct,
        comment=Ask.REQUIRED,
        comment_label=_("Instructions"),
        tells=(MODERATORS, AGENCY),
    ),
    Transition(
        code="note",
        label=_("Internal note"),
        done_label=_("wrote an internal note"),
        sources=(*OPEN, CLOSED),
        target=STAY,
        who=user_can_note,
        comment=Ask.REQUIRED,
        comment_label=_("Note"),
    ),
)
