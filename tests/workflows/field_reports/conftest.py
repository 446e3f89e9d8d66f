"""What the tests of field reports share."""

import pytest
from django.utils import timezone


@pytest.fixture
def time_machine_to(monkeypatch):
    """Lets the portal believe that it is another moment."""

    def go(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return go
