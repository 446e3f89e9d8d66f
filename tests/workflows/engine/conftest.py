import pytest

from workflows.engine import calendars


@pytest.fixture(autouse=True)
def _fresh_calendars():
    calendars.forget()
    yield
    calendars.forget()
