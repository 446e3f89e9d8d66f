"""The places where a delivery can be."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.engine.definitions import Kind, State

_AGENCY = frozenset({"with_officer"})

UPLOADED = State("uploaded", _("Uploaded, being checked"), groups=_AGENCY)
CHECKED = State("checked", _("Checked, not sent yet"), groups=_AGENCY)
SUBMITTED = State("submitted", _("Waiting for the head"), groups=frozenset({"with_head"}))
APPROVED = State("approved", _("Approved, being published"))
PUBLISHED = State("published", pgettext_lazy("delivery", "Published"), kind=Kind.FINAL, groups=frozenset({"live"}))
REJECTED = State("rejected", pgettext_lazy("delivery", "Rejected"), kind=Kind.FINAL)
WITHDRAWN = State("withdrawn", pgettext_lazy("delivery", "Withdrawn"), kind=Kind.FINAL)
SUPERSEDED = State("superseded", _("Superseded"), kind=Kind.FINAL)
ROLLED_BACK = State("rolled_back", _("Rolled back"), kind=Kind.FINAL)
STATES = (UPLOADED, CHECKED, SUBMITTED, APPROVED, PUBLISHED, REJECTED, WITHDRAWN, SUPERSEDED, ROLLED_BACK)
