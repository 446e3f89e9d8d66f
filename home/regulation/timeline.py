"""From which day to which day each version of a provision is in force."""

from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Start(NamedTuple):
    """When a version begins; of two that begin on one day the one issued later counts, then the one entered later."""

    valid_from: date
    issued_on: date
    entered: int


def last_days(starts: Iterable[tuple[Key, Start]]) -> dict[Key, date | None]:
    """The last day of each version of one provision: the day before the next begins; none for the last one.

    A version that another one of the same day pushes aside ends before it begins.
    """
    ordered = sorted(starts, key=lambda item: item[1])
    following = [start.valid_from for _key, start in ordered[1:]]
    return {
        key: next_from - timedelta(days=1) if next_from else None
        for (key, _start), next_from in zip_longest(ordered, following)
    }
