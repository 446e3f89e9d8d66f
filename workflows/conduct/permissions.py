"""Who may do what with a commendation or discipline case: pure functions, yes or no with the reason.

Nobody handles a case about themselves or about the agency they work for; what a person proposed for discipline, the
same person does not decide.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import has_role, readable_agency_ids
from workflows.conduct.enums import CaseKind

_PROPOSERS = (Role.HEAD, Role.OFFICER, Role.MODERATOR, Role.INTERNAL_AFFAIRS)


def free_of_interest(actor: User, case: Any) -> Decision:
    """Nobody handles a case about themselves, or about their own agency."""
    if case.subject_user_id and case.subject_user_id == actor.pk:
        return Refused(_("Nobody handles a case about themselves."))
    if case.subject_agency_id and case.subject_agency_id in readable_agency_ids(actor):
        return Refused(_("Nobody handles a case about their own agency."))
    return ALLOWED


def user_can_write(actor: Any, case: Any = None) -> Decision:
    """People who work for an agency write in its name (Article 10 clause 3: Sở TTTT gathers what they propose)."""
    if not isinstance(actor, User) or not has_role(actor, *_PROPOSERS, agency=case.agency_id if case else None):
        return Refused(_("Only people who work for the agency propose in its name."))
    if case is not None and case.kind == CaseKind.DISCIPLINE:
        return free_of_person(actor, case)
    return ALLOWED


def free_of_person(actor: User, case: Any) -> Decision:
    """An agency proposes its own people, but nobody proposes discipline for himself."""
    if case.subject_user_id and case.subject_user_id == actor.pk:
        return Refused(_("Nobody handles a case about themselves."))
    return ALLOWED


def user_can_edit(actor: Any, case: Any) -> Decision:
    """The author, and the head of the proposing agency, while it is a draft or was returned."""
    if case.state not in ("draft", "returned"):
        return Refused(_("Only a draft or a returned case can be changed."))
    if isinstance(actor, User) and actor.pk == case.author_id:
        return user_can_write(actor, case)
    return user_can_submit(actor, case)


def user_can_submit(actor: Any, case: Any) -> Decision:
    """The head of the proposing agency; Sở TTTT's own proposals are sent in by its moderators."""
    if not isinstance(actor, User):
        return Refused(_("Only the head of the proposing agency does this."))
    if has_role(actor, Role.HEAD) and case.agency_id in readable_agency_ids(actor):
        return free_of_person(actor, case)
    if has_role(actor, Role.MODERATOR, agency=case.agency_id):
        return free_of_person(actor, case)
    return Refused(_("Only the head of the proposing agency does this."))


def user_can_review(actor: Any, case: Any) -> Decision:
    """Sở TTTT's moderators review and propose to the Chairman (Article 10 clause 3)."""
    if isinstance(actor, User) and has_role(actor, Role.MODERATOR):
        return free_of_interest(actor, case)
    return Refused(_("Only Sở TTTT does this."))


def user_can_advise(actor: Any, case: Any) -> Decision:
    """Sở Nội vụ gives its opinion (Article 10 clause 3)."""
    if isinstance(actor, User) and has_role(actor, Role.INTERNAL_AFFAIRS):
        return free_of_interest(actor, case)
    return Refused(_("Only Sở Nội vụ does this."))


def user_can_decide(actor: Any, case: Any) -> Decision:
    """Leaders of the People's Committee; never who proposed a discipline case."""
    if not isinstance(actor, User) or not has_role(actor, Role.LEADER):
        return Refused(_("Only the Chairman decides."))
    if case.kind == CaseKind.DISCIPLINE and actor.pk == case.author_id:
        return Refused(_("Who proposed a discipline case does not decide it."))
    return free_of_interest(actor, case)


def user_can_keep_rounds(user: Any, obj: Any = None) -> Decision:
    """Sở TTTT prepares rounds."""
    if has_role(user, Role.MODERATOR):
        return ALLOWED
    return Refused(_("Only Sở TTTT does this."))


def user_can_decide_rounds(user: Any, obj: Any = None) -> Decision:
    """Leaders of the People's Committee; each case of the round is then checked by itself."""
    if has_role(user, Role.LEADER):
        return ALLOWED
    return Refused(_("Only the Chairman decides."))


def user_can_read_log(user: Any, obj: Any = None) -> Decision:
    """Auditors see who read which discipline case."""
    if has_role(user, Role.AUDITOR):
        return ALLOWED
    return Refused(_("Only an auditor reads this."))


def user_can_keep_forms(user: Any, obj: Any = None) -> Decision:
    """Sở Nội vụ keeps the forms and their legal basis; administrators may put them right."""
    if user.is_active and (user.is_superuser or has_role(user, Role.INTERNAL_AFFAIRS)):
        return ALLOWED
    return Refused(_("Only Sở Nội vụ does this."))


def user_can_delete_form(user: Any, obj: Any = None) -> Decision:
    """Forms of commendation and their documents, as long as nothing uses them. Those of discipline never: whether one
    can be deleted would tell whether there is a case."""
    form = getattr(obj, "form", obj)
    if form is not None and form.kind == CaseKind.DISCIPLINE:
        return Refused(_("Forms of discipline are not deleted; give them a last day."))
    return user_can_keep_forms(user)
