"""Keeping the map's points in step with the reports.

A step of the workflow changes the report's own point and appends what changed; a job adds the changes up in the cells
once a minute (see ``cells``). Whoever reads adds cells and waiting changes, so the map is never behind.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from ioc_site.common.rows import insert, insert_many
from workflows.engine.definitions import Step
from workflows.field_reports.models import FieldReport, MapChange, MapPoint
from workflows.field_reports.public.mercator import to_grid


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
    change = MapChange(
        report_key=point.pk,
        x=point.x,
        y=point.y,
        is_final=point.is_final,
        month=point.month,
        area_key=point.area_id or 0,
        category_key=point.category_id,
        sign=sign,
    )
    return [change]


def write_points(reports: Iterable[FieldReport]) -> None:
    """The points of new reports that were written in bulk; ``rebuild_cells`` counts them."""
    insert_many(MapPoint, [point for point in map(point_of, reports) if point])
