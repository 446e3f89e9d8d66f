"""The places where a matter can be."""

from django.utils.translation import pgettext_lazy

from workflows.engine.definitions import Due, Kind, State
from workflows.engine.working_time import WorkingHours

_DESK = frozenset({"desk"})
_AGENCY = frozenset({"agency"})

NEW = State("new", pgettext_lazy("matter", "New"), groups=_DESK)
RELEVANT = State("relevant", pgettext_lazy("matter", "Relevant"), groups=_DESK)
ASSIGNED = State("assigned", pgettext_lazy("matter", "Assigned"), groups=_AGENCY)
ANSWERED = State("answered", pgettext_lazy("matter", "Answered"), groups=_DESK)
MISINFORMATION = State("misinformation", pgettext_lazy("matter", "Misinformation"), groups=_DESK)
CORRECTED = State("corrected", pgettext_lazy("matter", "Corrected"), groups=_DESK)
CLOSED = State("closed", pgettext_lazy("matter", "Closed"), kind=Kind.FINAL)
IRRELEVANT = State("irrelevant", pgettext_lazy("matter", "Irrelevant"), kind=Kind.FINAL)
JOINED = State("joined", pgettext_lazy("matter", "Joined with another"), kind=Kind.FINAL)

SCREENING_TIME = WorkingHours(4)
# What waits for nobody any more runs against no clock.
NO_DEADLINE = Due(lambda step: None)
OPEN = (NEW, RELEVANT, ASSIGNED, ANSWERED, MISINFORMATION, CORRECTED)
