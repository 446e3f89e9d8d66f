"""Bringing a row in line with the source it came from, without losing what staff corrected in it.

A row remembers in ``source_digest`` what its source last said. Three texts can differ: the row, what the source said
then, and what it says now. Only a row that nobody has touched since follows its source.
"""

import hashlib
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from home.regulation.law_text import SourcedText


class Outcome(Enum):
    """What became of a row that was compared with its source."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    KEPT = "kept"
    """Staff changed it, the source did not: their text stays."""
    CONFLICT = "conflict"
    """Both changed: the text of staff stays, and a person has to look."""


def digest(values: Mapping[str, Any]) -> str:
    """A fingerprint of some columns, whatever the order of the keys."""
    text = json.dumps(dict(values), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def follow_source(row: SourcedText, values: Mapping[str, Any]) -> Outcome:
    """Compare an existing row with its source, and write it where only the source changed (as a revision of its own).

    ``values`` are the columns that the source gives.
    """
    said, says = row.source_digest, digest(values)
    reads = digest({name: getattr(row, name) for name in values})
    if reads == says:
        if said != says:
            type(row).objects.filter(pk=row.pk).update(source_digest=says)
        return Outcome.UNCHANGED
    if said == says:
        return Outcome.KEPT
    if reads != said or row.has_unpublished_changes:
        return Outcome.CONFLICT
    for name, value in values.items():
        setattr(row, name, value)
    row.source_digest = says
    row.save()
    row.save_revision(log_action=True).publish()
    return Outcome.UPDATED
