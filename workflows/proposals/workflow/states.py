"""The places where a proposal can be."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.engine.definitions import Kind, State

_OURS = frozenset({"agency"})
_COORDINATION = frozenset({"coordination"})

DRAFT = State("draft", _("Draft"), groups=_OURS)
SUBMITTED = State("submitted", pgettext_lazy("proposal", "Submitted to the head"), groups=_OURS)
ENDORSED = State("endorsed", pgettext_lazy("proposal", "Sent to Sở TTTT"), groups=_COORDINATION)
RECEIVED = State("received", pgettext_lazy("proposal", "Received"), groups=_COORDINATION)
ACCEPTED = State("accepted", pgettext_lazy("proposal", "Accepted"), groups=_COORDINATION)
IN_PROGRESS = State("in_progress", pgettext_lazy("proposal", "Being carried out"), groups=frozenset({"work"}))
DONE = State("done", pgettext_lazy("proposal", "Done"), kind=Kind.FINAL)
DECLINED = State("declined", pgettext_lazy("proposal", "Declined"), kind=Kind.FINAL)
MERGED = State("merged", pgettext_lazy("proposal", "Merged into another"), kind=Kind.FINAL)
WITHDRAWN = State("withdrawn", pgettext_lazy("proposal", "Withdrawn"), kind=Kind.FINAL)

STATES = (DRAFT, SUBMITTED, ENDORSED, RECEIVED, ACCEPTED, IN_PROGRESS, DONE, DECLINED, MERGED, WITHDRAWN)
OPEN_INCIDENT = (ENDORSED, RECEIVED, ACCEPTED, IN_PROGRESS)
