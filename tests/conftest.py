"""What every test of the project needs."""

import math

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

from ioc_site.common.append_only import guard_lifted
from tests import prepared_database


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The tests' database: on SQLite a copy of a migrated one, on others made anew by pytest-django."""
    copy = prepared_database.prepared_copy() if connection.vendor == "sqlite" else None
    with django_db_blocker.unblock():
        if copy and copy.exists():
            prepared_database.fill(copy)
            yield
            return
        databases = setup_databases(verbosity=0, interactive=False)
        if copy:
            prepared_database.keep(copy)
        yield
        teardown_databases(databases, verbosity=0)


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


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch):
    """What a process remembers of settings in the database, each test reads anew, and then keeps: otherwise a test on a
    slow machine would count a query more, whenever the time for which it is kept ran out.
    """
    from workflows.engine import calendars, deputies
    from workflows.engine.telling import messages, webhooks
    from workflows.rules import running

    for module in (calendars, deputies, messages, webhooks, running):
        monkeypatch.setattr(module, "FRESH_SECONDS", math.inf)
        module.forget()
