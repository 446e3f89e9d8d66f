"""The life of a matter, as one table (component 6 of Article 5; Article 8, clause 4).

``new → relevant | irrelevant → assigned (agency, deadline) → answered | corrected → closed``. Misinformation is a
place of its own, reached only with evidence; leaders are brought in by hand, and by the portal when an agency is long
overdue. Two matters that are one are joined, and what was wrongly gathered into a story is split from it.
"""

from django.utils.translation import gettext_lazy as _

from subsystems.monitoring.audiences import AUDIENCES, PLACEHOLDERS, case_url
from subsystems.monitoring.workflow.answering import AGENCY_STEPS, SYSTEM_STEPS
from subsystems.monitoring.workflow.joining import JOINING_STEPS
from subsystems.monitoring.workflow.moderation import MODERATOR_STEPS, OPENING
from subsystems.monitoring.workflow.states import (
    ANSWERED,
    ASSIGNED,
    CLOSED,
    CORRECTED,
    IRRELEVANT,
    JOINED,
    MISINFORMATION,
    NEW,
    RELEVANT,
)
from workflows.engine.definitions import Escalation, Workflow

MATTER = Workflow(
    code="matter",
    label=_("Online matter"),
    model="monitoring.Matter",
    reference_prefix="TT",
    url=case_url,
    states=(NEW, RELEVANT, ASSIGNED, ANSWERED, MISINFORMATION, CORRECTED, CLOSED, IRRELEVANT, JOINED),
    audiences=AUDIENCES,
    placeholders=PLACEHOLDERS,
    escalations=(
        Escalation("remind_due_soon", -4),
        Escalation("escalate_overdue", 0),
        Escalation("escalate_to_leader", 8),
    ),
    opening=OPENING,
    transitions=(*MODERATOR_STEPS, *JOINING_STEPS, *AGENCY_STEPS, *SYSTEM_STEPS),
)
