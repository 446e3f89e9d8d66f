"""The places where a field report can be."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.engine.definitions import Kind, State
from workflows.engine.working_time import WorkingHours

_MODERATION = frozenset({"moderation"})
_AGENCY = frozenset({"agency"})

SUBMITTED = State(
    "submitted", pgettext_lazy("report", "Submitted"), _("Received, waiting to be screened"), groups=_MODERATION
)
NEEDS_INFO = State(
    "needs_info", _("Waiting for the reporter"), _("Waiting for the reporter's answer"), Kind.WAITING, True
)
ACCEPTED = State("accepted", _("Accepted"), _("Accepted"), groups=_MODERATION)
ASSIGNED = State("assigned", _("Assigned"), _("Sent to the agency in charge"), groups=_AGENCY)
IN_PROGRESS = State("in_progress", _("In progress"), _("Being handled"), groups=_AGENCY)
IN_PARTS = State("in_parts", _("Handled in parts"), _("Being handled by several agencies"), groups=_AGENCY)
RESOLVED = State("resolved", _("Resolved, waiting for approval"), _("Being checked"), groups=_MODERATION)
REOPENED = State("reopened", _("Reopened"), _("Opened again"), groups=_MODERATION)
CLOSED = State("closed", _("Closed"), _("Closed"), Kind.FINAL)
REJECTED = State("rejected", pgettext_lazy("report", "Rejected"), _("Not taken up"), Kind.FINAL)
DUPLICATE = State("duplicate", _("Duplicate"), _("Handled with an earlier report"), Kind.FINAL)
WITHDRAWN = State("withdrawn", _("Withdrawn"), _("Withdrawn by the reporter"), Kind.FINAL)

SCREENING_TIME = WorkingHours(8)
MODERATED = (SUBMITTED, ACCEPTED, REOPENED)
