"""What a check found: the first findings of each kind, and how many there are of all."""

from collections import Counter
from dataclasses import dataclass, field

from subsystems.indicators.enums import RowKind
from subsystems.indicators.intake.refusals import Finding

KEPT = {RowKind.ERROR: 1000, RowKind.WARNING: 500}
KEPT_VALUES = 500


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is new (``old`` is empty) or differs from the one that holds."""

    key: int
    row: int
    column: int
    old: float | None
    new: float


@dataclass
class Findings:
    """Collects findings; ``counts`` has errors and warnings, new, changed and unchanged values."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[Finding] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    new: list[Change] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        self.counts[finding.kind] += 1
        if self.counts[finding.kind] <= KEPT[finding.kind]:
            self.kept.append(finding)

    @property
    def has_errors(self) -> bool:
        return self.counts[RowKind.ERROR] > 0

    @property
    def value_count(self) -> int:
        return self.counts["new"] + self.counts["changed"] + self.counts["unchanged"]
