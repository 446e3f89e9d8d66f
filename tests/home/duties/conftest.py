"""The real regulation, agencies and duties, loaded as the portal loads them."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from home.duties.services import load_duties

DATA = Path(settings.BASE_DIR) / "data"


@pytest.fixture
def regulation(db):
    call_command("load_agencies", DATA / "agencies.yaml", stdout=StringIO())
    call_command("load_regulation", DATA / "1089-QD-UBND.yaml", stdout=StringIO())


@pytest.fixture
def duties(regulation):
    load_duties(DATA / "duties-1089.yaml")
