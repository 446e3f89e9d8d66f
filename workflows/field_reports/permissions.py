"""Who may do what with a field report: pure functions that answer yes, or no with the reason.

Superusers administer the portal; they decide no cases unless they hold the role.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import has_role, readable_agency_ids
from workflows.engine.parties import Party

REPORTER = Party("reporter", _("The reporter"))
CLIENT = Party("client", _("A connected system"))
_SUBSYSTEM = Subsystem.FIELD_REPORTS
_STAFF = (Role.MODERATOR, Role.OFFICER, Role.HEAD, Role.LEADER, Role.AUDITOR)


def user_can_moderate(actor: Any, report: Any = None) -> Decision:
    """Moderators of this component (Article 8, clause 4: Sở TTTT is in charge of it)."""
    if isinstance(actor, User) and has_role(actor, Role.MODERATOR, subsystem=_SUBSYSTEM):
        return ALLOWED
    return Refused(_("Only a moderator of field reports does this."))


def user_can_handle(actor: Any, report: Any) -> Decision:
    """Officers and heads of the agency that the report was sent to."""
    if isinstance(actor, User) and _belongs(actor, report, Role.OFFICER, Role.HEAD):
        return ALLOWED
    return Refused(_("Only the agency that the report was sent to does this."))


def user_can_lead(actor: Any, report: Any) -> Decision:
    """The head of the agency in charge."""
    if isinstance(actor, User) and _belongs(actor, report, Role.HEAD):
        return ALLOWED
    return Refused(_("Only the head of the agency in charge does this."))


def user_can_note(actor: Any, report: Any) -> Decision:
    """Moderators and the agency in charge write internal notes."""
    return user_can_moderate(actor) or user_can_handle(actor, report)


def user_can_proceed(actor: Any, report: Any) -> Decision:
    """Who asked the reporter may stop waiting for the answer: the agency after its own question, a moderator always."""
    if report.asked_from == "in_progress" and (handles := user_can_handle(actor, report)):
        return handles
    return user_can_moderate(actor)


def user_can_submit(actor: Any, report: Any = None) -> Decision:
    """Anybody reports, through the form or a connected system; a moderator takes a call down."""
    if isinstance(actor, Party) and actor in (REPORTER, CLIENT):
        return ALLOWED
    return user_can_moderate(actor)


def user_can_open_contact(actor: Any, report: Any = None) -> Decision:
    """Only moderators open the reporter's contact details, for a reason that is logged."""
    return user_can_moderate(actor)


def user_can_keep_catalogue(user: Any, obj: Any = None) -> Decision:
    """Categories, questions, routing rules, standard texts and right channels are kept by moderators; administrators
    may put them right."""
    return ALLOWED if user.is_active and user.is_superuser else user_can_moderate(user)


def user_can_view_catalogue(user: Any, obj: Any = None) -> Decision:
    """Everybody who works with reports may look up why one goes where it goes."""
    if user.is_active and (user.is_superuser or has_role(user, *_STAFF, subsystem=_SUBSYSTEM)):
        return ALLOWED
    return Refused(_("Those who work with field reports look at this."))


def user_can_keep_registers(user: Any, obj: Any = None) -> Decision:
    """The registers of breaches and of requests about personal data: moderators and the operator (Article 6)."""
    if user.is_active and (user.is_superuser or has_role(user, Role.MODERATOR, Role.OPERATOR)):
        return ALLOWED
    return Refused(_("The registers of personal data are kept by moderators and the operator."))


def user_can_view_registers(user: Any, obj: Any = None) -> Decision:
    """Who keeps them, and auditors."""
    if user.is_active and has_role(user, Role.AUDITOR):
        return ALLOWED
    return user_can_keep_registers(user)


def user_can_view(user: Any, report: Any) -> Decision:
    """Whoever finds the report through ``visible_to``."""
    if type(report).objects.visible_to(user).filter(pk=report.pk).exists():
        return ALLOWED
    return Refused(_("This report is not yours to see."))


def _belongs(user: User, report: Any, *roles: Role) -> bool:
    if report.agency_id is None or report.agency_id not in readable_agency_ids(user):
        return False
    return has_role(user, *roles, subsystem=_SUBSYSTEM)
