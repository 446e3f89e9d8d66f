"""What screens read about agencies; each function a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from ioc_site.common.folding import fold
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AgencyKind
from subsystems.agencies.models import Agency, Area


@dataclass(frozen=True, slots=True)
class KindOfAgencies:
    """One section of the directory."""

    kind: AgencyKind
    agencies: list[Agency]


def directory(words: str = "") -> list[KindOfAgencies]:
    """All agencies by kind, working ones first, those whose names have all the words when there are any. One query."""
    agencies = Agency.objects.select_related("area")
    for word in fold(words).split():
        agencies = agencies.filter(folded__contains=word)
    today = timezone.localdate()
    by_kind: dict[str, list[Agency]] = defaultdict(list)
    for agency in sorted(agencies, key=lambda agency: (not agency.is_valid_on(today), fold(agency.name))):
        by_kind[agency.kind].append(agency)
    return [KindOfAgencies(kind, by_kind[kind]) for kind in AgencyKind if by_kind[kind]]


def agency_by_slug(slug: str) -> Agency | None:
    """An agency with area, parent, who took over from it and from whom it took over. Four queries."""
    related = Agency.objects.select_related("area", "parent").prefetch_related("successors", "predecessors")
    return related.filter(slug=slug).first()


def lead_agencies(subsystem: Subsystem) -> list[Agency]:
    """The agencies in charge of a component today: those that the regulation names, or who took over. Two queries."""
    agencies = _with_successors()
    return _working([agency for agency in agencies.values() if subsystem in agency.leads], agencies)


def current_agencies(agency: Agency) -> list[Agency]:
    """Who does an agency's work today: itself, or those that took over from it, directly or not. Two queries."""
    agencies = _with_successors()
    return _working([agencies[agency.pk]], agencies)


def responsible_agencies(area: Area) -> list[Agency]:
    """Who is in charge on the ground of an area today, the nearest first.

    The committees of the area and of those above it; for a new commune also the committees of the districts from
    which it was made, as long as they work (in the demonstration they do).
    """
    grounds = [area, *area.predecessors.select_related("parent")]
    nearest_first: dict[int, None] = {}
    for ground in grounds:
        level: Area | None = ground
        while level is not None:
            nearest_first[level.pk] = None
            level = level.parent
    kinds = (AgencyKind.COMMUNE, AgencyKind.DISTRICT)
    agencies = Agency.objects.valid_on().filter(area__in=nearest_first, kind__in=kinds)
    order = {area_id: position for position, area_id in enumerate(nearest_first)}
    return sorted(agencies, key=lambda agency: (order[agency.area_id or 0], agency.code))


def _with_successors() -> dict[int, Agency]:
    return {agency.pk: agency for agency in Agency.objects.prefetch_related("successors")}


def _working(asked: list[Agency], agencies: dict[int, Agency]) -> list[Agency]:
    """Follow successors until agencies are reached that work today; each of them once."""
    today = timezone.localdate()
    found: dict[int, Agency] = {}
    queue, seen = [agency.pk for agency in asked], set()
    while queue:
        agency = agencies[queue.pop(0)]
        if agency.pk in seen:
            continue
        seen.add(agency.pk)
        if agency.is_valid_on(today):
            found[agency.pk] = agency
        else:
            queue.extend(successor.pk for successor in agency.successors.all())
    return list(found.values())
