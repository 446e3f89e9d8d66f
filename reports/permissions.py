"""Who may do what with reports: pure functions that answer yes, or no with the reason.

A report is prepared by the agency that issues it (its officers, heads and moderators), approved and signed by its head
or by a leader of it or of the body above it, and never approved by the person who last edited its summary.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from reports.enums import ScopeKind
from reports.models import ReportDocument, ReportPlan
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import has_role, memberships_of, readable_agency_ids
from workflows.engine.parties import SYSTEM

PREPARERS = (Role.OFFICER, Role.HEAD, Role.MODERATOR, Role.LEADER, Role.OPERATOR)
SIGNERS = (Role.HEAD, Role.LEADER)
# Who may ask for reports about the province and about any agency.
ASKERS = (Role.LEADER, Role.MODERATOR, Role.OPERATOR)
DESK_ROLES = (*PREPARERS, Role.AUDITOR)


def user_can_read(user: Any, document: ReportDocument) -> Decision:
    """Whoever finds the report through ``visible_to``."""
    if ReportDocument.objects.visible_to(user).filter(pk=document.pk).exists():
        return ALLOWED
    return Refused(_("This report document is not yours to see."))


def user_can_ask(actor: Any, document: ReportDocument) -> Decision:
    """Ask for a report: leaders, moderators and the operator about anything, officers and heads about their agency."""
    if actor is SYSTEM:
        return ALLOWED
    if not isinstance(actor, User):
        return Refused(_("Sign in with an active account to do this."))
    if has_role(actor, *ASKERS):
        return ALLOWED
    may = user_can_ask_for_any(actor)
    if may and not (document.scope == ScopeKind.AGENCY and document.agency_id in readable_agency_ids(actor)):
        return Refused(_("You may ask for reports about your own agency only."))
    return may


def user_can_ask_for_any(user: Any) -> Decision:
    """Whether there is any report that a person may ask for, so that nobody fills in a form in vain."""
    if isinstance(user, User) and has_role(user, *ASKERS, Role.OFFICER, Role.HEAD):
        return ALLOWED
    return Refused(
        _(
            "Reports are asked for by leaders, moderators and the operator, and by officers and heads about their own "
            "agency."
        )
    )


def user_can_prepare(actor: Any, document: ReportDocument) -> Decision:
    """Build, edit and comment on drafts: the issuer's people, and whoever asked for the report."""
    if actor is SYSTEM:
        return ALLOWED
    if isinstance(actor, User):
        if _holds(actor, document.issuer_id, *PREPARERS):
            return ALLOWED
        if document.created_by_id == actor.pk and user_can_ask(actor, document):
            return ALLOWED
    return Refused(_("Only the agency that issues the report prepares it."))


def user_can_comment(actor: Any, document: ReportDocument) -> Decision:
    """Who prepares it and who signs it."""
    return user_can_prepare(actor, document) or user_can_sign(actor, document)


def user_can_sign(actor: Any, document: ReportDocument) -> Decision:
    """The head of the issuer, or a leader of the issuer or of the body above it."""
    if isinstance(actor, User):
        above = document.issuer.parent_id
        if _holds(actor, document.issuer_id, *SIGNERS) or _holds(actor, above, Role.LEADER):
            return ALLOWED
        if above is None and document.issuer_id and has_role(actor, Role.LEADER):
            return ALLOWED
    return Refused(_("Only the head of the issuing agency, or a leader above it, does this."))


def user_can_approve(actor: Any, document: ReportDocument) -> Decision:
    """Whoever may sign, but not the person who wrote the summary (four eyes)."""
    decision = user_can_sign(actor, document)
    if decision and document.edited_by_id == actor.pk:
        return Refused(_("You edited the summary yourself; another person approves the report."))
    return decision


def user_can_issue(actor: Any, document: ReportDocument) -> Decision:
    """Number, send, archive and correct: the issuer's people, and whoever may sign."""
    if actor is SYSTEM:
        return ALLOWED
    if isinstance(actor, User) and _holds(actor, document.issuer_id, *PREPARERS):
        return ALLOWED
    return user_can_sign(actor, document)


def user_can_plan(user: Any, plan: ReportPlan | None = None) -> Decision:
    """Plans are kept by the issuer's moderators, heads and leaders, and by administrators; without a plan: whether
    anybody's."""
    roles = (Role.MODERATOR, Role.HEAD, Role.LEADER, Role.OPERATOR)
    if isinstance(user, User) and user.is_active:
        if user.is_superuser:
            return ALLOWED
        if plan is None or plan.issuer_id is None:
            if has_role(user, *roles):
                return ALLOWED
        elif _holds(user, plan.issuer_id, *roles) or has_role(user, Role.LEADER):
            return ALLOWED
    return Refused(_("Plans are kept by moderators, heads and leaders of the issuing agency."))


def issuers_for(user: User) -> list[Agency]:
    """The agencies in whose name a person may prepare reports."""
    return list({m.agency_id: m.agency for m in memberships_of(user) if m.role in PREPARERS}.values())


def _holds(user: User, agency_id: int | None, *roles: Role) -> bool:
    return agency_id is not None and any(m.agency_id == agency_id and m.role in roles for m in memberships_of(user))
