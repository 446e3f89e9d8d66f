"""The life of a delivery, as one table (Article 4, clause 3; Article 8, clause 5, point a).

``uploaded → checked → submitted → approved → published → superseded | rolled_back``; the check rejects what has errors,
the head what he does not answer for.
"""

from django.utils.translation import gettext_lazy as _

from subsystems.indicators.audiences import AUDIENCES, PLACEHOLDERS, case_url
from subsystems.indicators.permissions import CLIENT
from subsystems.indicators.workflow.states import STATES
from subsystems.indicators.workflow.steps import OPENING, STEPS
from workflows.engine.definitions import Workflow

DELIVERY = Workflow(
    code="delivery",
    label=_("Data delivery"),
    model="indicators.Delivery",
    reference_prefix="DL",
    url=case_url,
    states=STATES,
    parties=(CLIENT,),
    audiences=AUDIENCES,
    placeholders=PLACEHOLDERS,
    opening=OPENING,
    transitions=STEPS,
)
