"""What the portal measures of the duties: for each agency that owes one, each measure of its clause.

The screen of compliance (which keeps what this gives) and the report on compliance (which prints it) ask the same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from home.duties.enums import KINDS_OF_GROUP, BearerGroup
from home.duties.models import Bearer, Duty
from ioc_site.common.citations import Citation
from ioc_site.common.measures import Measure, MeasureResult, Period, measures_for
from subsystems.agencies.models import Agency

GOOD, FAIR = 90.0, 75.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What one measure of a clause found for one agency that owes a duty there."""

    agency: Agency
    citation: Citation
    measure: Measure
    result: MeasureResult


def owes(bearer: Bearer, agency: Agency) -> bool:
    """Whether a duty falls to the agency. What individuals owe is measured where they work."""
    if bearer.group == BearerGroup.INDIVIDUALS:
        return agency.kind in KINDS_OF_GROUP[BearerGroup.ALL]
    return bearer.binds(agency)


def owners_of(duties: Iterable[Duty], agencies: Iterable[Agency]) -> dict[Citation, list[Agency]]:
    """The agencies that owe a duty under each clause, clauses in the order of the duties. No query if prefetched."""
    agencies = list(agencies)
    found: dict[Citation, dict[int, Agency]] = {}
    for duty in duties:
        bound = found.setdefault(duty.citation, {})
        for bearer in duty.owners:
            bound.update({agency.pk: agency for agency in agencies if owes(bearer, agency)})
    return {citation: list(bound.values()) for citation, bound in found.items()}


def measured(
    duties: Iterable[Duty], agencies: Iterable[Agency], period: Period, check: Callable[[], object] = lambda: None
) -> Iterator[Measured]:
    """Every measure of these duties for every agency that owes them; ``check`` is called before each clause."""
    for citation, owners in owners_of(duties, agencies).items():
        check()
        for measure in measures_for(citation):
            for agency in owners:
                yield Measured(agency, citation, measure, measure.compute(agency, period))
