"""Why the portal computes nothing for some clauses: nobody keeps records of it here, and nothing is typed in."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ioc_site.common.citations import REGULATION, Citation


def _cite(article: int, clause: int, point: str | None = None) -> Citation:
    return Citation(REGULATION, article, clause, point)


REASONS: dict[Citation, Promise] = {
    _cite(7, 1): _("Drafts of regulations are handled outside the portal; it keeps no register of them."),
    _cite(7, 2): _("Budgets and posts are planned outside the portal; it keeps no records of them."),
    _cite(8, 5, "e"): _("What an agency tells its own people leaves no records in the portal."),
    _cite(9, 1): _("Keeping the law as a whole cannot be counted; single duties are measured where they stand."),
    _cite(9, 2): _("The portal refuses what somebody's role does not allow, so there is nothing left to count."),
    _cite(10, 3): _("Discipline cases are never counted: nobody outside their parties may learn that one exists."),
    _cite(11, 1): _("Carrying out the regulation as a whole is seen from the measures of its other duties."),
}
NAMES_NOBODY = _("This place defines, states a principle or lists; it names nobody who owes something.")


def reason_for(citation: Citation) -> Promise | None:
    """Why a clause has no measure, or what its measures leave out; ``None`` where nothing is to be said."""
    return REASONS.get(citation)
