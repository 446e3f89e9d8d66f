"""The page for developers: every problem that the API answers with has its place there."""

import pytest

from ioc_site.common.api.problems import KINDS

pytestmark = pytest.mark.django_db


def test_a_problem_leads_to_its_explanation(client):
    kind = client.get("/api/v1/areas?limit=0").json()["type"]
    page = client.get("/du-lieu/api/").content.decode()
    assert kind.endswith("/du-lieu/api/#invalid-parameter")
    assert all(f'id="{code}"' in page for code in KINDS)
    assert "/api/v1/observations" in page
