import pytest

from workflows.engine import calendars
from workflows.engine.telling import messages, webhooks
from workflows.rules import running


def _forget():
    for module in (calendars, messages, webhooks, running):
        module.forget()


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process remembers of rules and endpoints, each test reads anew."""
    _forget()
    yield
    _forget()
