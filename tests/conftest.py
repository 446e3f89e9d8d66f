"""What every test of the project needs."""

import pytest
from django.core.cache import caches
from django.test import TransactionTestCase

from ioc_site.common.append_only import guard_lifted


@pytest.fixture(autouse=True, scope="session")
def _flush_append_only_tables():
    """Tests that use real transactions empty the database afterwards, append-only tables included."""
    flush = vars(TransactionTestCase)["_fixture_teardown"]

    def flush_all(self):
        with guard_lifted():
            flush(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_all)
        yield


@pytest.fixture(autouse=True)
def _empty_caches():
    """What a test before this one left in the caches (where Wagtail's sites begin, for one) does not hold here."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
