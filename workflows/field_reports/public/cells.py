"""Counting the map's points in cells of a grid, so that a view of it adds up hundreds of rows and not 400,000.

Cells are counted for all reports, for each area, for each category, and by month. Where filters meet that have no
cells, and nearer than the last zoom of a slice, few points are left and are read directly (see ``geojson``).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from workflows.field_reports.models import MapCell, MapChange, MapPoint
from workflows.field_reports.public.mercator import shift_of

FOLDED_AT_ONCE = 5000
_CELLS, _POINTS, _CHANGES = (model._meta.db_table for model in (MapCell, MapPoint, MapChange))


@dataclass(frozen=True, slots=True)
class Slice:
    """Which filters a set of cells answers, and at which zooms. Above the first one the whole province fits into a few
    cells; months divide the cells so finely that they end earlier."""

    zooms: range
    by_month: bool = False
    by_area: bool = False
    by_category: bool = False

    @property
    def keys(self) -> tuple[str, str, str]:
        """Month, area and category of its cells, as columns of the source; 0 stands for all."""
        return (
            "month" if self.by_month else "0",
            "area_key" if self.by_area else "0",
            "category_key" if self.by_category else "0",
        )

    @property
    def rows(self) -> str:
        """Which rows of the source it counts: a point may lie in no known area."""
        return "area_key <> 0" if self.by_area else "TRUE"


ZOOMS, ZOOMS_BY_MONTH = range(6, 17), range(6, 15)
SLICES = (
    Slice(ZOOMS),
    Slice(ZOOMS, by_area=True),
    Slice(ZOOMS, by_category=True),
    Slice(ZOOMS_BY_MONTH, by_month=True),
    Slice(ZOOMS_BY_MONTH, by_month=True, by_area=True),
)


def is_counted(zoom: int, *, by_month: bool, by_area: bool, by_category: bool) -> bool:
    """Whether there are cells for a filter of these parts at a zoom."""
    wanted = (by_month, by_area, by_category)
    return any((s.by_month, s.by_area, s.by_category) == wanted and zoom in s.zooms for s in SLICES)


@transaction.atomic
def fold_changes() -> int:
    """Add waiting changes up in the cells; returns how many there were."""
    keys = list(MapChange.objects.order_by("pk").values_list("pk", flat=True)[:FOLDED_AT_ONCE])
    # Two workers at once: the second waits here for the rows of the first, and finds them gone.
    taken = list(MapChange.objects.select_for_update().filter(pk__in=keys).values_list("pk", flat=True))
    if not taken:
        return 0
    marks = ", ".join(["%s"] * len(taken))
    source = f"{_source(_CHANGES, 'sign', 'report_key')} WHERE id IN ({marks})"
    with connection.cursor() as cursor:
        for part, zoom in _levels():
            cursor.execute(_statement(part, zoom, source, shift_of(zoom)), taken)
    MapCell.objects.filter(count=0).delete()
    MapChange.objects.filter(pk__in=taken).delete()
    return len(taken)


@transaction.atomic
def rebuild_cells() -> None:
    """Count all cells anew: after a bulk write, or when somebody doubts them. The nearest ones from the points, the
    others from four of the next nearer zoom."""
    MapChange.objects.all().delete()
    MapCell.objects.all().delete()
    areas = "coalesce(area_id, 0) AS area_key, category_id AS category_key"
    points = _source(_POINTS, "1", "report_id", areas)
    with connection.cursor() as cursor:
        for part, zoom in _levels():
            if zoom == part.zooms[-1]:
                cursor.execute(_statement(part, zoom, points, shift_of(zoom)))
            else:
                cursor.execute(_statement(part, zoom, _nearer(part, zoom), 1))


def _levels() -> Iterator[tuple[Slice, int]]:
    """Every slice from its nearest zoom outwards."""
    return ((part, zoom) for part in SLICES for zoom in reversed(part.zooms))


def _source(table: str, sign: str, key: str, areas: str = "area_key, category_key") -> str:
    return (
        f"SELECT x, y, is_final, month, {areas}, {sign} AS number, CAST(x AS BIGINT) * {sign} AS all_x, "  # noqa: S608
        f'CAST(y AS BIGINT) * {sign} AS all_y, {key} * {sign} AS all_keys FROM "{table}"'
    )


def _nearer(part: Slice, zoom: int) -> str:
    columns = ("month", "area_key", "category_key")
    inside = " AND ".join(
        f"{name} {'=' if key == '0' else '<>'} 0" for name, key in zip(columns, part.keys, strict=True)
    )
    return (
        'SELECT "column" AS x, "row" AS y, is_final, month, area_key, category_key, count AS number, sum_x AS all_x, '  # noqa: S608
        f'sum_y AS all_y, sum_key AS all_keys FROM "{_CELLS}" WHERE zoom = {zoom + 1} AND {inside}'
    )


def _statement(part: Slice, zoom: int, source: str, shift: int) -> str:
    """Add the rows of ``source`` (x, y, is_final, month, area_key, category_key, number, all_x, all_y, all_keys) to the
    cells of a slice. Only constants and placeholders are in the text."""
    keys = ", ".join(part.keys)
    grouped = "".join(f", {key}" for key in part.keys if key != "0")
    return f"""
        INSERT INTO "{_CELLS}"
            (zoom, month, area_key, category_key, "column", "row", is_final, count, sum_x, sum_y, sum_key)
        SELECT {zoom}, {keys}, x >> {shift}, y >> {shift}, is_final,
               SUM(number), SUM(all_x), SUM(all_y), SUM(all_keys)
        FROM ({source}) AS points
        WHERE {part.rows}
        GROUP BY x >> {shift}, y >> {shift}, is_final{grouped}
        ON CONFLICT (zoom, month, area_key, category_key, "column", "row", is_final) DO UPDATE SET
            count = "{_CELLS}".count + excluded.count, sum_x = "{_CELLS}".sum_x + excluded.sum_x,
            sum_y = "{_CELLS}".sum_y + excluded.sum_y, sum_key = "{_CELLS}".sum_key + excluded.sum_key
    """  # noqa: S608
