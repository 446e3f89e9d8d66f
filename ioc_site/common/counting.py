"""Measures that count records of a table: those that passed, of those that can be judged.

Most measures of duties are of this form; a room says which records, which of them passed and what each is called.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from ioc_site.common.citations import Citation
from ioc_site.common.measures import ROWS_SHOWN, Measure, MeasuredRow, MeasureResult, Period

Records = Callable[[Any, Period], "QuerySet[Any]"]


def counting_measure(
    code: str,
    label: Any,
    citations: tuple[Citation, ...],
    *,
    records: Records,
    passing: Q | Callable[[Period], Q],
    describe: Callable[[Any], tuple[str, str]],
    nothing: Any,
    applies: Callable[[Any], bool] = lambda agency: True,
    elsewhere: Any = "",
    advice: Any = "",
    action: Any = "",
) -> Measure:
    """A measure over ``records(agency, period)``, of which those under ``passing`` passed (a function where that
    depends on the period).

    ``describe`` gives text and path of a record. ``nothing`` is said when there is no record to judge, ``elsewhere`` to
    an agency for which ``applies`` is false. One query a figure, one for its rows.
    """

    def passed(period: Period) -> Q:
        return passing if isinstance(passing, Q) else passing(period)

    def compute(agency: Any, period: Period) -> MeasureResult:
        if not applies(agency):
            return MeasureResult(None, None, reason=str(elsewhere))
        found = records(agency, period).aggregate(
            assessed=Count("pk", distinct=True), passing=Count("pk", filter=passed(period), distinct=True)
        )
        if not found["assessed"]:
            return MeasureResult(None, None, reason=str(nothing))
        return MeasureResult(found["passing"], found["assessed"])

    def rows(agency: Any, period: Period) -> Iterator[MeasuredRow]:
        if not applies(agency):
            return
        has_passed = ExpressionWrapper(passed(period), output_field=BooleanField())
        judged = records(agency, period).annotate(has_passed=has_passed)
        for record in judged.order_by("has_passed", "-pk").distinct()[:ROWS_SHOWN]:
            text, url = describe(record)
            yield MeasuredRow(text, bool(record.has_passed), url)

    return Measure(code, label, citations, compute, rows, advice, action)
