"""The map of a comparison: the bundled outline of the province with a circle at the middle of each area.

No borders of districts or communes with a usable licence exist, so the areas are circles whose surface follows the
figure. It is drawn on the server and needs neither tiles nor a script; the table beside it has the same numbers.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from subsystems.agencies.models import Area

OUTLINE = Path("data/map/binh-thuan.geojson")
WIDTH, MARGIN = 720, 24
LARGEST, SMALLEST = 26.0, 5.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A circle for an area, with its name above it."""

    x: float
    y: float
    radius: float
    name: str
    value: float
    url: str
    is_chosen: bool
    anchor: str = "middle"

    @property
    def text_y(self) -> float:
        return round(self.y - self.radius - 5, 1)


@dataclass(frozen=True, slots=True)
class AreaMap:
    """The drawing: the outline as a path, the marks in the order of the table."""

    outline: str
    marks: list[Mark]
    width: int
    height: int


class _Projection:
    """Degrees to places of the drawing; degrees of longitude are shorter than those of latitude."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
        self._west, self._north = min(lons), max(lats)
        self._shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
        self._scale = (WIDTH - 2 * MARGIN) / ((max(lons) - self._west) * self._shrink)
        self.height = round((self._north - min(lats)) * self._scale + 2 * MARGIN)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        x = MARGIN + (lon - self._west) * self._shrink * self._scale
        return round(x, 1), round(MARGIN + (self._north - lat) * self._scale, 1)


@lru_cache(maxsize=1)
def _base() -> tuple[str, _Projection]:
    """The outline as a path, and how degrees become places."""
    shape = json.loads((Path(settings.BASE_DIR) / OUTLINE).read_text(encoding="utf-8"))["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    rings = [ring for polygon in polygons for ring in polygon]
    projection = _Projection([(lon, lat) for ring in rings for lon, lat, *_rest in ring])
    parts = []
    for ring in rings:
        places = (projection.place(lon, lat) for lon, lat, *_rest in ring)
        parts.append("M" + "L".join(f"{x} {y}" for x, y in places) + "Z")
    return "".join(parts), projection


def area_map(areas: Iterable[tuple[Area, float, str, bool]]) -> AreaMap | None:
    """The map of areas with their figure, address and whether it is the chosen one; ``None`` without any place."""
    outline, projection = _base()
    rows = [row for row in areas if row[0].latitude is not None and row[0].longitude is not None]
    if not rows:
        return None
    highest = max(abs(value) for _area, value, _url, _chosen in rows) or 1
    marks = [_mark(projection, highest, *row) for row in rows]
    return AreaMap(outline, marks, WIDTH, projection.height)


def _mark(projection: Any, highest: float, area: Area, value: float, url: str, is_chosen: bool) -> Mark:
    x, y = projection.place(area.longitude, area.latitude)
    radius = max(SMALLEST, round(LARGEST * math.sqrt(abs(value) / highest), 1))
    anchor = "start" if x < WIDTH * 0.12 else "end" if x > WIDTH * 0.9 else "middle"
    return Mark(x, y, radius, area.name, value, url, is_chosen, anchor)
