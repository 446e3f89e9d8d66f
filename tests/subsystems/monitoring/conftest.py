import pytest

from subsystems.monitoring.matching import loading
from tests.subsystems.monitoring.web import ALLOWED, serving


@pytest.fixture(autouse=True)
def _fresh_rules():
    """Rules of the test before do not hold in this one."""
    loading.forget()


@pytest.fixture
def web(settings):
    """A web server on this machine, which the portal may fetch from in tests."""
    settings.FETCH_ALLOWED_NETWORKS = ALLOWED
    with serving() as server:
        yield server
