"""Every write of the proposals room that is not a step of the workflow, and the making of a proposal."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.folding import fold
from ioc_site.common.permissions import require
from subsystems.agencies.models import Agency, User
from workflows.engine.parties import SYSTEM
from workflows.engine.services import fire, open_case
from workflows.proposals.clauses import text_of
from workflows.proposals.enums import NominationState, ProposalKind
from workflows.proposals.models import Nomination, Proposal, Support, TaskForce
from workflows.proposals.permissions import (
    supporting_agency,
    user_can_coordinate,
    user_can_edit,
    user_can_nominate,
    user_can_operate,
    user_can_support,
)
from workflows.proposals.queries import GATHERED_FROM


def write_proposal(
    author: User,
    agency: Agency,
    kind: str,
    columns: Mapping[str, Any],
    details: Mapping[str, Any],
    *,
    is_demo: bool = False,
    now: Any = None,
) -> Proposal:
    """Make a draft. ``columns`` and ``details`` come from the form of the kind (``forms.KIND_FORMS``).

    Raises the engine's ``NotAllowed`` when the author does not work for the agency.
    """
    proposal = Proposal(kind=kind, agency=agency, author=author, is_demo=is_demo)
    _fill(proposal, columns, details)
    open_case(proposal, author, now=now)
    return proposal


@transaction.atomic
def change_draft(proposal: Proposal, user: User, columns: Mapping[str, Any], details: Mapping[str, Any]) -> Proposal:
    """Change what a draft says; 403 once it was sent in."""
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    require(user_can_edit(user, locked))
    _fill(locked, columns, details)
    locked.save()
    return locked


def _fill(proposal: Proposal, columns: Mapping[str, Any], details: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(proposal, name, value)
    proposal.details = dict(details)
    if proposal.place:
        proposal.text_then = text_of(Citation.from_eid(REGULATION, proposal.place)) or ""
    proposal.folded = fold(f"{proposal.title} {proposal.body}")


def support(proposal: Proposal, user: User, note: str = "") -> Support:
    """Give an agency's support, once; a second time changes nothing and returns the first."""
    require(user_can_support(user, proposal))
    agency = supporting_agency(user, proposal)
    try:
        with transaction.atomic():
            return Support.objects.create(proposal=proposal, agency=agency, by=user, note=note.strip())
    except IntegrityError:
        return Support.objects.get(proposal=proposal, agency=agency)


@transaction.atomic
def set_public_note(proposal: Proposal, user: User, note: str) -> Proposal:
    """What ``/tinh-trang/`` says of an incident; empty takes it off. Sensitive incidents never stand there."""
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    require(user_can_operate(user, locked))
    locked.public_note = "" if locked.is_sensitive or not locked.is_incident else note.strip()
    locked.save(update_fields=["public_note"])
    return locked


def gather(proposals: Sequence[int], amendment: int) -> None:
    """Remember into which amendment of the regulation accepted feedback was gathered, within the caller's transaction.

    Raises ``ValidationError`` when another amendment has one of them already, or it is no longer accepted.
    """
    free = Proposal.objects.filter(pk__in=proposals, kind=ProposalKind.FEEDBACK, amendment=None)
    if free.filter(state__in=GATHERED_FROM).update(amendment=amendment) != len(set(proposals)):
        raise ValidationError(_("Somebody gathered or decided one of these proposals meanwhile; load the page again."))


def finish_gathered(amendment: int, result: str) -> int:
    """The amendment was issued: what it took up is done, its proposers and supporters are told; how many."""
    rows = list(Proposal.objects.filter(amendment=amendment, state__in=GATHERED_FROM))
    for proposal in rows:
        fire(proposal, "enact", SYSTEM, {"result": result})
    return len(rows)


@transaction.atomic
def save_task_force(form: Any, user: User) -> TaskForce:
    """Make or change a task force from a valid form."""
    require(user_can_coordinate(user))
    task_force = form.save(commit=False)
    if task_force.pk is None:
        task_force.created_by = user
    task_force.save()
    form.save_m2m()
    return task_force


def nominate(task_force: TaskForce, agency: Agency, user: User, person: Mapping[str, str]) -> Nomination:
    """Name a person for a task force; the same person again only changes position and expertise."""
    require(user_can_nominate(user, task_force, agency))
    row, _is_new = Nomination.objects.update_or_create(
        task_force=task_force,
        agency=agency,
        person=person["person"].strip(),
        defaults={"position": person["position"], "expertise": person.get("expertise", ""), "by": user},
    )
    return row


@transaction.atomic
def decide_nomination(nomination: Nomination, user: User, state: NominationState) -> Nomination:
    """Sở TTTT appoints or declines a person; the last decision counts."""
    require(user_can_coordinate(user))
    locked = Nomination.objects.select_for_update().get(pk=nomination.pk)
    locked.state, locked.decided_by, locked.decided_at = state, user, timezone.now()
    locked.save(update_fields=["state", "decided_by", "decided_at"])
    return locked
