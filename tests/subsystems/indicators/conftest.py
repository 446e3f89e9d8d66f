"""The catalogue of the project, loaded for tests of this room."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from subsystems.agencies.loading import load_agencies
from subsystems.agencies.models import Agency, Area
from subsystems.indicators import models
from subsystems.indicators.loading import load_catalogue

DATA = Path(settings.BASE_DIR) / "data"
_TABLES: tuple[Any, ...] = (
    Area,
    Area.successors.through,
    Agency,
    Agency.successors.through,
    models.Dimension,
    models.Breakdown,
    models.Indicator,
    models.IndicatorVersion,
    models.IndicatorVersion.dimensions.through,
    models.IndicatorSet,
    models.SetIndicator,
    models.Obligation,
)
_kept: dict[Any, list[Any]] = {}
_counts: Counter[str] = Counter()


@pytest.fixture
def catalogue(db):
    """Agencies, areas and the whole catalogue: loaded once, then copied, since loading takes a second and a half."""
    if not _kept:
        load_agencies(DATA / "agencies.yaml")
        _counts.update(load_catalogue(DATA / "indicators"))
        _kept.update({table: list(table._base_manager.all()) for table in _TABLES})
    else:
        for table, rows in _kept.items():
            table._base_manager.bulk_create(rows)
    return Counter(_counts)
