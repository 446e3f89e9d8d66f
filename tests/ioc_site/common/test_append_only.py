"""The database itself refuses to change or delete rows of an append-only table."""

import pytest
from django.db import DatabaseError, connection, transaction

from ioc_site.common.append_only import append_only_tables, guard_lifted

pytestmark = pytest.mark.django_db

INSERT = (
    "INSERT INTO engine_event"
    " (workflow, case_id, seq, at, party, transition, source, target, data, detail_digest, hash)"
    " VALUES ('w', 1, 1, '2026-01-01 00:00:00+00:00', 'p', 't', '', 'a', '{}', '', '')"
)


@pytest.mark.parametrize("statement", ["UPDATE engine_event SET target = 'b'", "DELETE FROM engine_event"])
def test_changes_are_refused_by_the_database(statement):
    with connection.cursor() as cursor:
        cursor.execute(INSERT)
        with pytest.raises(DatabaseError, match="is append-only"), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("SELECT target FROM engine_event")
        assert cursor.fetchall() == [("a",)]


def test_the_guard_comes_back_after_it_was_lifted():
    assert "engine_event" in append_only_tables()
    with guard_lifted():
        assert append_only_tables() == []
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM engine_event")
    assert "engine_event" in append_only_tables()
