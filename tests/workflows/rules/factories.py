"""Rules, written as the screens write them: ``make_rule(by, "proposal", "submit", "tag", {"name": "Mới"})``."""

from subsystems.agencies.models import User
from workflows.rules.models import ContentRule
from workflows.rules.services import save_rule

CASE_PEOPLE = {"whose": "case", "agency": None}


def make_rule(by: User, workflow, transition, action, settings, *conditions, is_active=True, name="Quy tắc thử"):
    """A rule that acts as ``by``; each condition is (fact, operator, values…)."""
    rows = [{"fact": fact, "op": op, "value": list(values)} for fact, op, *values in conditions]
    fields = {
        "name": name,
        "transition": transition,
        "conditions": rows,
        "settings": settings,
        "is_active": is_active,
    }
    return save_rule(ContentRule(workflow=workflow, action=action), by, fields)


def tag_rule(by: User, workflow="proposal", transition="receive", tag="Theo dõi", *conditions, **kwargs):
    return make_rule(by, workflow, transition, "tag", {"name": tag}, *conditions, **kwargs)
