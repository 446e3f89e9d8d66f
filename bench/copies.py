"""Many reports out of some: copies made by the database itself, in a minute where making them up takes twenty.

A copy has its own keys, reference and place, lies some minutes before its original, and has its events, reporter and
point on the map. The hashes of its events are those of the original, so the timelines of copies prove nothing: this is
for databases that are thrown away after measuring.
"""

from collections.abc import Mapping

from django.db import connection, transaction
from django.db.models import DateTimeField, Model

from workflows.engine.models import Event, EventDetail
from workflows.field_reports.models import FieldReport, MapPoint, Reporter

MINUTES = 7  # between a copy and the next one


def multiply(wanted: int) -> int:
    """Copy all reports that are there until there are ``wanted``; returns how many were made."""
    before, made, number = FieldReport.objects.count(), 0, 0
    keys, events = _last(FieldReport), _last(Event)
    while before and before + made < wanted:
        number += 1
        most = min(before, wanted - before - made)
        with transaction.atomic():
            made += _copy(number, number * keys, number * events, _first_keys(most))
    _count_on()
    return made


def _last(model: type[Model]) -> int:
    return model._default_manager.order_by("-pk").values_list("pk", flat=True)[0]


def _first_keys(most: int) -> int:
    """The key up to which there are ``most`` reports."""
    return FieldReport.objects.order_by("pk").values_list("pk", flat=True)[most - 1]


def _copy(number: int, by: int, events_by: int, up_to: int) -> int:
    minutes = number * MINUTES
    shifted = {"id": f"id + {by}", "report_id": f"report_id + {by}"}
    own = {
        "reference": f"substr(reference, 1, 8) || CAST(id + {by} AS text)",
        "private_hash": f"'{number}-' || substr(private_hash, 1, 60)",
        "sending_key": "NULL",
        "duplicate_of_id": f"duplicate_of_id + {by}",
        "split_from_id": "NULL",
        "latitude": f"latitude + {number % 7} * 0.0003",
        "longitude": f"longitude + {number % 5} * 0.0003",
    }
    count = _insert(FieldReport, shifted | own, f"id <= {up_to}", minutes)
    inside = f"workflow = 'field_report' AND case_id <= {up_to} AND id <= {events_by // number}"
    _insert(
        Event, {"id": f"id + {events_by}", "case_id": f"case_id + {by}", "idempotency_key": "NULL"}, inside, minutes
    )
    details = f"event_id IN (SELECT id FROM {Event._meta.db_table} WHERE {inside})"  # noqa: S608 - numbers only
    _insert(EventDetail, {"event_id": f"event_id + {events_by}"}, details, minutes)
    _insert(Reporter, shifted, f"report_id <= {up_to}", minutes)
    place = {"x": f"x + {number % 5} * 14", "y": f"y - {number % 7} * 14"}
    _insert(MapPoint, shifted | place, f"report_id <= {up_to}", minutes)
    return count


def _insert(model: type[Model], changed: Mapping[str, str], condition: str, minutes: int) -> int:
    """Insert a copy of the rows of a model that fit; moments move back, other columns as ``changed`` says."""
    names, values = [], []
    for field in model._meta.concrete_fields:
        names.append(connection.ops.quote_name(str(field.column)))
        if isinstance(field, DateTimeField):
            values.append(_earlier(names[-1], minutes))
        else:
            values.append(changed.get(str(field.column), names[-1]))
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} WHERE {condition}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def _earlier(column: str, minutes: int) -> str:
    if connection.vendor == "postgresql":
        return f"{column} - interval '{minutes} minutes'"
    return f"strftime('%Y-%m-%d %H:%M:%f', {column}, '-{minutes} minutes')"


def _count_on() -> None:
    """Let new rows get keys beyond those of the copies."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (FieldReport, Event, Reporter):
                table = model._meta.db_table
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608
