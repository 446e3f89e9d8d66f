"""The areas of Bình Thuận before and after 1 July 2025, read from the package ``vietnamadminunits``.

Pure: no database. Before: the province, its 10 districts and their communes. After (Resolution 202/2025/QH15 and the
two-level local government): Lâm Đồng province and those of its communes that were made from communes of Bình Thuận.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from vietnamadminunits.converter.converter_2025 import DICT_PROVINCE_WARD_DIVIDED, DICT_PROVINCE_WARD_NO_DIVIDED
from vietnamadminunits.database.main import get_data

from ioc_site.common.folding import fold
from subsystems.agencies.enums import AreaLevel

OLD_PROVINCE, NEW_PROVINCE = "tinhbinhthuan", "tinhlamdong"
# The statistics office writes Phú Quí, the decision and the province itself Phú Quý.
SPELLING = {"Phú Quí": "Phú Quý"}
LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class SourceArea:
    """One area: ``key`` names it within the source; ``box`` is (south, west, north, east) in degrees."""

    key: str
    code: str
    slug: str
    name: str
    kind: str
    level: AreaLevel
    parent: str | None
    latitude: float
    longitude: float
    box: Box | None
    successors: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.key.startswith(NEW_PROVINCE)


def source_areas() -> list[SourceArea]:
    """All areas, parents before children; raises ``ValueError`` when the package maps a commune to nothing."""
    old_rows = [row for row in get_data(table="admin_units_legacy") if row["provinceKey"] == OLD_PROVINCE]
    successors = _successors_of_communes()
    boxes_of_new: dict[str, list[Box]] = defaultdict(list)
    communes: list[SourceArea] = []
    districts: dict[str, dict[str, Any]] = {}
    for row in old_rows:
        district = f"{OLD_PROVINCE}_{row['districtKey']}"
        key = f"{district}_{row['wardKey']}"
        if not successors[key]:
            raise ValueError(f"vietnamadminunits maps {row['ward']}, {row['district']} to no commune of 2025")
        communes.append(_old_commune(row, key, district, tuple(successors[key])))
        for successor in successors[key]:
            boxes_of_new[successor].append(_box(row["wardBounds"]))
        districts.setdefault(district, row)
    old = [
        _old_province(old_rows[0]),
        *(_old_district(row, key, communes) for key, row in districts.items()),
        *communes,
    ]
    return old + _new_areas(boxes_of_new)


def _successors_of_communes() -> dict[str, list[str]]:
    """Key of an old commune → keys of the new communes that it became (part of), largest part first."""
    found: dict[str, list[str]] = defaultdict(list)
    for new, olds in DICT_PROVINCE_WARD_NO_DIVIDED[NEW_PROVINCE].items():
        for old in olds:
            found[old].append(f"{NEW_PROVINCE}_{new}")
    for old, parts in DICT_PROVINCE_WARD_DIVIDED.get(NEW_PROVINCE, {}).items():
        ordered = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
        found[old].extend(f"{NEW_PROVINCE}_{part['newWardKey']}" for part in ordered)
    return found


def _old_province(row: dict[str, Any]) -> SourceArea:
    return SourceArea(
        OLD_PROVINCE,
        row["provinceCode"],
        "tinh-binh-thuan",
        row["provinceShort"],
        "Tỉnh",
        AreaLevel.PROVINCE,
        None,
        row["provinceLat"],
        row["provinceLon"],
        _box(row["provinceBounds"]),
        (NEW_PROVINCE,),
    )


def _old_district(row: dict[str, Any], key: str, communes: Iterable[SourceArea]) -> SourceArea:
    """A district was followed by the communes that its own communes became."""
    successors = dict.fromkeys(s for commune in communes if commune.parent == key for s in commune.successors)
    return SourceArea(
        key,
        row["districtCode"],
        _slug(f"{row['districtType']} {_name(row['districtShort'])}"),
        _name(row["districtShort"]),
        row["districtType"],
        AreaLevel.DISTRICT,
        OLD_PROVINCE,
        row["districtLat"],
        row["districtLon"],
        _box(row["districtBounds"]),
        tuple(successors),
    )


def _old_commune(row: dict[str, Any], key: str, district: str, successors: tuple[str, ...]) -> SourceArea:
    return SourceArea(
        key,
        row["wardCode"],
        _slug(f"{row['ward']} {_name(row['districtShort'])}"),
        row["wardShort"],
        row["wardType"],
        AreaLevel.COMMUNE,
        district,
        row["wardLat"],
        row["wardLon"],
        _box(row["wardBounds"]),
        successors,
    )


def _new_areas(boxes: dict[str, list[Box]]) -> list[SourceArea]:
    rows = {f"{NEW_PROVINCE}_{row['wardKey']}": row for row in get_data() if row["provinceKey"] == NEW_PROVINCE}
    province = next(iter(rows.values()))
    new = [
        SourceArea(
            NEW_PROVINCE,
            province["provinceCode"],
            "tinh-lam-dong",
            province["provinceShort"],
            "Tỉnh",
            AreaLevel.PROVINCE,
            None,
            province["provinceLat"],
            province["provinceLon"],
            None,
        )
    ]
    for key in sorted(boxes):
        row = rows[key]
        new.append(
            SourceArea(
                key,
                row["wardCode"],
                _slug(f"{row['ward']} {row['provinceShort']}"),
                row["wardShort"],
                row["wardType"],
                AreaLevel.COMMUNE,
                NEW_PROVINCE,
                row["wardLat"],
                row["wardLon"],
                _around(boxes[key]),
            )
        )
    return new


def _box(bounds: str) -> Box:
    """``south,west – north,east`` as the package writes it."""
    (south, west), (north, east) = (corner.split(",") for corner in bounds.split(" – "))
    return float(south), float(west), float(north), float(east)


def _around(boxes: list[Box]) -> Box:
    souths, wests, norths, easts = zip(*boxes, strict=True)
    return min(souths), min(wests), max(norths), max(easts)


def _name(name: str) -> str:
    return SPELLING.get(name, name)


def _slug(text: str) -> str:
    return "-".join(fold(text).split())
