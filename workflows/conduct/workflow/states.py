"""The places where a commendation or discipline case can be."""

from django.utils.translation import pgettext_lazy

from workflows.engine.definitions import Kind, State

DRAFT = State("draft", pgettext_lazy("conduct", "Draft"))
SUBMITTED = State("submitted", pgettext_lazy("conduct", "Sent to Sở TTTT"))
UNDER_REVIEW = State("under_review", pgettext_lazy("conduct", "Under review at Sở TTTT"))
RETURNED = State("returned", pgettext_lazy("conduct", "Returned to the agency"), kind=Kind.WAITING)
CONSULTED = State("consulted", pgettext_lazy("conduct", "Sở Nội vụ has given its opinion"))
PROPOSED = State("proposed", pgettext_lazy("conduct", "Proposed to the Chairman"))
APPROVED = State("approved", pgettext_lazy("conduct", "Decided"))
DECIDED = State("approved", pgettext_lazy("conduct", "Decided"), kind=Kind.FINAL)
ANNOUNCED = State("announced", pgettext_lazy("conduct", "Announced"), kind=Kind.FINAL)
DECLINED = State("declined", pgettext_lazy("conduct", "Not approved"), kind=Kind.FINAL)
WITHDRAWN = State("withdrawn", pgettext_lazy("conduct", "Withdrawn"), kind=Kind.FINAL)
