"""Figures as an SDMX-JSON 2.0 data message: four dimensions, flat observations.

The message is written as the figures are read. JSON leaves the order of members free, so the structure, which names
what the observations only number, comes behind them and nothing has to be read twice.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from subsystems.indicators.models.catalogue import TOTAL_CODE

SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/"
    "sdmx-json-data-schema.json"
)
SENDER = "IOC_BINH_THUAN"
_BATCH = 1_000


class _Values:
    """The values of a dimension or attribute, numbered as they come up."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self.rows: list[dict[str, Any]] = []

    def place(self, code: str, **described: Any) -> int:
        known = self._places.get(code)
        if known is None:
            known = self._places[code] = len(self.rows)
            self.rows.append({"id": code.replace(".", "_"), **described})
        return known


class _Message:
    def __init__(self, names: dict[str, dict[str, str]]) -> None:
        self.names = names
        self.indicators, self.areas, self.parts, self.periods = _Values(), _Values(), _Values(), _Values()
        self.units, self.frequencies = _Values(), _Values()

    def observation(self, row: dict[str, Any]) -> str:
        """One member of ``observations``: the places of its key, its value, the place of its unit."""
        indicator, area, part = row["indicator"], row["area"], row["breakdown"]
        period = _time(row)
        key = (
            self.indicators.place(indicator, name=self.names["indicator"].get(indicator, indicator)),
            self.areas.place(area, name=self.names["area"].get(area, area)),
            self.parts.place("_T" if part == TOTAL_CODE else part, name=self.names["breakdown"].get(part, part)),
            self.periods.place(period, name=row["period"], start=f"{row['period_start']}T00:00:00"),
        )
        unit = self.units.place(row["unit"], name=row["unit"])
        return f'"{":".join(map(str, key))}":{json.dumps([row["value"], unit])}'

    def structure(self) -> dict[str, Any]:
        dimensions = [
            _component("INDICATOR", "Chỉ tiêu", self.indicators, keyPosition=0),
            _component("REF_AREA", "Địa bàn", self.areas, keyPosition=1),
            _component("BREAKDOWN", "Phân tổ", self.parts, keyPosition=2),
            _component("TIME_PERIOD", "Kỳ", self.periods, keyPosition=3, roles=["TIME_PERIOD"]),
        ]
        units = [{"id": f"U{place}", "name": row["name"]} for place, row in enumerate(self.units.rows)]
        unit = {"id": "UNIT_MEASURE", "name": "Đơn vị tính", "values": units}
        return {
            "dimensions": {"dataSet": [], "series": [], "observation": dimensions},
            "attributes": {"dataSet": [], "dimensionGroup": [], "series": [], "observation": [unit]},
            "annotations": [],
            "dataSets": [0],
        }


def _component(code: str, name: str, values: _Values, **more: Any) -> dict[str, Any]:
    return {"id": code, "name": name, **more, "values": values.rows}


def _time(row: dict[str, Any]) -> str:
    """The period as SDMX writes it: a half-year is S1 or S2, a school year a year that begins on a day."""
    code: str = row["period"]
    if "-H" in code:
        return code.replace("-H", "-S")
    return f"{row['period_start']}/P1Y" if len(code) == 9 else code


def message(
    code: str, rows: Iterable[dict[str, Any]], names: dict[str, dict[str, str]], *, prepared: datetime, is_test: bool
) -> Iterator[str]:
    """The message in pieces. ``names`` holds names by code for ``indicator``, ``area`` and ``breakdown``."""
    meta = {
        "schema": SCHEMA,
        "id": f"{code}-{prepared:%Y%m%d%H%M%S}",
        "prepared": prepared.isoformat(timespec="seconds"),
        "test": is_test,
        "contentLanguages": ["vi"],
        "sender": {"id": SENDER, "name": "IOC Bình Thuận"},
    }
    written = _Message(names)
    yield f'{{"meta":{_json(meta)},"data":{{"dataSets":[{{"structure":0,"action":"Information","observations":{{'
    batch: list[str] = []
    comma = ""
    for row in rows:
        batch.append(written.observation(row))
        if len(batch) == _BATCH:
            yield comma + ",".join(batch)
            comma, batch = ",", []
    yield (comma if batch else "") + ",".join(batch)
    yield f'}}}}],"structures":[{_json(written.structure())}]}}}}'


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
