"""The real regulation, loaded as the portal loads it."""

from pathlib import Path

import pytest
from django.conf import settings

from home.regulation.models import Document
from home.regulation.services import load_document
from home.regulation.source import read_cited_documents, read_document
from subsystems.agencies.loading import load_agencies

DATA = Path(settings.BASE_DIR) / "data"
SOURCE = DATA / "1089-QD-UBND.yaml"


@pytest.fixture
def regulation(db) -> Document:
    report = load_document(read_document(SOURCE), read_cited_documents(DATA / "grounds.yaml"))
    assert report.document
    return report.document


@pytest.fixture
def agencies(db) -> None:
    load_agencies(DATA / "agencies.yaml")
