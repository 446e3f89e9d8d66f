"""Who is told about a proposal, and the words that messages about it may use."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ioc_site.common.vietnamese import date_time
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from workflows.engine.parties import Audience, Placeholder


def _author(case: Any) -> Iterator[User]:
    yield case.author


def _heads(case: Any) -> Iterator[User]:
    yield from members_with_role(Role.HEAD, agency=case.agency)


def _coordinators(case: Any) -> Iterator[User]:
    yield from members_with_role(Role.MODERATOR)


def _assignees(case: Any) -> Iterator[User]:
    if case.assignee_id:
        yield from members_with_role(Role.OPERATOR, Role.HEAD, Role.OFFICER, agency=case.assignee)


def _operators(case: Any) -> Iterator[User]:
    yield from members_with_role(Role.OPERATOR)


def _supporters(case: Any) -> Iterator[User]:
    """Who gave their agency's support to it, or to one that was merged into it; authors of the merged ones."""
    from workflows.proposals.models import Proposal, Support

    supporters = Support.objects.filter(proposal=case) | Support.objects.filter(proposal__merged_into=case)
    for support in supporters.select_related("by"):
        yield support.by
    for merged in Proposal.objects.filter(merged_into=case).select_related("author"):
        yield merged.author


def _leaders(case: Any) -> Iterator[User]:
    yield from members_with_role(Role.LEADER)


AUTHOR = Audience("author", _("Author"), _author)
HEADS = Audience("heads", _("Head of the agency"), _heads)
COORDINATORS = Audience("coordinators", _("Moderators at Sở TTTT"), _coordinators)
ASSIGNEES = Audience("assignees", _("Those who carry it out"), _assignees)
OPERATORS = Audience("operators", _("Operator"), _operators)
SUPPORTERS = Audience("supporters", _("Supporters"), _supporters)
LEADERS = Audience("leaders", _("Leaders"), _leaders)
AUDIENCES = (AUTHOR, HEADS, ASSIGNEES, SUPPORTERS, OPERATORS, COORDINATORS, LEADERS)

PLACEHOLDERS = (
    Placeholder("kind", _("kind"), lambda case, event: case.get_kind_display(), "Đề xuất cải tiến"),
    Placeholder("title", _("title"), lambda case, event: case.title, "Bổ sung bản đồ trạm y tế"),
    Placeholder("agency", _("agency"), lambda case, event: case.agency.name, "Sở Y tế"),
    Placeholder("answer", _("answer"), lambda case, event: case.answer, "Đồng ý, thực hiện trong quý III."),
    Placeholder("result", _("result"), lambda case, event: case.result, "Đã cập nhật chức năng."),
    Placeholder(
        "deadline",
        _("deadline"),
        lambda case, event: date_time(case.deadline_at) if case.deadline_at else "",
        "17:00 ngày 03/6/2026",
    ),
)


def case_url(case: Any, audience: Audience | None) -> str:
    return reverse("proposal_case", args=[case.reference])
