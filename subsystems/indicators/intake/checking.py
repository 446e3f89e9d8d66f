"""Checking a delivery: read the file, import it on trial, and say what would be written."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from subsystems.agencies.models import Agency
from subsystems.indicators.intake.context import SetContext
from subsystems.indicators.intake.findings import Findings
from subsystems.indicators.intake.keys import unpack
from subsystems.indicators.intake.layouts import find_layout
from subsystems.indicators.intake.refusals import FileRefused
from subsystems.indicators.intake.resource import CellSet, ObservationResource
from subsystems.indicators.intake.tables import read_file
from subsystems.indicators.intake.unusual import Unusual
from subsystems.indicators.models import Delivery, IndicatorSet


@dataclass
class Covered:
    """How much of a period a delivery gives: totals by indicator and area."""

    period: int
    delivered: int
    expected: int


@dataclass
class CheckResult:
    """What a check found. ``facts`` says how the file was read; without ``resource`` it could not be read at all."""

    findings: Findings
    facts: dict[str, Any]
    coverage: list[Covered]
    resource: ObservationResource | None = None

    @property
    def is_fine(self) -> bool:
        return not self.findings.has_errors


def open_resource(
    content: bytes,
    name: str,
    context: SetContext,
    defaults: dict[str, Any],
    delivery: Delivery | None = None,
) -> tuple[ObservationResource, dict[str, Any]]:
    """Read a file and find out how it is laid out; raises ``FileRefused``."""
    file = read_file(content, name)
    layout = find_layout(file.sheets, context, defaults)
    facts = {"kind": file.kind, "encoding": file.encoding, "sheet": layout.sheet.name, "layout": layout.name}
    return ObservationResource(context, layout, delivery), facts


def check_content(
    content: bytes,
    name: str,
    indicator_set: IndicatorSet,
    agency: Agency,
    *,
    defaults: dict[str, Any] | None = None,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CheckResult:
    """What a file would do, without writing anything. ``defaults`` gives what no column says, such as the period."""
    context = SetContext(indicator_set, agency, today)
    try:
        resource, facts = open_resource(content, name, context, defaults or {})
        resource.progress = progress
        resource.import_data(CellSet(resource.layout), dry_run=True)
    except FileRefused as refused:
        findings = Findings()
        findings.add(refused.finding)
        return CheckResult(findings, {}, [])
    if not resource.findings.has_errors:
        Unusual(resource).find()
    facts["number_form"] = resource.form.name.lower() if resource.form else ""
    return CheckResult(resource.findings, facts, _coverage(resource), resource)


def _coverage(resource: ObservationResource) -> list[Covered]:
    """How many of the totals asked for the file gives, by period; areas that are the same are held once."""
    alike: dict[frozenset[int], frozenset[int]] = {}
    wanted: dict[int, dict[int, frozenset[int]]] = {}
    for key, period in resource.periods.items():
        wanted[key] = {}
        for member, _version, areas in resource.context.expected(period):
            places = frozenset(area.pk for area in areas)
            wanted[key][member.indicator.pk] = alike.setdefault(places, places)
    given: Counter[int] = Counter()
    total, nowhere = resource.context.total.pk, frozenset[int]()
    for figure in resource.seen:
        indicator, area, part, when = unpack(figure)
        given[when] += part == total and area in wanted[when].get(indicator, nowhere)
    return [Covered(key, given[key], sum(map(len, wanted[key].values()))) for key in sorted(wanted)]
