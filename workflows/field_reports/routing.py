"""Which agency a report goes to, by the rules that moderators keep in the admin: the first rule that holds wins."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from subsystems.agencies.models import Agency, Area
from workflows.field_reports.models import Category, FieldReport, RoutingRule


@dataclass(frozen=True, slots=True)
class Route:
    """A suggestion: the agency, the rule that gave it and the reason in words."""

    agency: Agency
    rule: RoutingRule
    why: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule with its conditions in memory; empty sets hold always."""

    rule: RoutingRule
    categories: frozenset[int]
    areas: frozenset[int]


class Router:
    """The rules in force, read once (five queries) and asked as often as needed."""

    def __init__(self) -> None:
        rules = (
            RoutingRule.objects.filter(is_active=True)
            .select_related("agency")
            .prefetch_related("categories", "areas")
            .order_by("order", "pk")
        )
        self._rules = [
            _Rule(rule, frozenset(c.pk for c in rule.categories.all()), frozenset(a.pk for a in rule.areas.all()))
            for rule in rules
        ]
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


def _why(candidate: _Rule) -> str:
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
class DryRun:
    """One past report under the present rules: where it went and where they would send it."""

    report: FieldReport
    was: Agency | None
    would_be: Route | None

    @property
    def agrees(self) -> bool:
        return self.would_be is not None and self.was == self.would_be.agency


def dry_run(reports: Iterable[Any]) -> list[DryRun]:
    """Ask the present rules about past reports (give them with ``category``, ``area`` and ``agency`` selected)."""
    router = Router()
    return [DryRun(r, r.agency, router.route(r.category, r.area_id, r.created_at)) for r in reports]
