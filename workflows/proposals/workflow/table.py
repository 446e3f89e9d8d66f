"""The life of a proposal, as one table (Articles 6 clause 3, 8, 9 clause 4 and 11 clause 2).

``draft → submitted → endorsed → received → accepted | declined → in_progress → done``. An incident goes to Sở TTTT and
the operator at once; the head of the agency is told.
"""

from django.utils.translation import gettext_lazy as _

from workflows.engine.definitions import Escalation, Workflow
from workflows.proposals.audiences import AUDIENCES, PLACEHOLDERS, case_url
from workflows.proposals.workflow.carrying_out import SYSTEM_STEPS, WORK_STEPS
from workflows.proposals.workflow.coordinating import COORDINATION_STEPS
from workflows.proposals.workflow.proposing import AGENCY_STEPS, OPENING
from workflows.proposals.workflow.states import STATES

PROPOSAL = Workflow(
    code="proposal",
    label=_("Proposal"),
    model="proposals.Proposal",
    reference_prefix="DX",
    url=case_url,
    states=STATES,
    audiences=AUDIENCES,
    placeholders=PLACEHOLDERS,
    escalations=(Escalation("remind_overdue", 0), Escalation("escalate_to_leader", 40)),
    opening=OPENING,
    transitions=(*COORDINATION_STEPS, *WORK_STEPS, *AGENCY_STEPS, *SYSTEM_STEPS),
)
