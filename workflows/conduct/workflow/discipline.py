"""The life of a discipline case, as one table (Article 10 clauses 2 and 3; Decree 172/2025/NĐ-CP).

It is never announced. Its reference is drawn by lot, so that nobody learns from one how many there are.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.conduct import effects, guards
from workflows.conduct.audiences import AUDIENCES, AUTHOR, HEADS, PLACEHOLDERS, REVIEWERS, SUBJECT, discipline_url
from workflows.conduct.enums import PostponementGround
from workflows.conduct.permissions import user_can_review
from workflows.conduct.workflow.common_steps import OPENING, PROPOSING, REVIEWING, deciding
from workflows.conduct.workflow.states import (
    CONSULTED,
    DECIDED,
    DECLINED,
    DRAFT,
    PROPOSED,
    RETURNED,
    SUBMITTED,
    UNDER_REVIEW,
    WITHDRAWN,
)
from workflows.engine.definitions import STAY, Ask, Due, Escalation, Field, FieldKind, Transition, Workflow
from workflows.engine.parties import SYSTEM, only

_HANDLED = (SUBMITTED, UNDER_REVIEW, RETURNED, CONSULTED, PROPOSED)
# No letters or digits that are read for one another.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

DISCIPLINE_STEPS = (
    Transition(
        code="hear",
        label=_("Record the hearing"),
        done_label=_("recorded the hearing"),
        sources=(UNDER_REVIEW, CONSULTED),
        target=STAY,
        who=user_can_review,
        fields=(
            Field(name="heard_on", kind=FieldKind.DATE, label=_("Day of the hearing")),
            Field(
                name="statement",
                kind=FieldKind.LONG_TEXT,
                label=_("Statement of the person concerned"),
                max_length=20_000,
            ),
        ),
        validate=guards.not_in_the_future,
        effects=(effects.record_hearing,),
        tells=(SUBJECT, AUTHOR),
    ),
    Transition(
        code="extend_limit",
        label=_("Extend the time limit to 150 days"),
        done_label=_("extended the time limit to 150 days"),
        sources=_HANDLED,
        target=STAY,
        who=user_can_review,
        guards=(guards.not_extended, guards.within_the_time_limit),
        comment=Ask.REQUIRED,
        comment_label=_("Why it is complicated"),
        effects=(effects.extend,),
        due=Due(effects.time_limit),
        tells=(SUBJECT, AUTHOR, HEADS),
    ),
    Transition(
        code="postpone",
        label=_("Postpone"),
        done_label=_("postponed it"),
        sources=_HANDLED,
        target=STAY,
        who=user_can_review,
        guards=(guards.not_postponed,),
        fields=(
            Field(
                name="ground",
                kind=FieldKind.CHOICE,
                label=_("Ground"),
                choices=lambda case: PostponementGround.choices,
            ),
            Field(name="day", kind=FieldKind.DATE, label=_("Since")),
        ),
        comment=Ask.REQUIRED,
        comment_label=_("Documents that prove it"),
        validate=guards.not_in_the_future,
        effects=(effects.postpone,),
        # Nobody knows yet how long it will last: the limit stands again once the handling goes on.
        due=Due(lambda step: None),
        tells=(SUBJECT, AUTHOR, HEADS),
    ),
    Transition(
        code="resume",
        label=_("Resume"),
        done_label=_("resumed it"),
        sources=_HANDLED,
        target=STAY,
        who=user_can_review,
        guards=(guards.is_postponed,),
        effects=(effects.resume,),
        due=Due(effects.time_limit),
        tells=(SUBJECT, AUTHOR, HEADS),
    ),
    Transition(
        code="remind_limit",
        label=_("Remind: the time limit comes near"),
        done_label=_("reminded: the time limit comes near"),
        sources=_HANDLED,
        target=STAY,
        who=only(SYSTEM),
        tells=(REVIEWERS, HEADS),
    ),
)


@dataclass(frozen=True, kw_only=True)
class SecretWorkflow(Workflow):
    """A workflow whose references say nothing of how many cases there are."""

    def reference_of(self, key: int, at: datetime) -> str:
        lot = "".join(secrets.choice(_LETTERS) for _position in range(8))
        return f"{self.reference_prefix}-{timezone.localtime(at).year}-{lot}"


DISCIPLINE = SecretWorkflow(
    code="discipline",
    label=_("Discipline"),
    model="conduct.Discipline",
    reference_prefix="KL",
    is_secret=True,
    url=discipline_url,
    states=(DRAFT, SUBMITTED, UNDER_REVIEW, RETURNED, CONSULTED, PROPOSED, DECIDED, DECLINED, WITHDRAWN),
    audiences=AUDIENCES,
    placeholders=PLACEHOLDERS,
    # Two weeks of working time before the limit.
    escalations=(Escalation("remind_limit", -80),),
    opening=OPENING,
    transitions=(*REVIEWING, *DISCIPLINE_STEPS, *deciding(DECIDED), *PROPOSING),
)
