"""The life of a follow-up, as one table: ``open → done | dropped``."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from workflows.engine.definitions import STAY, Ask, Due, Escalation, Kind, State, Step, Transition, Workflow
from workflows.engine.parties import SYSTEM, Audience, Placeholder, only
from workflows.engine.working_time import WorkingDays
from workflows.rules.permissions import user_can_drop, user_can_follow_up


def _holders(case: Any) -> Iterator[User]:
    yield from members_with_role(Role(case.role), agency=case.agency_id)


def case_url(case: Any, audience: Audience | None) -> str:
    return reverse("follow_up_case", args=[case.reference])


def _time_to_do(step: Step) -> WorkingDays:
    return WorkingDays(step.case.days)


HOLDERS = Audience("holders", _("Whom the follow-up is for"), _holders)
OPEN = State("open", pgettext_lazy("follow-up", "to be done"))
DONE = State("done", pgettext_lazy("follow-up", "done"), kind=Kind.FINAL)
DROPPED = State("dropped", pgettext_lazy("follow-up", "not needed"), kind=Kind.FINAL)

FOLLOW_UP = Workflow(
    code="follow_up",
    label=_("Follow-up"),
    model="rules.FollowUp",
    reference_prefix="TD",
    url=case_url,
    states=(OPEN, DONE, DROPPED),
    audiences=(HOLDERS,),
    placeholders=(Placeholder("title", _("what is to be done"), lambda case, event: case.title, "Gọi lại cho xã"),),
    escalations=(Escalation("remind", 0),),
    opening=Transition(
        code="open",
        label=_("Create a follow-up"),
        done_label=_("created the follow-up"),
        sources=(),
        target=OPEN,
        who=only(SYSTEM),
        due=Due(_time_to_do),
        tells=(HOLDERS,),
    ),
    transitions=(
        Transition(
            code="finish",
            label=_("It is done"),
            done_label=_("finished the follow-up"),
            sources=(OPEN,),
            target=DONE,
            who=user_can_follow_up,
            comment=Ask.OPTIONAL,
            comment_label=_("What was done"),
        ),
        Transition(
            code="drop",
            label=_("It is not needed"),
            done_label=_("dropped the follow-up"),
            sources=(OPEN,),
            target=DROPPED,
            who=user_can_drop,
            comment=Ask.REQUIRED,
            comment_label=_("Reason"),
            tells=(HOLDERS,),
            is_danger=True,
        ),
        Transition(
            code="reopen",
            label=_("Take it up again"),
            done_label=_("took the follow-up up again"),
            sources=(DONE, DROPPED),
            target=OPEN,
            who=user_can_follow_up,
            comment=Ask.REQUIRED,
            comment_label=_("Reason"),
            due=Due(_time_to_do, restarts=True),
            tells=(HOLDERS,),
        ),
        Transition(
            code="remind",
            label=_("Remind"),
            done_label=_("reminded of the deadline"),
            sources=(OPEN,),
            target=STAY,
            who=only(SYSTEM),
            tells=(HOLDERS,),
        ),
    ),
)
