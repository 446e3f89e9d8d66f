"""The demonstration data: each room registers what it makes up, ``manage.py seed_demo`` runs them in order.

Everything made up is marked: accounts by ``User.is_demo``, records by their room ("dữ liệu minh họa" on every screen).
The command refuses to run outside demonstration mode.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class DemoSize:
    """How much to make up. ``random`` is seeded the same on every run, so that two machines show the same."""

    reports: int
    observations: int
    password: str
    random: Random


@dataclass(frozen=True, slots=True)
class Seeder:
    """One room's part. ``order``: accounts 0, content 10, indicators 20, field reports 30, cases 40 …

    ``run`` is idempotent (it fills up to the size and leaves what people changed) and returns one line for the
    person who runs the command.
    """

    code: str
    order: int
    run: Callable[[DemoSize], Any]


_seeders: dict[str, Seeder] = {}


def register_seeder(code: str, order: int, run: Callable[[DemoSize], Any]) -> None:
    """Call it in ``ready()``; the last registration of a code counts."""
    _seeders[code] = Seeder(code, order, run)


def seeders() -> list[Seeder]:
    """All seeders in the order in which they run."""
    return sorted(_seeders.values(), key=lambda seeder: (seeder.order, seeder.code))
