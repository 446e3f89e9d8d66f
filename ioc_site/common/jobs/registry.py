"""Which body does the work of which kind of job."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ioc_site.common.jobs.enums import JobState

if TYPE_CHECKING:
    from ioc_site.common.jobs.running import JobRun

Body = Callable[["JobRun"], Any]
GivenUp = Callable[[dict[str, Any], JobState], None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: its body and how it is run.

    ``queue`` is one of ``settings.CELERY_TASK_QUEUES``; ``timeout`` the seconds that one run may take before it is
    taken for hung, killed and started again; ``max_attempts`` counts every run, those ended by a crash too.
    ``given_up`` gets the arguments and the last state of a job that ended without being done (failed, killed too often,
    cancelled), in the transaction that ends it: what waits for the work must not wait for ever.
    """

    code: str
    body: Body
    label: Any
    queue: str
    max_attempts: int
    timeout: int
    given_up: GivenUp | None = None


_kinds: dict[str, JobKind] = {}


def job(
    code: str,
    *,
    label: Any = "",
    queue: str = "default",
    max_attempts: int = 5,
    timeout: int = 3600,
    given_up: GivenUp | None = None,
) -> Callable[[Body], Body]:
    """Register the decorated function as the body of the jobs of this kind.

    It takes a ``JobRun`` and returns what is kept as the job's result (anything that JSON can hold). Raises
    ``ValueError`` when another function has the code already.
    """

    def register(body: Body) -> Body:
        known = _kinds.get(code)
        if known and (known.body.__module__, known.body.__qualname__) != (body.__module__, body.__qualname__):
            raise ValueError(f"a job of the kind {code!r} is registered already")
        _kinds[code] = JobKind(code, body, label or code, queue, max_attempts, timeout, given_up)
        return body

    return register


def kind_of(code: str) -> JobKind | None:
    """The kind with this code, or ``None``: a newer release may have written the row."""
    return _kinds.get(code)


def label_of(code: str) -> str:
    """What people call this kind of job, in the active language."""
    kind = _kinds.get(code)
    return str(kind.label) if kind else code
