"""The life of a commendation, as one table (Article 10 clauses 1 and 3)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.conduct import effects
from workflows.conduct.audiences import AUDIENCES, AUTHOR, HEADS, PLACEHOLDERS, SUBJECT, commendation_url
from workflows.conduct.permissions import user_can_review
from workflows.conduct.workflow.common_steps import OPENING, PROPOSING, REVIEWING, deciding
from workflows.conduct.workflow.states import (
    ANNOUNCED,
    APPROVED,
    CONSULTED,
    DECLINED,
    DRAFT,
    PROPOSED,
    RETURNED,
    SUBMITTED,
    UNDER_REVIEW,
    WITHDRAWN,
)
from workflows.engine.definitions import Transition, Workflow

_ANNOUNCING = Transition(
    code="announce",
    label=pgettext_lazy("conduct", "Announce publicly"),
    done_label=pgettext_lazy("conduct", "announced it"),
    sources=(APPROVED,),
    target=ANNOUNCED,
    who=user_can_review,
    effects=(effects.announce,),
    tells=(SUBJECT, AUTHOR, HEADS),
)

COMMENDATION = Workflow(
    code="commendation",
    label=_("Commendation"),
    model="conduct.Commendation",
    reference_prefix="KT",
    url=commendation_url,
    states=(
        DRAFT,
        SUBMITTED,
        UNDER_REVIEW,
        RETURNED,
        CONSULTED,
        PROPOSED,
        APPROVED,
        ANNOUNCED,
        DECLINED,
        WITHDRAWN,
    ),
    audiences=AUDIENCES,
    placeholders=PLACEHOLDERS,
    opening=OPENING,
    transitions=(*REVIEWING, *deciding(APPROVED), _ANNOUNCING, *PROPOSING),
)
