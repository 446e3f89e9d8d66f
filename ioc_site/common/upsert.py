"""Writing a loaded row only when it differs from what is stored, so that loading twice changes nothing."""

from collections import Counter
from typing import Any, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


def upsert(model: type[M], key: dict[str, Any], values: dict[str, Any], counts: Counter[str] | None = None) -> M:
    """Find the row with ``key`` and give it ``values``, or make it; validates whatever it writes.

    ``counts`` collects how many rows were ``created``, ``updated`` and ``unchanged``.
    Raises ``django.core.exceptions.ValidationError``.
    """
    row = model._default_manager.filter(**key).first()
    outcome = "created" if row is None else "updated"
    row = row or model(**key)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if outcome == "updated" and not changed:
        outcome = "unchanged"
    else:
        for name, value in changed.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
    if counts is not None:
        counts[outcome] += 1
    return row
