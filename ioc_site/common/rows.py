"""Rows written and read with statements that are put together once: for the few places where every step of a case, or
every row of a large import, passes. Django's own way builds the statement anew each time, which takes longer than the
database needs to carry it out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import DateTimeField, Field, JSONField, Model, QuerySet
from django.db.models.expressions import DatabaseDefault
from django.db.models.query import get_related_populators

_PLAIN_TYPES = frozenset({str, int, float, bool, type(None)})
_MOST_COMPILED = 500


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of a table: its field, the attribute with its value, and what goes into it as it is."""

    field: Field
    name: str
    takes_plain: bool
    takes_moments: bool
    fills_itself: bool

    def value(self, row: Any) -> Any:
        value = self.field.pre_save(row, add=True) if self.fills_itself else getattr(row, self.name)
        if self.takes_plain and type(value) in _PLAIN_TYPES:
            return value
        if self.takes_moments and type(value) is datetime:
            return connection.ops.adapt_datetimefield_value(value)
        return self.field.get_db_prep_save(value, connection)


@dataclass(frozen=True, slots=True)
class _Insert:
    """The columns of a model and the statement that inserts one row of them."""

    columns: tuple[_Column, ...]
    start: str
    marks: str
    key: str


@lru_cache(maxsize=256)
def _insert_of(model: type[Model], left_out: frozenset[str], vendor: str) -> _Insert:
    quoted = connection.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if field.attname not in left_out]
    columns = tuple(_column(field) for field in fields)
    names = ", ".join(quoted(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table, key = quoted(model._meta.db_table), quoted(str(model._meta.pk.column))
    return _Insert(columns, f"INSERT INTO {table} ({names}) VALUES ", f"({marks})", key)  # noqa: S608 - names of ours


def _left_out(row: Any) -> frozenset[str]:
    """What the database fills in: the key of a new row, and columns with a default of the database's own."""
    return frozenset(
        field.attname
        for field in row._meta.concrete_fields
        if (field.primary_key and row.pk is None) or isinstance(row.__dict__.get(field.attname), DatabaseDefault)
    )


def _column(field: Field) -> _Column:
    is_djangos = type(field).__module__.startswith("django.db.models")
    fills_itself = bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))
    takes_moments = is_djangos and isinstance(field, DateTimeField)
    return _Column(
        field, str(field.attname), is_djangos and not isinstance(field, JSONField), takes_moments, fills_itself
    )


def insert(rows: Sequence[Any]) -> None:
    """Insert new rows of one model, at most some dozens; they get their keys. Like ``bulk_create``, without signals."""
    if not rows:
        return
    model: Any = type(rows[0])
    left_out = _left_out(rows[0])
    plan = _insert_of(model, left_out, connection.vendor)
    marks = ", ".join([plan.marks] * len(rows))
    values = [column.value(row) for row in rows for column in plan.columns]
    with connection.cursor() as cursor:
        cursor.execute(f"{plan.start}{marks} RETURNING {plan.key}", values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        for name in left_out:
            row.__dict__.pop(name, None)  # read from the database when somebody asks
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


def insert_many(model: type[Model], rows: Sequence[Any]) -> None:
    """Insert any number of rows that have their keys: like ``bulk_create``, in half of its time, without signals."""
    plan = _insert_of(model, frozenset(), connection.vendor)
    values = [[column.value(row) for column in plan.columns] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(plan.start + plan.marks, values)


def update(row: Any, names: Sequence[str]) -> None:
    """Write these fields of a row that is there. Sends no signals; raises ``DatabaseError`` when the row is gone."""
    model: Any = type(row)
    columns = {column.field.name: column for column in _insert_of(model, frozenset(), connection.vendor).columns}
    quoted = connection.ops.quote_name
    changes = ", ".join(f"{quoted(str(columns[name].field.column))} = %s" for name in names)
    table, key = quoted(row._meta.db_table), quoted(str(row._meta.pk.column))
    values = [columns[name].value(row) for name in names]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {changes} WHERE {key} = %s", [*values, row.pk])  # noqa: S608 - names of ours
        if cursor.rowcount != 1:
            raise DatabaseError(f"there is no row {row.pk} of {row._meta.label} to change")


class _Compiled:
    """A query for rows of a model, compiled. Threads may share it: it is never changed, and asks the thread's own
    connection."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.parameters = self.compiler.as_sql()
        select, info = self.compiler.select, self.compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        self.span = slice(first, last)
        self.names = [column[0].target.attname for column in select[self.span]]
        self.model = info["model"]
        self.converters = self.compiler.get_converters([column[0] for column in select])
        # The stubs speak of the next Django, where a fourth argument is asked for.
        self.related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]

    def rows(self, parameters: Sequence[Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found = cursor.fetchall()
        return [self._instance(row) for row in self.compiler.apply_converters(found, self.converters)]

    def _instance(self, row: Sequence[Any]) -> Any:
        instance = self.model.from_db(connection.alias, self.names, row[self.span])
        for populator in self.related:
            populator.populate(row, instance)
        return instance


_statements: dict[str, _Compiled] = {}


def _compiled(name: str, queryset: Callable[[], QuerySet[Any]]) -> _Compiled:
    known = f"{connection.vendor} {name}"
    statement = _statements.get(known)
    if statement is None:
        if len(_statements) >= _MOST_COMPILED:
            _statements.clear()
        statement = _statements[known] = _Compiled(queryset())
    return statement


def by_key(name: str, queryset: Callable[[], QuerySet[Any]], key: int) -> Any:
    """The row of ``queryset()`` with this key; raises the model's ``DoesNotExist``.

    The statement is compiled once a process under ``name``, so what ``queryset`` builds must be the same each time.
    """
    statement = _compiled(name, lambda: queryset().filter(pk=0).order_by())
    if list(statement.parameters) != [0]:
        raise ValueError(f"the query {name} has parameters besides the key")
    if found := statement.rows([key]):
        return found[0]
    raise statement.model.DoesNotExist(f"{statement.model._meta.label} {key}")


def again(name: str, queryset: Callable[[], QuerySet[Any]]) -> list[Any]:
    """The rows of ``queryset()``, read now; compiled once a process under ``name``, which must say all of its
    parameters."""
    statement = _compiled(name, queryset)
    return statement.rows(statement.parameters)
