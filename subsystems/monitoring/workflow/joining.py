"""What moderators put right when texts were gathered wrongly: two matters that are one, a mention in a wrong story."""

from django.utils.translation import gettext_lazy as _

from subsystems.monitoring.audiences import AGENCY
from subsystems.monitoring.permissions import user_can_moderate
from subsystems.monitoring.workflow import effects, options
from subsystems.monitoring.workflow.states import (
    ANSWERED,
    ASSIGNED,
    IRRELEVANT,
    JOINED,
    MISINFORMATION,
    NEW,
    OPEN,
    RELEVANT,
)
from workflows.engine.definitions import STAY, Ask, Field, FieldKind, Transition
from workflows.engine.parties import SYSTEM, only

JOINING_STEPS = (
    Transition(
        code="join",
        label=_("Join with another matter"),
        done_label=_("joined it with another matter"),
        help=_("All mentions go to the other matter, and this one is finished."),
        sources=(NEW, RELEVANT, ASSIGNED, ANSWERED, MISINFORMATION, IRRELEVANT),
        target=JOINED,
        who=user_can_moderate,
        fields=(
            Field(name="into", kind=FieldKind.OBJECT, label=_("The other matter"), queryset=options.other_matters),
        ),
        comment=Ask.OPTIONAL,
        effects=(effects.note_screening, effects.join),
        tells=(AGENCY,),
    ),
    Transition(
        code="split",
        label=_("Split mentions from it"),
        done_label=_("split mentions from it"),
        help=_("What was gathered here by mistake gets a matter of its own."),
        sources=OPEN,
        target=STAY,
        who=user_can_moderate,
        guards=(options.has_several_mentions,),
        fields=(
            Field(
                name="mentions",
                kind=FieldKind.OBJECTS,
                label=_("Mentions that do not belong here"),
                help=_("Hold Ctrl to choose several."),
                queryset=options.mentions_of,
            ),
        ),
        comment=Ask.OPTIONAL,
        validate=options.leaves_some,
        effects=(effects.split,),
    ),
    Transition(
        code="take_in",
        label=_("Take in another matter"),
        done_label=_("took in the mentions of another matter"),
        sources=OPEN,
        target=STAY,
        who=only(SYSTEM),
        fields=(Field(name="matter", kind=FieldKind.OBJECT, label=_("Matter"), queryset=options.all_matters),),
    ),
)
