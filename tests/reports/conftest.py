"""What the tests of this room borrow from the rooms that the reports are about."""

from tests.home.duties.conftest import duties, regulation
from tests.subsystems.indicators.conftest import catalogue

__all__ = ["catalogue", "duties", "regulation"]
