import pytest

from workflows.engine import calendars
from workflows.engine.telling import messages, webhooks


def _forget():
    for module in (calendars, messages, webhooks):
        module.forget()


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process remembers of settings in the database, each test reads anew."""
    _forget()
    yield
    _forget()
