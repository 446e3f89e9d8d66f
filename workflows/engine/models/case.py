"""The fields and the guard that every case shares, whatever its workflow."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from ioc_site.common.rows import by_key, insert, update
from workflows.engine import registry

if TYPE_CHECKING:
    from workflows.engine.definitions import State, Workflow

# What only the engine writes.
GUARDED = frozenset(
    {
        "reference",
        "state",
        "version",
        "chain_head",
        "state_since",
        "deadline_at",
        "first_deadline_at",
        "clock_due_at",
        "paused_at",
        "paused_seconds",
        "finished_at",
        "escalation_step",
        "escalate_at",
    }
)

_engine_writes: ContextVar[bool] = ContextVar("engine_writes", default=False)


class StateChangedOutside(RuntimeError):
    """Somebody tried to change what only the engine changes: a mistake in the code, never of a person."""


@contextmanager
def engine_writes() -> Iterator[None]:
    """Within this block guarded fields may be saved. For ``workflows.engine`` alone."""
    token = _engine_writes.set(True)
    try:
        yield
    finally:
        _engine_writes.reset(token)


def _refuse(fields: Iterable[str]) -> None:
    touched = sorted(GUARDED.intersection(fields))
    if touched and not _engine_writes.get():
        raise StateChangedOutside(f"{', '.join(touched)} change through workflows.engine.services alone")


class CaseQuerySet(models.QuerySet):
    """A queryset whose bulk writes leave alone what only the engine writes."""

    def update(self, **kwargs: Any) -> int:
        _refuse(kwargs)
        return super().update(**kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        fields = list(fields)
        _refuse(fields)
        return super().bulk_update(objs, fields, batch_size)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        _refuse(GUARDED)
        return super().bulk_create(objs, *args, **kwargs)

    def delete(self) -> Any:
        raise StateChangedOutside("a case is never deleted: its timeline would hang in the air")

    def in_group(self, name: str) -> "CaseQuerySet":
        """Cases whose state belongs to a named group of the workflow (``unfinished``, ``waiting``, …)."""
        return self.filter(state__in=registry.workflow_of(self.model).group(name))

    def overdue(self, now: Any) -> "CaseQuerySet":
        """Cases whose running clock has passed its deadline at ``now``."""
        return self.filter(clock_due_at__lt=now)

    def due_between(self, start: Any, end: Any) -> "CaseQuerySet":
        """Cases whose running clock ends from ``start`` up to, not with, ``end``."""
        return self.filter(clock_due_at__gte=start, clock_due_at__lt=end)


class Case(models.Model):
    """Abstract base of every model with a workflow. Never put it on a model with Wagtail revisions: publishing an
    older draft would roll the state back (a system check refuses it).

    ``version`` counts the events, ``chain_head`` is the hash of the last one. ``deadline_at`` is the deadline that
    people see, extensions and pauses included; ``first_deadline_at`` the one first promised (moved by pauses only, as
    waiting for somebody else is nobody's lateness). ``clock_due_at`` equals ``deadline_at`` while the clock runs and is
    empty while it is paused or the case is finished, so that overdue is one comparison on one index.
    ``paused_seconds`` is working time; ``escalate_at`` is when the portal takes its next escalation step.
    A subclass that overrides ``Meta`` inherits from ``Case.Meta``.
    """

    reference = models.CharField(_("reference"), max_length=30, unique=True, null=True, editable=False)  # noqa: DJ001
    state = models.CharField(_("state"), max_length=40, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    chain_head = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("received"), editable=False)
    state_since = models.DateTimeField(_("in this state since"), editable=False)
    deadline_at = models.DateTimeField(_("deadline"), null=True, editable=False)
    first_deadline_at = models.DateTimeField(_("first deadline"), null=True, editable=False)
    clock_due_at = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(_("paused since"), null=True, editable=False)
    paused_seconds = models.PositiveIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    escalation_step = models.PositiveSmallIntegerField(default=0, editable=False)
    escalate_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()
    # Relations that most steps ask for, read in the query that locks the row.
    read_with: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["state", "state_since"], name="%(class)s_state"),
            models.Index(fields=["clock_due_at"], name="%(class)s_due"),
            models.Index(fields=["escalate_at"], name="%(class)s_escalate"),
        ]

    def __str__(self) -> str:
        return self.reference or "–"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save what a room itself owns. Raises :class:`StateChangedOutside` for the engine's fields."""
        known = self.__dict__.get("_as_loaded", {"state": "", "version": 0})
        _refuse(name for name, value in known.items() if self.__dict__.get(name, value) != value)
        if self._state.adding:
            _refuse(GUARDED)
        elif not _engine_writes.get() and kwargs.get("update_fields") is None:
            # A whole-row save must not write back engine fields as they were when the row was read.
            deferred = self.get_deferred_fields()
            kwargs["update_fields"] = [
                f.name
                for f in self._meta.concrete_fields
                if f.name not in GUARDED and not f.primary_key and f.attname not in deferred
            ]
        super().save(*args, **kwargs)
        self._remember()

    def write_new(self) -> None:
        """Insert a new case, and tell whoever listens for saved rows. For ``workflows.engine`` alone."""
        insert([self])
        self._remember()
        post_save.send(type(self), instance=self, created=True, raw=False, using=self._state.db, update_fields=None)

    def write_moved(self, names: Sequence[str]) -> None:
        """Write what a step changed, and tell whoever listens for saved rows. For ``workflows.engine`` alone."""
        update(self, names)
        self._remember()
        post_save.send(
            type(self), instance=self, created=False, raw=False, using=self._state.db, update_fields=frozenset(names)
        )

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise StateChangedOutside("a case is never deleted: its timeline would hang in the air")

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> "Case":
        case = super().from_db(db, field_names, values, **kwargs)
        case._remember()
        return case

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._remember()

    def _remember(self) -> None:
        self._as_loaded = {name: self.__dict__[name] for name in GUARDED if name in self.__dict__}

    @classmethod
    def locked(cls, key: int) -> Any:
        """The row as it is now, held until the transaction ends, with what ``read_with`` names read along."""
        return by_key(f"locked {cls._meta.label}", cls._for_update, key)

    @classmethod
    def _for_update(cls) -> Any:
        if not cls.read_with:
            return cls.objects.select_for_update()
        return cls.objects.select_for_update(of=("self",)).select_related(*cls.read_with)

    @property
    def workflow(self) -> "Workflow":
        """The definition that this case follows."""
        return registry.workflow_of(type(self))

    @property
    def current_state(self) -> "State":
        """The state as the definition describes it."""
        return self.workflow.state(self.state)
