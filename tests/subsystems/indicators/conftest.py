"""The catalogue of the project, loaded for tests of this room."""

from pathlib import Path

import pytest
from django.conf import settings

from subsystems.agencies.loading import load_agencies
from subsystems.indicators.loading import load_catalogue

DATA = Path(settings.BASE_DIR) / "data"


@pytest.fixture
def catalogue(db):
    """Agencies, areas and the whole catalogue."""
    load_agencies(DATA / "agencies.yaml")
    return load_catalogue(DATA / "indicators")
