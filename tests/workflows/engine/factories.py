"""People and cases for the tests of the engine, as sentences: ``open_repair(assigned_to=user)``."""

import factory

from subsystems.agencies.models import User
from tests.workflows.engine.casework.models import Repair
from tests.workflows.engine.casework.workflow import REPORTER
from workflows.engine.services import fire, open_case


class _UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"canbo{n}")
    last_name = "Nguyễn Văn"
    first_name = factory.Sequence(lambda n: f"An {n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.vn")
    is_staff = True


def make_user(**fields) -> User:
    return _UserFactory.create(**fields)


def open_repair(title="Đèn hỏng", assigned_to=None, actor=REPORTER, now=None, **fields):
    """A repair that the reporter has sent, handed to somebody if asked so."""
    repair = open_case(Repair(title=title, **fields), actor, now=now).case
    if assigned_to:
        fire(repair, "assign", assigned_to, {"handler": assigned_to}, now=now)
    return repair
