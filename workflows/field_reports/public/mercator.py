"""Web Mercator in whole steps: the world is 2**24 steps wide, counted from the north-west (a step is some 2.4 m)."""

import math

BITS = 24
SIZE = 1 << BITS
# The projection ends here, north and south.
LIMIT = 85.0511
# A tile has 256 pixels and a cell of the map's grid 64, so at zoom z the world has 2**(z + 2) cells a side.
CELL_BITS = 2


def to_grid(latitude: float, longitude: float) -> tuple[int, int]:
    """Column and row of a point given in degrees; points beyond the projection move to its edge."""
    sine = math.sin(math.radians(max(-LIMIT, min(LIMIT, latitude))))
    x = (longitude + 180) / 360
    y = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return min(SIZE - 1, max(0, int(x * SIZE))), min(SIZE - 1, max(0, int(y * SIZE)))


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a place on the grid, as GeoJSON orders them."""
    longitude = x / SIZE * 360 - 180
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / SIZE))))
    return round(longitude, 6), round(latitude, 6)


def shift_of(zoom: int) -> int:
    """By how many bits a grid step is shifted to give its cell at a zoom level."""
    return BITS - CELL_BITS - zoom
