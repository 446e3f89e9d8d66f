"""What the screens of proposals read; one function a screen, a constant number of queries each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ioc_site.common.folding import fold
from ioc_site.common.pagination import KeysetPage, paginate
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import agencies_with_role, has_role, readable_agency_ids
from workflows.engine.queries import Button, available
from workflows.engine.saved_views import Views, register_desk_of_rows, views_of
from workflows.engine.timeline import TimelineItem, timeline
from workflows.proposals.enums import ProposalKind
from workflows.proposals.forms import answers_of
from workflows.proposals.models import Nomination, Proposal, Support, TaskForce
from workflows.proposals.permissions import (
    user_can_coordinate,
    user_can_edit,
    user_can_operate,
    user_can_support,
)
from workflows.proposals.workflow.states import OPEN_INCIDENT
from workflows.proposals.workflow.table import PROPOSAL

PAGE_SIZE = 30
# The name of this desk among those whose filters can be kept.
SAVED = "proposals"
# Feedback that Sở TTTT agreed to and that no decision has taken up yet.
GATHERED_FROM = ("accepted", "in_progress")
RELATED = 5
HISTORY_DAYS = 90
OPEN_CODES = tuple(state.code for state in OPEN_INCIDENT)


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal in a list."""

    proposal: Proposal
    state: Any
    is_late: bool
    supports: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The list of proposals that a person may see, with what was chosen above it."""

    views: list[tuple[str, Any]]
    view: str
    kinds: list[tuple[str, Any]]
    kind: str
    query: str
    page: KeysetPage
    rows: list[Row]
    has_demo: bool
    saved: Views

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The filter that is set, as fields of a form."""
        return _parameters(self.view, self.kind, self.query)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.query or self.view != "dang-mo")


VIEWS = (
    ("cho-toi", _("Waiting for me")),
    ("cua-co-quan", _("Of my agency")),
    ("dang-mo", _("All open")),
    ("xong", _("Finished")),
)


def _chosen(query: QueryDict) -> tuple[str, str, str]:
    """View, kind and words that the address asks for, cut to what there is."""
    view = query.get("muc", "") if query.get("muc", "") in dict(VIEWS) else "dang-mo"
    kind = query.get("loai", "") if query.get("loai", "") in ProposalKind.values else ""
    return view, kind, query.get("q", "").replace("\x00", "")[:200]


def _parameters(view: str, kind: str, words: str) -> list[tuple[str, str]]:
    return [("muc", view), ("loai", kind), ("q", words)]


def _asked_for(user: User, query: QueryDict) -> Any:
    """The proposals that the user may see and asks for, in no order yet."""
    view, kind, text = _chosen(query)
    rows = _in_view(Proposal.objects.visible_to(user), view, user)
    if kind:
        rows = rows.filter(kind=kind)
    if words := fold(text):
        rows = rows.filter(Q(folded__contains=words) | Q(reference=words.upper()))
    return rows


def desk(user: User, query: QueryDict, now: datetime) -> Desk:
    """The list behind ``?muc=&loai=&q=``, newest first. Two queries beside those of the scope, and one for each pinned
    view that is counted."""
    view, kind, text = _chosen(query)
    rows = _asked_for(user, query).select_related("agency", "assignee").annotate(support_count=Count("supports"))
    page = paginate(rows, query, order=("-created_at",), size=PAGE_SIZE)
    return Desk(
        views=list(VIEWS),
        view=view,
        kinds=list(ProposalKind.choices),
        kind=kind,
        query=text,
        page=page,
        rows=[_row(proposal, now) for proposal in page.rows],
        has_demo=any(proposal.is_demo for proposal in page.rows),
        saved=views_of(user, SAVED, query),
    )


def register_saved_views() -> None:
    """Called when the app is ready."""
    register_desk_of_rows(SAVED, "proposal_desk", lambda _user, query: _parameters(*_chosen(query)), _asked_for)


def _in_view(rows: Any, view: str, user: User) -> Any:
    if view == "xong":
        return rows.filter(state__in=PROPOSAL.group("final"))
    rows = rows.filter(state__in=PROPOSAL.group("unfinished"))
    if view == "cho-toi":
        return rows.filter(waiting_for(user))
    if view == "cua-co-quan":
        return rows.filter(agency__in=readable_agency_ids(user))
    return rows


def waiting_for(user: User) -> Q:
    """The proposals on which this person is to act next."""
    own = readable_agency_ids(user)
    rows = Q(author=user, state="draft")
    if has_role(user, Role.HEAD):
        rows |= Q(agency__in=own, state="submitted")
    if has_role(user, Role.MODERATOR):
        rows |= Q(state__in=("endorsed", "received", "accepted"))
    if has_role(user, Role.OPERATOR, Role.OFFICER, Role.HEAD):
        rows |= Q(assignee__in=own, state="in_progress")
    if has_role(user, Role.OPERATOR):
        rows |= Q(kind=ProposalKind.INCIDENT, state__in=OPEN_CODES, acknowledged_at=None)
    return rows


def _row(proposal: Any, now: datetime) -> Row:
    return Row(
        proposal=proposal,
        state=PROPOSAL.state(proposal.state).label,
        is_late=proposal.clock_due_at is not None and proposal.clock_due_at < now,
        supports=proposal.support_count,
    )


@dataclass(frozen=True, slots=True)
class CaseScreen:
    """One proposal with everything that this person may do with it."""

    proposal: Proposal
    state: Any
    is_late: bool
    answers: list[tuple[str, str]]
    supports: list[Support]
    merged: list[Proposal]
    related: list[Proposal]
    buttons: list[Button]
    timeline: list[TimelineItem]
    can_edit: bool
    can_support: bool
    can_publish: bool


def case_screen(user: User, reference: str, now: datetime) -> CaseScreen | None:
    """The screen of one proposal; ``None`` for one that does not exist or is not this person's to see."""
    rows = Proposal.objects.visible_to(user).select_related("agency", "author", "assignee", "merged_into")
    proposal = rows.filter(reference=reference).first()
    if proposal is None:
        return None
    supports = list(proposal.supports.select_related("agency", "by"))
    return CaseScreen(
        proposal=proposal,
        state=proposal.current_state.label,
        is_late=proposal.clock_due_at is not None and proposal.clock_due_at < now,
        answers=answers_of(proposal),
        supports=supports,
        merged=list(proposal.merged.visible_to(user)) if proposal.state != "draft" else [],
        related=related_to(proposal, user),
        buttons=available(proposal, user),
        timeline=timeline(proposal),
        can_edit=bool(user_can_edit(user, proposal)),
        can_support=bool(user_can_support(user, proposal)),
        can_publish=proposal.is_incident and not proposal.is_sensitive and bool(user_can_operate(user, proposal)),
    )


def related_to(proposal: Proposal, user: User) -> list[Proposal]:
    """Other proposals that may be about the same: of the same clause, or sharing rare words with the title."""
    words = sorted({word for word in fold(proposal.title).split() if len(word) > 3}, key=len, reverse=True)[:4]
    alike = Q(place=proposal.place) if proposal.place else Q()
    for word in words:
        alike |= Q(folded__contains=word)
    if not alike:
        return []
    rows = Proposal.objects.visible_to(user).filter(alike, kind=proposal.kind).exclude(pk=proposal.pk)
    found = list(rows.exclude(state__in=("draft", "withdrawn")).order_by("-created_at")[:50])
    found.sort(key=lambda other: -_likeness(proposal, other, words))
    return [other for other in found if _likeness(proposal, other, words) >= 2][:RELATED]


def _likeness(proposal: Proposal, other: Proposal, words: list[str]) -> int:
    same_place = 2 if proposal.place and proposal.place == other.place else 0
    same_component = 1 if proposal.subsystem and proposal.subsystem == other.subsystem else 0
    return same_place + same_component + sum(word in other.folded for word in words)


# --- feedback on the regulation ----------------------------------------------------------------------------------


def feedback_by_place(user: User) -> dict[str, list[Proposal]]:
    """Open and accepted feedback that this person may see, by the anchor of its clause. One query."""
    rows = Proposal.objects.visible_to(user).filter(kind=ProposalKind.FEEDBACK)
    rows = rows.exclude(state__in=("draft", "withdrawn", "merged", "declined")).select_related("agency")
    found: dict[str, list[Proposal]] = {}
    for proposal in rows.order_by("created_at"):
        found.setdefault(proposal.place, []).append(proposal)
    return found


def feedback_to_gather() -> list[Proposal]:
    """Accepted feedback that no amendment has taken up yet, the oldest first. One query."""
    rows = Proposal.objects.filter(kind=ProposalKind.FEEDBACK, amendment=None, state__in=GATHERED_FROM)
    return list(rows.exclude(place="").select_related("agency").order_by("created_at"))


def feedback_gathered() -> dict[int, list[Proposal]]:
    """Feedback that amendments took up, by the key of the amendment. One query."""
    rows = Proposal.objects.filter(kind=ProposalKind.FEEDBACK, amendment__isnull=False).select_related("agency")
    found: dict[int, list[Proposal]] = {}
    for proposal in rows.order_by("created_at"):
        if proposal.amendment is not None:
            found.setdefault(proposal.amendment, []).append(proposal)
    return found


# --- the public status page --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ComponentStatus:
    """How a component of the IOC is today; ``incidents`` are those that are open and published."""

    label: Any
    incidents: list[Proposal]

    @property
    def worst(self) -> str:
        """The severity of the worst open incident; empty when there is none."""
        order = ("critical", "major", "minor")
        return min((i.severity for i in self.incidents), key=order.index, default="")


@dataclass(frozen=True, slots=True)
class StatusPage:
    """``/tinh-trang/``: each component today, and what was published in the last 90 days."""

    components: list[ComponentStatus]
    past: list[Proposal]
    has_demo: bool

    @property
    def is_all_well(self) -> bool:
        return not any(component.incidents for component in self.components)


def status_page(now: datetime) -> StatusPage:
    """Only incidents with a public note; one query."""
    since = now - timedelta(days=HISTORY_DAYS)
    rows = Proposal.objects.incidents().exclude(public_note="").filter(is_sensitive=False)
    recent = rows.filter(Q(state__in=OPEN_CODES) | Q(fixed_at__gte=since)).order_by("-submitted_at")
    known = list(recent)
    open_ones = [row for row in known if row.state in OPEN_CODES]
    labels = [("", _("The portal as a whole")), *Subsystem.choices]
    return StatusPage(
        components=[ComponentStatus(label, [i for i in open_ones if i.subsystem == key]) for key, label in labels],
        past=[row for row in known if row.fixed_at and row.state not in OPEN_CODES],
        has_demo=any(row.is_demo for row in known),
    )


# --- task forces -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TaskForceScreen:
    """One task force: who is in it, who was asked and has not answered, and for whom this person may name people."""

    task_force: TaskForce
    nominations: list[Nomination]
    silent: list[Agency]
    own: list[Agency]
    can_coordinate: bool


def task_forces(user: User) -> list[TaskForce]:
    """All task forces that this person may read, newest first, with how many agencies were asked and answered."""
    rows = TaskForce.objects.visible_to(user).select_related("lead")
    return list(
        rows.annotate(
            asked_count=Count("asked", distinct=True), answered_count=Count("nominations__agency", distinct=True)
        )
    )


def task_force_screen(user: User, pk: int) -> TaskForceScreen | None:
    rows = TaskForce.objects.visible_to(user).select_related("lead")
    rows = rows.prefetch_related(
        Prefetch("nominations", Nomination.objects.select_related("agency")), Prefetch("asked", Agency.objects.all())
    )
    task_force = rows.filter(pk=pk).first()
    if task_force is None:
        return None
    nominations = list(task_force.nominations.all())
    answered = {nomination.agency_id for nomination in nominations}
    mine = {agency.pk for agency in agencies_with_role(user, Role.HEAD, Role.OFFICER)}
    asked = list(task_force.asked.all())
    return TaskForceScreen(
        task_force=task_force,
        nominations=nominations,
        silent=[agency for agency in asked if agency.pk not in answered],
        own=[agency for agency in asked if agency.pk in mine],
        can_coordinate=bool(user_can_coordinate(user)),
    )
