"""A portal with the pages that ``setup_site`` makes."""

import pytest

from home.models import HomePage
from home.services import set_up_site
from home.site_file import read_site_file


@pytest.fixture
def site(db) -> HomePage:
    set_up_site(read_site_file())
    return HomePage.objects.get()
