"""Proposals at any point of their life, made through the same services as real ones."""

from typing import Any

from subsystems.agencies.enums import AgencyKind, Role
from subsystems.agencies.models import Agency, User
from tests.subsystems.agencies.factories import AgencyFactory, member
from workflows.engine.services import fire
from workflows.proposals.models import Proposal
from workflows.proposals.services import write_proposal

COLUMNS = {"title": "Bổ sung bản đồ trạm y tế", "subsystem": "y-te", "body": "Hiện chưa có bản đồ."}
DETAILS = {"benefit": "Tra cứu nhanh hơn.", "resources": ""}


def moderator() -> User:
    return member(Role.MODERATOR)


def operator() -> tuple[User, Agency]:
    agency = AgencyFactory(kind=AgencyKind.OPERATOR)
    return member(Role.OPERATOR, agency), agency


def draft(
    agency: Agency | None = None, author: User | None = None, kind: str = "improvement", **columns: Any
) -> Proposal:
    agency = agency or AgencyFactory.create()
    author = author or member(Role.OFFICER, agency)
    if kind == "incident":
        columns.setdefault("severity", "major")
    return write_proposal(author, agency, kind, COLUMNS | columns, DETAILS)


def endorsed(agency: Agency | None = None, **kwargs: Any) -> Proposal:
    proposal = draft(agency, **kwargs)
    fire(proposal, "submit", proposal.author)
    if proposal.state == "submitted":
        fire(proposal, "endorse", member(Role.HEAD, proposal.agency))
    return proposal


def received(agency: Agency | None = None, by: User | None = None, **kwargs: Any) -> Proposal:
    proposal = endorsed(agency, **kwargs)
    fire(proposal, "receive", by or moderator())
    return proposal


def accepted(agency: Agency | None = None, by: User | None = None, **kwargs: Any) -> Proposal:
    by = by or moderator()
    proposal = received(agency, by, **kwargs)
    fire(proposal, "accept", by, {"answer": "Đồng ý."})
    return proposal


def in_progress(assignee: Agency, by: User | None = None, **kwargs: Any) -> Proposal:
    by = by or moderator()
    proposal = accepted(by=by, **kwargs)
    fire(proposal, "forward", by, {"agency": assignee})
    return proposal
