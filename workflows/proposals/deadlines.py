"""How long Sở TTTT takes to answer, and how long an incident may last. Working time of the office calendar."""

from workflows.engine.definitions import Length
from workflows.engine.working_time import WorkingDays, WorkingHours
from workflows.proposals.enums import Severity

ENDORSING_TIME = WorkingDays(3)
RECEIVING_TIME = WorkingDays(2)
ANSWERING_TIME = WorkingDays(10)
DOING_TIME = WorkingDays(20)

# By severity: the time to acknowledge and the time to fix, both from the moment it was reported.
SEVERITY_TIMES: dict[str, tuple[Length, Length]] = {
    Severity.CRITICAL: (WorkingHours(1), WorkingHours(8)),
    Severity.MAJOR: (WorkingHours(4), WorkingHours(24)),
    Severity.MINOR: (WorkingHours(8), WorkingDays(10)),
}
