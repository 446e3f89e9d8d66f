"""Rows for the walk through every address of the admin (``tests/test_admin_walk.py``).

A room that registers an address with a parameter writes ``tests/<room>/admin_rows.py``::

    @rows_for("field_reports:")                      # the name of the address begins with this
    def field_report(owner: Agency) -> Row:
        report = FieldReportFactory(agency=owner, title=(secret := new_secret()))
        return Row({"pk": report.pk}, secret, readers={Role.AUDITOR, Role.MODERATOR})

The walk signs in as every role of *another* agency and must not get at the row. The longest matching name counts.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from typing import Any

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency

# None is somebody who may enter the admin and holds no role.
EVERYBODY: frozenset[Role | None] = frozenset({*Role, None})


@dataclass(frozen=True)
class Row:
    """What the parameters of the addresses (and of their queries) are in the case of one row.

    ``secret`` stands in the row and must not be met on any page by those who may not read it.
    ``readers`` may read it though it belongs to another agency; ``writers`` may also change it (and what comes with
    that). ``closed`` are the last parts of address names that are shut for superusers too, e.g. ``delete``.
    """

    args: dict[str, Any]
    secret: str = ""
    query: dict[str, Any] = field(default_factory=dict)
    readers: Set[Role | None] = frozenset({Role.AUDITOR})
    writers: Set[Role | None] = frozenset()
    closed: Set[str] = frozenset()


_numbers = itertools.count(1)


def new_secret() -> str:
    """A word that stands nowhere else; plain letters, so that no encoding hides it."""
    return f"kin7d1f{next(_numbers):05}"


Provider = Callable[[Agency], Row]
PROVIDERS: dict[str, list[Provider]] = defaultdict(list)


def rows_for(*prefixes: str) -> Callable[[Provider], Provider]:
    """Register a function that makes a row for all addresses whose names begin with one of ``prefixes``."""

    def register(provider: Provider) -> Provider:
        for prefix in prefixes:
            PROVIDERS[prefix].append(provider)
        return provider

    return register


def providers_for(name: str) -> list[Provider]:
    """The providers whose prefix fits best; more than one where several kinds of rows share an address."""
    fitting = [prefix for prefix in PROVIDERS if name.startswith(prefix)]
    return PROVIDERS[max(fitting, key=len)] if fitting else []
