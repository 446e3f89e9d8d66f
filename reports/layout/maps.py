"""A small map of the province as vectors: the outline, and a circle with a number at each place.

Circles are as large as their numbers and filled with a grey that a black-and-white print keeps; the number stands in
or beside its circle, so nothing rests on colour.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from reportlab.graphics.shapes import Circle, Drawing, Polygon, String
from reportlab.lib.colors import HexColor, black, white
from reportlab.platypus import Flowable

from ioc_site.common.vietnamese import number
from reports.layout import fonts, styles
from reports.layout.paragraphs import paragraph
from reports.layout.tables import NO_FIGURES

Ring = list[tuple[float, float]]

_LAND, _EDGE, _DOT = HexColor("#ECEFF2"), HexColor("#5B6B7B"), HexColor("#12395F")
_WIDTH, _HEIGHT = styles.BODY_WIDTH * 0.86, 235.0
_LARGEST, _SMALLEST = 15.0, 4.0
_ROOM_INSIDE = 9.0  # radius from which a number fits into its circle
_TEXT = 8.5


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place in WGS 84 degrees with its number."""

    name: str
    latitude: float
    longitude: float
    value: float


@lru_cache(maxsize=1)
def outline() -> tuple[Ring, ...]:
    """The outer rings of the province as (longitude, latitude)."""
    data = json.loads((Path(settings.BASE_DIR) / "data" / "map" / "binh-thuan.geojson").read_text(encoding="utf-8"))
    shapes = (
        [feature["geometry"] for feature in data["features"]] if "features" in data else [data.get("geometry", data)]
    )
    rings: list[Ring] = []
    for shape in shapes:
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings += [[(float(x), float(y)) for x, y, *_rest in polygon[0]] for polygon in polygons]
    return tuple(rings)


def province_map(places: Sequence[MapPlace], *, caption: str, source: str = "") -> list[Flowable]:
    """The map under its caption; places outside of what the outline spans are left out, their numbers stay in the
    table that goes with every map."""
    head = paragraph(caption, styles.CAPTION)
    head.keepWithNext = True
    if not places:
        return [head, paragraph(NO_FIGURES, styles.CENTERED)]
    fonts.register_fonts()
    projection = _Projection(outline())
    drawing = Drawing(styles.BODY_WIDTH, _HEIGHT + 8)
    for ring in outline():
        points = [value for place in ring for value in projection(*place)]
        drawing.add(Polygon(points, fillColor=_LAND, strokeColor=_EDGE, strokeWidth=0.6))
    shown = [place for place in places if place.value > 0 and projection.holds(place.longitude, place.latitude)]
    largest = max((place.value for place in shown), default=1)
    for place in sorted(shown, key=lambda place: (-place.value, place.name)):
        x, y = projection(place.longitude, place.latitude)
        _circle(drawing, x, y, max(_SMALLEST, _LARGEST * math.sqrt(place.value / largest)), number(place.value))
    made: list[Flowable] = [head, drawing]
    return [*made, paragraph(source, styles.SOURCE)] if source else made


def _circle(drawing: Drawing, x: float, y: float, radius: float, text: str) -> None:
    drawing.add(Circle(x, y, radius, fillColor=_DOT, strokeColor=white, strokeWidth=0.8))
    inside = radius >= _ROOM_INSIDE
    left = x if inside else x + radius + 2
    drawing.add(
        String(
            left,
            y - _TEXT / 3,
            text,
            fontName=fonts.BOLD,
            fontSize=_TEXT,
            fillColor=white if inside else black,
            textAnchor="middle" if inside else "start",
        )
    )


class _Projection:
    """Degrees to points, as large as the drawing allows, true in both directions at the province's own latitude."""

    def __init__(self, rings: Sequence[Ring]) -> None:
        xs = [x for ring in rings for x, _y in ring]
        ys = [y for ring in rings for _x, y in ring]
        self._west, self._east, self._south, self._north = min(xs), max(xs), min(ys), max(ys)
        self._narrow = math.cos(math.radians((self._south + self._north) / 2))
        wide, high = (self._east - self._west) * self._narrow, self._north - self._south
        self._scale = min(_WIDTH / wide, _HEIGHT / high)
        self._left = (styles.BODY_WIDTH - wide * self._scale) / 2

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = self._left + (longitude - self._west) * self._narrow * self._scale
        return round(x, 2), round(4 + (latitude - self._south) * self._scale, 2)

    def holds(self, longitude: float, latitude: float) -> bool:
        return self._west <= longitude <= self._east and self._south <= latitude <= self._north
