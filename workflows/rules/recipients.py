"""Whom a rule tells: the holders of a role who may see the case, nobody else."""

from collections.abc import Iterable, Mapping
from typing import Any

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from workflows.rules.enums import Whose
from workflows.rules.kinds import RuleKind

# A rule is no circular letter.
MOST = 100


def recipients_of(kind: RuleKind, settings: Mapping[str, Any], cases: Iterable[Any]) -> dict[int, list[User]]:
    """Whom the settings name, by key of the case, at most ``MOST``; one query for the people of each agency asked for
    and two for each person."""
    by_agency: dict[int | None, list[User]] = {}
    wanted: dict[int, list[User]] = {}
    cases = list(cases)
    for case in cases:
        agency = _agency(kind, settings, case)
        if agency == 0:
            wanted[case.pk] = []
            continue
        if agency not in by_agency:
            by_agency[agency] = list(members_with_role(Role(settings["role"]), agency=agency)[:MOST])
        wanted[case.pk] = by_agency[agency]
    return _who_see(kind, wanted)


def _agency(kind: RuleKind, settings: Mapping[str, Any], case: Any) -> int | None:
    """The agency whose people are told; ``None`` for all agencies, 0 when the case belongs to none."""
    if settings["whose"] == Whose.ANY:
        return None
    if settings["whose"] == Whose.AGENCY:
        return int(settings["agency"])
    return kind.agency_of(case) or 0


def _who_see(kind: RuleKind, wanted: Mapping[int, list[User]]) -> dict[int, list[User]]:
    people = {user.pk: user for users in wanted.values() for user in users}
    seen = {pk: set(kind.cases(user).filter(pk__in=wanted).values_list("pk", flat=True)) for pk, user in people.items()}
    return {case: [user for user in users if case in seen[user.pk]] for case, users in wanted.items()}
