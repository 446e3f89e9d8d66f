"""A portal that keeps its pages."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from ioc_site.pagecache import store
from tests.home.conftest import site  # noqa: F401 - the site that make run sets up

Read = Callable[..., Any]


@pytest.fixture(autouse=True)
def _page_cache(settings: Any) -> Iterator[None]:
    settings.PAGE_CACHE = True
    store.memory.clear()
    yield
    store.memory.clear()


@pytest.fixture
def reader() -> Client:
    """An anonymous reader without cookies; his requests meet the cache."""
    return Client()


@pytest.fixture
def is_hit(reader: Client) -> Callable[[str], bool]:
    """Whether a page comes from the cache when it is asked for now."""
    return lambda url: reader.get(url).headers.get("X-Page-Cache") == "hit"
