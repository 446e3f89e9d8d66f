"""Pins and clusters of the public map as GeoJSON (RFC 7946), made on the server and bounded in size.

The grid has cells of 64 pixels at the zoom asked for. Most are counted beforehand (see ``cells``); nearer, and under
several filters at once, the points themselves are grouped, of which there are few then.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.field_reports.models import FieldReport, MapCell, MapChange, MapPoint
from workflows.field_reports.public.cells import ZOOMS, is_counted
from workflows.field_reports.public.filters import PublicFilter
from workflows.field_reports.public.mercator import SIZE, shift_of, to_degrees, to_grid
from workflows.field_reports.workflow import FIELD_REPORT

LONGEST_NUMBER = 40
NEAREST_ZOOM = 20
MOST_CELLS = 700
# This near, so few reports are shown one by one even where several lie in one cell.
PINS_FROM_ZOOM, MOST_PINS = 15, 150


class MapRefused(ValueError):
    """A request that names no part of the map; ``parameter`` says which parameter is wrong, the message how."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class View:
    """A part of the map: a box of grid steps (both ends included) and the zoom whose cells it is cut into."""

    left: int
    top: int
    right: int
    bottom: int
    zoom: int

    @property
    def shift(self) -> int:
        return shift_of(self.zoom)

    def cells(self, low: int, high: int) -> tuple[int, int]:
        return low >> self.shift, high >> self.shift


def read_view(query: Mapping[str, str]) -> View:
    """The view in ``bbox=west,south,east,north`` (degrees) and ``zoom``; raises ``MapRefused``.

    A box that would have too many cells at its zoom is cut into the larger cells of a farther one.
    """
    west, south, east, north = _box(query.get("bbox"))
    zoom = min(NEAREST_ZOOM, max(ZOOMS.start, _zoom(query.get("zoom"))))
    left, top = to_grid(north, west)
    right, bottom = to_grid(south, east)
    while zoom > ZOOMS.start and _cell_count(left, right, zoom) * _cell_count(top, bottom, zoom) > MOST_CELLS:
        zoom -= 1
    return View(left, top, right, bottom, zoom)


def _cell_count(low: int, high: int, zoom: int) -> int:
    return (high >> shift_of(zoom)) - (low >> shift_of(zoom)) + 1


def _box(text: str | None) -> tuple[float, float, float, float]:
    parts = (text or "").split(",")
    if len(parts) != 4:
        raise MapRefused("bbox", _("bbox is west,south,east,north in degrees."))
    west, south, east, north = (_number("bbox", part) for part in parts)
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90):
        raise MapRefused("bbox", _("bbox lies outside the world: longitudes go from -180 to 180, latitudes to 90."))
    if west >= east or south >= north:
        raise MapRefused("bbox", _("bbox is reversed or empty: west,south,east,north in this order."))
    return west, south, east, north


def _zoom(text: str | None) -> int:
    if not text:
        raise MapRefused("zoom", _("zoom is missing: a number from 0 to 22."))
    zoom = _number("zoom", text)
    if not 0 <= zoom <= 22:
        raise MapRefused("zoom", _("zoom is a number from 0 to 22."))
    return int(zoom)


def _number(parameter: str, text: str) -> float:
    try:
        number = float(text) if len(text) <= LONGEST_NUMBER else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise MapRefused(parameter, _("%(parameter)s holds something that is no number.") % {"parameter": parameter})
    return number


# --- counting ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Group:
    """The points of one cell: how many, how many of them closed, and the sums of their places and keys."""

    count: int = 0
    final: int = 0
    x: int = 0
    y: int = 0
    key: int = 0

    def add(self, is_final: bool, count: int, x: int, y: int, key: int) -> None:
        self.count += count
        self.final += count if is_final else 0
        self.x, self.y, self.key = self.x + x, self.y + y, self.key + key


def _groups(view: View, wanted: PublicFilter) -> dict[tuple[int, int], Group]:
    """The occupied cells of a view: one query over points, or two over cells and what is not counted in them yet."""
    by = {"by_month": wanted.period, "by_area": wanted.area, "by_category": wanted.category}
    if is_counted(view.zoom, **{name: value is not None for name, value in by.items()}):
        parts = [_counted(view, wanted), _grouped(_waiting(view, wanted), view.shift, "report_key", "sign")]
    else:
        parts = [_grouped(_points(view, wanted), view.shift, "report_id")]
    groups: dict[tuple[int, int], Group] = {}
    for rows in parts:
        for column, row, *sums in rows:
            groups.setdefault((column, row), Group()).add(*sums)
    return {cell: group for cell, group in groups.items() if group.count > 0}


def _points(view: View, wanted: PublicFilter) -> QuerySet[MapPoint]:
    points = MapPoint.objects.filter(x__range=(view.left, view.right), y__range=(view.top, view.bottom))
    if wanted.category:
        points = points.filter(category=wanted.category)
    if wanted.area:
        points = points.filter(area=wanted.area)
    return _in_time(points, wanted)


def _waiting(view: View, wanted: PublicFilter) -> QuerySet[MapChange]:
    (left, right), (top, bottom) = view.cells(view.left, view.right), view.cells(view.top, view.bottom)
    step = 1 << view.shift
    inside = MapChange.objects.filter(
        x__range=(left * step, (right + 1) * step - 1), y__range=(top * step, (bottom + 1) * step - 1)
    )
    if wanted.area:
        inside = inside.filter(area_key=wanted.area.pk)
    if wanted.category:
        inside = inside.filter(category_key=wanted.category.pk)
    return _in_time(inside, wanted)


def _in_time(rows: QuerySet[Any], wanted: PublicFilter) -> QuerySet[Any]:
    if wanted.period:
        rows = rows.filter(month__in=wanted.period.months)
    return rows if wanted.is_final is None else rows.filter(is_final=wanted.is_final)


def _counted(view: View, wanted: PublicFilter) -> QuerySet[Any]:
    cells = MapCell.objects.filter(
        zoom=view.zoom,
        month__in=wanted.period.months if wanted.period else [0],
        area_key=wanted.area.pk if wanted.area else 0,
        category_key=wanted.category.pk if wanted.category else 0,
        column__range=view.cells(view.left, view.right),
        row__range=view.cells(view.top, view.bottom),
    )
    if wanted.is_final is not None:
        cells = cells.filter(is_final=wanted.is_final)
    sums = (Sum("count"), Sum("sum_x"), Sum("sum_y"), Sum("sum_key"))
    return cells.order_by().values_list("column", "row", "is_final").annotate(*sums)


def _grouped(rows: QuerySet[Any], shift: int, key: str, sign: str = "") -> QuerySet[Any]:
    """Column, row, whether closed, count and sums of the rows in each cell; ``sign`` names a column to count with."""
    cells = rows.annotate(cell_column=F("x").bitrightshift(shift), cell_row=F("y").bitrightshift(shift)).order_by()
    sums: tuple[Any, ...]
    if sign:
        sums = (Sum(sign), *(Sum(F(name) * F(sign)) for name in ("x", "y", key)))
    else:
        sums = (Count("pk"), *(Sum(name) for name in ("x", "y", key)))
    named = {f"sum_{number}": expression for number, expression in enumerate(sums)}
    return cells.values_list("cell_column", "cell_row", "is_final").annotate(**named)


# --- features ------------------------------------------------------------------------------------------------------


def feature_collection(view: View, wanted: PublicFilter) -> dict[str, Any]:
    """The GeoJSON of a view: at most ``MOST_CELLS`` clusters and pins. Three queries at most."""
    groups = _groups(view, wanted)
    total = sum(group.count for group in groups.values())
    clusters: list[dict[str, Any]] = []
    if view.zoom >= PINS_FROM_ZOOM and total <= MOST_PINS:
        keys = list(_points(view, wanted).values_list("pk", flat=True)[:MOST_PINS])
    else:
        keys = [group.key for group in groups.values() if group.count == 1]
        clusters = [_cluster(cell, group, view) for cell, group in groups.items() if group.count > 1]
    return {
        "type": "FeatureCollection",
        "features": clusters + _pins(keys),
        "total": total,
        "zoom": view.zoom,
    }


def _cluster(cell: tuple[int, int], group: Group, view: View) -> dict[str, Any]:
    (column, row), shift = cell, view.shift
    west, north = to_degrees(column << shift, row << shift)
    east, south = to_degrees(min(SIZE, (column + 1) << shift), min(SIZE, (row + 1) << shift))
    return {
        "type": "Feature",
        "bbox": [west, south, east, north],
        "geometry": _place(to_degrees(group.x / group.count, group.y / group.count)),
        "properties": {"cluster": True, "count": group.count, "closed": group.final},
    }


def _pins(keys: list[int]) -> list[dict[str, Any]]:
    """Reports one by one, with what the public may read of them."""
    columns = ("reference", "latitude", "longitude", "state", "category__name", "created_at", "is_demo")
    reports = FieldReport.objects.public().filter(pk__in=keys, latitude__isnull=False).order_by("pk")
    return [_pin(row) for row in reports.values(*columns)]


def _pin(row: dict[str, Any]) -> dict[str, Any]:
    state = FIELD_REPORT.state(row["state"])
    return {
        "type": "Feature",
        "id": row["reference"],
        "geometry": _place((round(row["longitude"], 6), round(row["latitude"], 6))),
        "properties": {
            "cluster": False,
            "reference": row["reference"],
            "title": row["category__name"],
            "state": str(state.shown_to_public),
            "closed": row["state"] in FIELD_REPORT.group("final"),
            "received": row["created_at"].date().isoformat(),
            "demo": row["is_demo"],
            "url": reverse("report_page", args=[row["reference"]]),
        },
    }


def _place(position: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(position)}
