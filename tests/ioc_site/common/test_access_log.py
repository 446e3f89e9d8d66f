import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from ioc_site.common.access_log import AccessLog, log_access

pytestmark = pytest.mark.django_db


def test_a_reading_is_recorded_with_its_reason() -> None:
    reader = get_user_model().objects.create_user("dieuphoi")
    entry = log_access(reader, reader, "contact", " Xác minh địa chỉ ")
    entry.refresh_from_db()
    assert (entry.username, entry.object_type, entry.object_id) == ("dieuphoi", "agencies.user", str(reader.pk))
    assert entry.reason == "Xác minh địa chỉ"
    assert entry.at is not None


def test_a_reading_without_reason_is_refused() -> None:
    reader = get_user_model().objects.create_user("dieuphoi")
    with pytest.raises(ValueError, match="reason"):
        log_access(reader, reader, "contact", "  ")
    assert not AccessLog.objects.exists()


def test_the_record_outlives_its_reader() -> None:
    reader = get_user_model().objects.create_user("dieuphoi")
    log_access(reader, reader, "contact", "Xác minh")
    reader.delete()
    assert AccessLog.objects.get().username == "dieuphoi"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE common_accesslog SET reason = 'khác'",
        "DELETE FROM common_accesslog",
    ],
)
def test_the_database_refuses_to_change_it(statement: str) -> None:
    reader = get_user_model().objects.create_user("dieuphoi")
    log_access(reader, reader, "contact", "Xác minh")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AccessLog.objects.get().reason == "Xác minh"
