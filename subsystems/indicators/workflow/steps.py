"""What is done with a delivery: by its officers, by the head, and by the portal itself."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from subsystems.indicators.audiences import HEADS, OFFICERS, UPLOADER
from subsystems.indicators.permissions import user_can_approve, user_can_lead, user_can_open, user_can_work
from subsystems.indicators.workflow import effects, guards
from subsystems.indicators.workflow.states import (
    APPROVED,
    CHECKED,
    PUBLISHED,
    REJECTED,
    ROLLED_BACK,
    SUBMITTED,
    SUPERSEDED,
    UPLOADED,
    WITHDRAWN,
)
from workflows.engine.definitions import Ask, Due, Field, FieldKind, Queue, Step, Transition
from workflows.engine.parties import SYSTEM, only
from workflows.engine.working_time import WorkingDays


def _delivery(step: Step) -> dict[str, Any]:
    return {"delivery": step.case.pk}


OPENING = Transition(
    code="upload",
    label=_("Deliver"),
    done_label=_("delivered the data"),
    sources=(),
    target=UPLOADED,
    who=user_can_open,
    queues=(Queue("deliveries.check", _delivery),),
)

_CHECK_STEPS = (
    Transition(
        code="pass_check",
        label=_("Pass the check"),
        done_label=_("found no errors"),
        sources=(UPLOADED,),
        target=CHECKED,
        who=only(SYSTEM),
        effects=(effects.keep_counts,),
    ),
    Transition(
        code="fail_check",
        label=_("Reject for errors"),
        done_label=_("found errors; nothing was written"),
        sources=(UPLOADED, APPROVED),
        target=REJECTED,
        who=only(SYSTEM),
        effects=(effects.keep_counts,),
        tells=(UPLOADER,),
    ),
)

_OFFICER_STEPS = (
    Transition(
        code="submit",
        label=_("Send to the head"),
        done_label=_("sent it to the head"),
        sources=(CHECKED,),
        target=SUBMITTED,
        who=user_can_work,
        guards=(guards.delivers_something,),
        comment=Ask.OPTIONAL,
        comment_label=_("Note to the head"),
        due=Due(WorkingDays(2)),
        effects=(effects.mark_sent,),
        tells=(HEADS,),
    ),
    Transition(
        code="withdraw",
        label=pgettext_lazy("delivery", "Withdraw"),
        done_label=_("withdrew it"),
        sources=(CHECKED, SUBMITTED),
        target=WITHDRAWN,
        who=user_can_work,
        comment=Ask.OPTIONAL,
        comment_label=_("Reason"),
        is_danger=True,
    ),
)

_HEAD_STEPS = (
    Transition(
        code="approve",
        label=_("Approve and publish"),
        done_label=_("approved it"),
        help=_("With the approval you answer for what is delivered (Article 4, clause 3)."),
        sources=(SUBMITTED,),
        target=APPROVED,
        who=user_can_approve,
        fields=(
            Field(
                name="acknowledged",
                kind=FieldKind.BOOLEAN,
                label=_("I have looked at the unusual values and stand by them"),
                required=False,
            ),
        ),
        comment=Ask.OPTIONAL,
        comment_label=_("Note"),
        validate=guards.warnings_acknowledged,
        effects=(effects.approve,),
        queues=(Queue("deliveries.publish", _delivery),),
    ),
    Transition(
        code="send_back",
        label=_("Send back"),
        done_label=_("sent it back"),
        sources=(SUBMITTED,),
        target=REJECTED,
        who=user_can_lead,
        comment=Ask.REQUIRED,
        comment_label=_("What has to be put right"),
        tells=(UPLOADER, OFFICERS),
        is_danger=True,
    ),
    Transition(
        code="roll_back",
        label=_("Roll back"),
        done_label=_("rolled it back: the values before it hold again"),
        sources=(PUBLISHED,),
        target=ROLLED_BACK,
        who=user_can_lead,
        comment=Ask.REQUIRED,
        comment_label=_("Reason"),
        effects=(effects.roll_back,),
        tells=(UPLOADER, OFFICERS),
        is_danger=True,
    ),
)

_PORTAL_STEPS = (
    Transition(
        code="publish",
        label=pgettext_lazy("delivery", "Publish"),
        done_label=_("published it"),
        sources=(APPROVED,),
        target=PUBLISHED,
        who=only(SYSTEM),
        effects=(effects.publish,),
        tells=(UPLOADER, OFFICERS),
    ),
    Transition(
        code="supersede",
        label=_("Mark as superseded"),
        done_label=_("noted that later deliveries replaced all of its values"),
        sources=(PUBLISHED,),
        target=SUPERSEDED,
        who=only(SYSTEM),
    ),
    Transition(
        code="restore",
        label=_("Restore"),
        done_label=_("put values of it in force again"),
        sources=(SUPERSEDED,),
        target=PUBLISHED,
        who=only(SYSTEM),
    ),
)

_SUBMIT, _WITHDRAW = _OFFICER_STEPS
STEPS = (*_CHECK_STEPS, _SUBMIT, *_HEAD_STEPS, _WITHDRAW, *_PORTAL_STEPS)
