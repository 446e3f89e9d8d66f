"""Keeping the map's points and cells in step with the reports.

A step of the workflow changes the report's own point and appends what changed; a job adds the changes up in the cells
once a minute. Whoever reads adds cells and waiting changes, so the map is never behind (see ``geojson``).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ioc_site.common.rows import insert, insert_many
from workflows.engine.definitions import Step
from workflows.field_reports.models import FieldReport, MapCell, MapChange, MapPoint
from workflows.field_reports.public.mercator import shift_of, to_grid

# Below the first level the whole province fits into a few cells; from above the last one on points are read directly.
ZOOMS = range(6, 15)
FOLDED_AT_ONCE = 5000
_CELLS, _POINTS, _CHANGES = (model._meta.db_table for model in (MapCell, MapPoint, MapChange))


def month_of(moment: datetime) -> int:
    """The month in Vietnam as a number: 202611."""
    local = timezone.localtime(moment)
    return local.year * 100 + local.month


def point_of(report: FieldReport) -> MapPoint | None:
    """The report's point, unsaved; ``None`` when the public does not see it or it has no place."""
    return _point({name: getattr(report, name) for name in _NEEDED}, report.pk)


_NEEDED = ("is_public", "latitude", "longitude", "category_id", "area_id", "finished_at", "created_at")


def _point(values: Mapping[str, Any], key: int) -> MapPoint | None:
    if not values["is_public"] or values["latitude"] is None or values["longitude"] is None:
        return None
    x, y = to_grid(values["latitude"], values["longitude"])
    return MapPoint(
        report_id=key,
        x=x,
        y=y,
        category_id=values["category_id"],
        area_id=values["area_id"],
        is_final=values["finished_at"] is not None,
        month=month_of(values["created_at"]),
    )


def follow_on_map(step: Step, before: Mapping[str, Any]) -> None:
    """Bring the map in line with a step; two writes when something on it changes, none otherwise."""
    if any(before[name] != getattr(step.case, name) for name in _NEEDED[:6]):
        replace_point(_point(before, step.case.pk), point_of(step.case))


def replace_point(old: MapPoint | None, new: MapPoint | None) -> None:
    """Take a report's old point off the map and put the new one on it."""
    if _columns(old) == _columns(new):
        return
    if new is None:
        MapPoint.objects.filter(pk=old.pk if old else None).delete()
    elif old is None:
        insert([new])
    else:
        new.save(force_update=True)
    insert([*_changes(old, -1), *_changes(new, 1)])


def _columns(point: MapPoint | None) -> tuple[Any, ...]:
    return () if point is None else tuple(getattr(point, f.attname) for f in point._meta.concrete_fields)


def _changes(point: MapPoint | None, sign: int) -> list[MapChange]:
    if point is None:
        return []
    return [MapChange(report_key=point.pk, x=point.x, y=point.y, is_final=point.is_final, month=point.month, sign=sign)]


def write_points(reports: Iterable[FieldReport]) -> None:
    """The points of new reports that were written in bulk; ``rebuild_cells`` counts them."""
    insert_many(MapPoint, [point for point in map(point_of, reports) if point])


@transaction.atomic
def fold_changes() -> int:
    """Add waiting changes up in the cells; returns how many there were."""
    keys = list(MapChange.objects.order_by("pk").values_list("pk", flat=True)[:FOLDED_AT_ONCE])
    # Two workers at once: the second waits here for the rows of the first, and finds them gone.
    taken = list(MapChange.objects.select_for_update().filter(pk__in=keys).values_list("pk", flat=True))
    if not taken:
        return 0
    marks = ", ".join(["%s"] * len(taken))
    _add_up(f'SELECT x, y, is_final, month, report_key, sign FROM "{_CHANGES}" WHERE id IN ({marks})', taken)  # noqa: S608
    MapCell.objects.filter(count=0).delete()
    MapChange.objects.filter(pk__in=taken).delete()
    return len(taken)


@transaction.atomic
def rebuild_cells() -> None:
    """Count all cells anew from the points: after a bulk write, or when somebody doubts them."""
    MapChange.objects.all().delete()
    MapCell.objects.all().delete()
    _add_up(f'SELECT x, y, is_final, month, report_id AS report_key, 1 AS sign FROM "{_POINTS}"', [])  # noqa: S608


def _add_up(source: str, parameters: list[int]) -> None:
    """Add the rows of ``source`` (x, y, is_final, month, report_key, sign) to the cells of every zoom level, under
    their month and under all months. Only constants and placeholders are in the text of the statements."""
    with connection.cursor() as cursor:
        for zoom in ZOOMS:
            for month in ("0", "month"):
                cursor.execute(_statement(zoom, month, source), parameters)


def _statement(zoom: int, month: str, source: str) -> str:
    shift, by_month = shift_of(zoom), ", month" if month == "month" else ""
    return f"""
        INSERT INTO "{_CELLS}" (zoom, month, "column", "row", is_final, count, sum_x, sum_y, sum_key)
        SELECT {zoom}, {month}, x >> {shift}, y >> {shift}, is_final,
               SUM(sign), SUM(CAST(x AS BIGINT) * sign), SUM(CAST(y AS BIGINT) * sign), SUM(report_key * sign)
        FROM ({source}) AS points
        WHERE TRUE
        GROUP BY x >> {shift}, y >> {shift}, is_final{by_month}
        ON CONFLICT (zoom, month, "column", "row", is_final) DO UPDATE SET
            count = "{_CELLS}".count + excluded.count, sum_x = "{_CELLS}".sum_x + excluded.sum_x,
            sum_y = "{_CELLS}".sum_y + excluded.sum_y, sum_key = "{_CELLS}".sum_key + excluded.sum_key
    """  # noqa: S608
