"""Which agency a report goes to, by the rules that moderators keep in the admin: the first rule that holds wins."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from subsystems.agencies.models import Agency, Area
from workflows.field_reports.models import Category, FieldReport, RoutingRule

# How many past reports a dry run asks about, and how many of the differences it names.
TRIED = 1000
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Route:
    """A suggestion: the agency, the rule that gave it and the reason in words."""

    agency: Agency
    rule: RoutingRule
    why: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule with its conditions in memory, saved or not; empty sets hold always."""

    rule: RoutingRule
    categories: frozenset[int]
    areas: frozenset[int]


class Router:
    """The rules in force, read once (five queries) and asked as often as needed.

    ``candidate`` is a rule that somebody is writing: it stands in the place of its saved self, or is one more.
    """

    def __init__(self, candidate: Candidate | None = None) -> None:
        rules = (
            RoutingRule.objects.filter(is_active=True)
            .select_related("agency")
            .prefetch_related("categories", "areas")
            .order_by("order", "pk")
        )
        self._rules = [
            Candidate(rule, frozenset(c.pk for c in rule.categories.all()), frozenset(a.pk for a in rule.areas.all()))
            for rule in rules
        ]
        if candidate:
            self._rules = [rule for rule in self._rules if rule.rule.pk != candidate.rule.pk]
            self._rules += [candidate] if candidate.rule.is_active else []
            self._rules.sort(key=lambda known: (known.rule.order, known.rule.pk or sys.maxsize))
        self._wider: dict[int, set[int]] = defaultdict(set)
        for pk, parent in Area.objects.exclude(parent=None).values_list("pk", "parent_id"):
            self._wider[pk].add(parent)
        # A commune of 2025 lies where its predecessors lay, so rules written for a district still hold for it.
        links = Area.successors.through.objects.values_list("to_area_id", "from_area_id")
        for pk, predecessor in links:
            self._wider[pk].add(predecessor)

    def route(self, category: Category, area_id: int | None, at: datetime) -> Route | None:
        """The first rule that holds for this category, area (or an area that it lies in) and local time."""
        category_ids = {category.pk, category.parent_id}
        area_ids = self._with_wider(area_id)
        local = timezone.localtime(at)
        for candidate in self._rules:
            by_category = not candidate.categories or candidate.categories & category_ids
            by_area = not candidate.areas or candidate.areas & area_ids
            if (
                by_category
                and by_area
                and _holds_at(candidate.rule, local)
                and candidate.rule.agency.is_valid_on(local.date())
            ):
                return Route(candidate.rule.agency, candidate.rule, _why(candidate))
        return None

    def _with_wider(self, area_id: int | None) -> frozenset[int]:
        """The area, those that it lies in and those that it was made of."""
        found: set[int] = set()
        waiting = [] if area_id is None else [area_id]
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting.extend(self._wider.get(pk, ()))
        return frozenset(found)


def _holds_at(rule: RoutingRule, local: datetime) -> bool:
    if rule.weekdays and local.isoweekday() not in rule.weekdays:
        return False
    start, end = rule.from_time or time.min, rule.to_time or time.max
    now = local.time()
    return start <= now <= end if start <= end else now >= start or now <= end


def _why(candidate: Candidate) -> str:
    rule, parts = candidate.rule, []
    if candidate.categories:
        parts.append(_("category"))
    if candidate.areas:
        parts.append(_("area"))
    if rule.weekdays or rule.from_time or rule.to_time:
        parts.append(_("time"))
    if not parts:
        return _("Rule “%(rule)s” holds for every report.") % {"rule": rule.name}
    return _("Rule “%(rule)s” fits by %(parts)s.") % {"rule": rule.name, "parts": ", ".join(parts)}


@dataclass(frozen=True, slots=True)
class Difference:
    """One past report that the rules would have sent elsewhere than people did."""

    report: Any
    was: Agency
    would_be: Route | None


@dataclass(frozen=True, slots=True)
class Count:
    """An agency with how many past reports it got and how many the rules would have sent it; ``None`` is nobody."""

    agency: Agency | None
    got: int
    would_get: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """Past reports under the rules with a candidate among them: ``taken`` of ``total`` by the candidate itself,
    ``agree`` as people decided; ``moved`` differ from what the rules in force would have done."""

    total: int
    agree: int
    taken: int
    moved: int
    counts: list[Count]
    differences: list[Difference]


def dry_run(candidate: Candidate, reports: Iterable[Any]) -> DryRun:
    """Ask the rules about past reports (give them with ``category``, ``area`` and ``agency`` selected)."""
    today, tomorrow = Router(), Router(candidate)
    got: Counter[Agency | None] = Counter()
    would_get: Counter[Agency | None] = Counter()
    differences: list[Difference] = []
    taken = moved = 0
    for report in reports:
        now = today.route(report.category, report.area_id, report.created_at)
        then = tomorrow.route(report.category, report.area_id, report.created_at)
        got[report.agency] += 1
        would_get[then.agency if then else None] += 1
        taken += then is not None and then.rule is candidate.rule
        moved += (now.agency if now else None) != (then.agency if then else None)
        if then is None or then.agency != report.agency:
            differences.append(Difference(report, report.agency, then))
    total = sum(got.values())
    agencies = sorted({*got, *would_get}, key=lambda agency: (-would_get[agency], str(agency)))
    counts = [Count(agency, got[agency], would_get[agency]) for agency in agencies]
    return DryRun(total, total - len(differences), taken, moved, counts, differences[:SHOWN])


def past_reports(limit: int = TRIED) -> Iterable[Any]:
    """The latest reports that an agency got, parts of divided ones left out."""
    given = FieldReport.objects.filter(agency__isnull=False, split_from=None)
    return given.select_related("category", "area", "agency").order_by("-created_at", "-pk")[:limit]
