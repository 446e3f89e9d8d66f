"""People and cases for the tests of the engine, as sentences: ``open_repair(assigned_to=user)``."""

from subsystems.agencies.models import User
from tests.subsystems.agencies.factories import UserFactory
from tests.workflows.engine.casework.models import Repair
from tests.workflows.engine.casework.workflow import REPORTER
from workflows.engine.services import fire, open_case


def make_user(**fields) -> User:
    """A member of staff, unless told otherwise."""
    return UserFactory.create(**{"is_staff": True} | fields)


def open_repair(title="Đèn hỏng", assigned_to=None, actor=REPORTER, now=None, **fields):
    """A repair that the reporter has sent, handed to somebody if asked so."""
    repair = open_case(Repair(title=title, **fields), actor, now=now).case
    if assigned_to:
        fire(repair, "assign", assigned_to, {"handler": assigned_to}, now=now)
    return repair
