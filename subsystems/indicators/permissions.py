"""Who may do what with the catalogue and with deliveries: pure functions that answer yes, or no with the reason.

Officers of an agency deliver, its head answers for what is delivered (Article 4, clause 3) and approves; nobody
approves what he uploaded himself. Superusers administer the portal; they deliver and approve nothing.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import AnyUser, has_role, readable_agency_ids, sees_all_agencies
from subsystems.indicators.models import Delivery, IndicatorSet, Obligation, PullSource
from workflows.engine.parties import SYSTEM, Party

CLIENT = Party("client", _("A connected system"))
NOT_IN_AGENCY = Refused(_("This belongs to an agency in which you are neither officer nor head."))
NO_OBLIGATION = Refused(_("This agency does not deliver this indicator set."))


def owes(agency: Agency | int, indicator_set: IndicatorSet) -> bool:
    """Whether an agency delivers a set today. One query."""
    agency_id = getattr(agency, "pk", agency)
    return Obligation.objects.valid_on().filter(agency=agency_id, indicator_set=indicator_set).exists()


def user_can_deliver(actor: Any, indicator_set: IndicatorSet, agency: Agency | int) -> Decision:
    """Deliver a set for an agency: its officers and heads, and its connected systems."""
    agency_id = getattr(agency, "pk", agency)
    if isinstance(actor, Party):
        allowed = actor in (SYSTEM, CLIENT)
    else:
        allowed = has_role(actor, Role.OFFICER, Role.HEAD, agency=agency_id, subsystem=indicator_set.subsystem)
    if not allowed:
        return NOT_IN_AGENCY
    return ALLOWED if owes(agency_id, indicator_set) else NO_OBLIGATION


def user_can_open(actor: Any, delivery: Delivery) -> Decision:
    """Make a new delivery (the opening of the workflow)."""
    return user_can_deliver(actor, delivery.indicator_set, delivery.agency_id)


def user_can_work(actor: Any, delivery: Delivery) -> Decision:
    """Send on or withdraw: officers and heads of the delivering agency; the portal for connected systems."""
    if actor is SYSTEM or _belongs(actor, delivery, Role.OFFICER, Role.HEAD):
        return ALLOWED
    return NOT_IN_AGENCY


def user_can_approve(actor: Any, delivery: Delivery) -> Decision:
    """Approve: the head of the delivering agency, who did not upload it (four eyes)."""
    if not _belongs(actor, delivery, Role.HEAD):
        return Refused(_("Only the head of the delivering agency approves a delivery (Article 4, clause 3)."))
    if delivery.uploaded_by_id == actor.pk:
        return Refused(_("You uploaded this delivery yourself: another head of the agency approves it."))
    return ALLOWED


def user_can_lead(actor: Any, delivery: Delivery) -> Decision:
    """Send back or roll back: the head of the delivering agency."""
    if _belongs(actor, delivery, Role.HEAD):
        return ALLOWED
    return Refused(_("Only the head of the delivering agency does this."))


def user_can_view_delivery(user: AnyUser, delivery: Delivery | None = None) -> Decision:
    """Whoever finds it through ``visible_to``."""
    if sees_all_agencies(user, Role.LEADER, Role.MODERATOR) or has_role(user, Role.OFFICER, Role.HEAD):
        return ALLOWED
    return NOT_IN_AGENCY


def user_can_view_quality(user: AnyUser) -> Decision:
    """Leaders, moderators and auditors see how good all data are, an agency's officers and heads its own."""
    return user_can_view_delivery(user)


def user_can_view_catalogue(user: AnyUser, obj: Any = None) -> Decision:
    """Everybody in the administration reads the catalogue."""
    return ALLOWED if user.is_authenticated and user.is_active else Refused(_("Sign in to see the catalogue."))


def user_can_keep_catalogue(user: AnyUser, obj: Any = None) -> Decision:
    """Definitions, sets and obligations are kept by moderators (Article 7, clause 3) and administrators."""
    if user.is_active and (user.is_superuser or has_role(user, Role.MODERATOR)):
        return ALLOWED
    return Refused(_("The catalogue is kept by moderators and administrators."))


def user_can_view_obligation(user: AnyUser, obj: Obligation | None = None) -> Decision:
    """One's own agency's; all of them for those who see everything."""
    if sees_all_agencies(user, Role.LEADER, Role.MODERATOR) or has_role(user, Role.OFFICER, Role.HEAD):
        return ALLOWED
    return NOT_IN_AGENCY


def user_can_keep_sources(user: AnyUser, obj: PullSource | None = None) -> Decision:
    """Other systems are connected by the operator (Article 6, clause 2) and administrators."""
    if user.is_active and (user.is_superuser or has_role(user, Role.OPERATOR)):
        return ALLOWED
    return Refused(_("Data sources are kept by the operator."))


def user_can_view_sources(user: AnyUser, obj: PullSource | None = None) -> Decision:
    """Operator, moderators and auditors see all, an agency's officers and heads its own."""
    if sees_all_agencies(user, Role.OPERATOR, Role.MODERATOR) or has_role(user, Role.OFFICER, Role.HEAD):
        return ALLOWED
    return NOT_IN_AGENCY


def _belongs(actor: Any, delivery: Delivery, *roles: Role) -> bool:
    if not isinstance(actor, User) or delivery.agency_id not in readable_agency_ids(actor):
        return False
    return has_role(actor, *roles, agency=delivery.agency_id, subsystem=delivery.indicator_set.subsystem)
