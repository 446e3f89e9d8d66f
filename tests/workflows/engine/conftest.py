import pytest

from workflows.engine import calendars, deputies
from workflows.engine.telling import messages, webhooks


def _forget():
    for module in (calendars, deputies, messages, webhooks):
        module.forget()


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process remembers of settings in the database, each test reads anew."""
    _forget()
    yield
    _forget()
