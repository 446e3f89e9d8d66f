"""The life of a field report, as one table (component 5 of Article 5; Article 8, clause 4).

``submitted → accepted → assigned → in_progress → resolved → closed``, with the side ways that moderators, agencies and
the reporter may take. "Closed" is not "fixed": what came of it is the ``outcome``.
"""

from django.utils.translation import gettext_lazy as _

from workflows.engine.definitions import Escalation, Workflow
from workflows.field_reports.audiences import AUDIENCES, PLACEHOLDERS, case_url
from workflows.field_reports.permissions import CLIENT, REPORTER
from workflows.field_reports.public.following import follow_with_alerts
from workflows.field_reports.public.points import follow_on_map
from workflows.field_reports.workflow.handling import AGENCY_STEPS, CLIENT_STEPS
from workflows.field_reports.workflow.moderation import MODERATOR_STEPS
from workflows.field_reports.workflow.portal import SYSTEM_STEPS
from workflows.field_reports.workflow.reporting import OPENING, REPORTER_STEPS
from workflows.field_reports.workflow.states import (
    ACCEPTED,
    ASSIGNED,
    CLOSED,
    DUPLICATE,
    IN_PARTS,
    IN_PROGRESS,
    NEEDS_INFO,
    REJECTED,
    REOPENED,
    RESOLVED,
    SUBMITTED,
    WITHDRAWN,
)

FIELD_REPORT = Workflow(
    code="field_report",
    label=_("Field report"),
    model="field_reports.FieldReport",
    reference_prefix="PA",
    url=case_url,
    states=(
        SUBMITTED,
        NEEDS_INFO,
        ACCEPTED,
        ASSIGNED,
        IN_PROGRESS,
        IN_PARTS,
        RESOLVED,
        REOPENED,
        CLOSED,
        REJECTED,
        DUPLICATE,
        WITHDRAWN,
    ),
    parties=(REPORTER, CLIENT),
    audiences=AUDIENCES,
    placeholders=PLACEHOLDERS,
    escalations=(
        Escalation("remind_due_soon", -4),
        Escalation("escalate_overdue", 0),
        Escalation("escalate_to_leader", 24),
    ),
    follows=(follow_on_map, follow_with_alerts),
    opening=OPENING,
    transitions=(*MODERATOR_STEPS, *AGENCY_STEPS, *CLIENT_STEPS, *REPORTER_STEPS, *SYSTEM_STEPS),
)
