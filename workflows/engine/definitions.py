"""The words in which a workflow is written down.

A definition is data: states, and transitions between them, each naming who may do it, what must hold, what it asks
for, which deadline it sets, whom it tells and what else it does. It reads as one page that the people who do the
work can check. Only :func:`workflows.engine.services.fire` acts on it.

What is registered is checked by Django's system checks (``workflows.engine.checks``): every state can be reached,
every transition says who, codes are unique.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from ioc_site.common.permissions import Decision
from workflows.engine.parties import SYSTEM, Audience, Message, Party, Placeholder
from workflows.engine.texts import Text
from workflows.engine.working_time import WorkingDays, WorkingHours

if TYPE_CHECKING:
    from workflows.engine.deputies import Principal
    from workflows.engine.models import Event


# --- states ------------------------------------------------------------------------------------------------------


class Kind(TextChoices):
    """What a state means for the clock and for the work lists."""

    OPEN = "open", pgettext_lazy("state", "open")
    WAITING = "waiting", pgettext_lazy("state", "waiting")
    FINAL = "final", pgettext_lazy("state", "closed")


@dataclass(frozen=True, slots=True)
class State:
    """A place where a case can be. ``label`` is for staff, ``public_label`` (the same if empty) for everybody.

    ``groups`` are further named groups it belongs to; ``pauses_deadline`` stops the clock while a case is here.
    """

    code: str
    label: Text
    public_label: Text = ""
    kind: Kind = Kind.OPEN
    pauses_deadline: bool = False
    groups: frozenset[str] = frozenset()

    @property
    def shown_to_public(self) -> Text:
        return self.public_label or self.label


class _Stay(Enum):
    STAY = "stay"


STAY = _Stay.STAY
"""Target of a transition that leaves the case in its state: a note, a request, a granted extension."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """A target that the data decide: ``pick(step)`` returns one of ``targets``."""

    targets: tuple[State, ...]
    pick: Callable[["Step"], State]


Target = State | OneOf | _Stay


# --- what a transition asks for ----------------------------------------------------------------------------------


class Ask(Enum):
    """Whether a transition takes a comment."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class FieldKind(Enum):
    """Kinds of form fields; TEXT, LONG_TEXT and FILES may hold personal data and stay out of the event."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    DATETIME = "datetime"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    OBJECT = "object"
    OBJECTS = "objects"
    FILES = "files"


ERASABLE_KINDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a transition, turned into a Django form field.

    Free text is kept in the erasable part of the timeline, files are left to the effects, everything else (choices,
    dates, numbers, keys of rows) goes into the event itself. ``choices(case)`` and ``queryset(case, actor)`` are
    asked anew on the server each time. ``is_public`` shows the answer on the public timeline.
    """

    name: str
    kind: FieldKind
    label: Text
    help: Text = ""
    required: bool = True
    choices: Callable[[Any], Iterable[tuple[str, Text]]] | None = None
    queryset: Callable[[Any, Any], QuerySet] | None = None
    max_length: int = 4000
    minimum: Any = None
    maximum: Any = None
    is_public: bool = False

    @property
    def is_erasable(self) -> bool:
        return self.kind in ERASABLE_KINDS


# --- transitions -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Step:
    """What guards, effects and deadlines get to see of a transition that is being made.

    ``data`` holds the validated answers by field name. Effects may set attributes of ``case`` (saved with it) and put
    codes, keys and numbers, never personal data, into ``record``, which becomes part of the event. ``event`` is there
    for the arguments of jobs, once it is written. ``behalf`` is who is away, where a deputy (``actor``) takes the step.
    """

    case: Any
    transition: "Transition"
    actor: Any
    source: State
    target: State
    data: dict[str, Any]
    comment: str
    at: datetime
    record: dict[str, Any] = field(default_factory=dict)
    event: "Event | None" = None
    behalf: "Principal | None" = None


Length = WorkingDays | WorkingHours


@dataclass(frozen=True, slots=True)
class Due:
    """The deadline that a transition sets: a length of working time from now, or what ``of(step)`` says: a length, a
    moment, or ``None`` for no deadline. ``restarts`` makes it the first deadline of a new round (a reopened case)."""

    of: Length | Callable[[Step], Length | datetime | None]
    restarts: bool = False


@dataclass(frozen=True, slots=True)
class Escalation:
    """A step that the portal takes by itself when a running clock comes near its deadline or has passed it: the code of
    a transition that :data:`SYSTEM` makes, ``working_hours`` before (negative) or after the deadline. Taken once for
    each deadline; an extension starts anew."""

    transition: str
    working_hours: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A background job that a transition puts into the outbox, in the same transaction: the kind of a registered job
    and ``arguments(step)``, which must be JSON (ids, not objects)."""

    kind: str
    arguments: Callable[[Step], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table.

    ``who(actor, case)`` and each of ``guards(case)`` answer with a ``Decision``: allowed, or refused with the reason.
    ``validate(step)`` may raise ``ValidationError`` (a dict of field names or a text) over the answers given.
    ``label`` is what the button says, ``done_label`` how the staff's timeline puts it, ``public_label`` how the public
    one does (empty: the public does not see this step). ``tells`` goes from the audience closest to the case outwards:
    who belongs to several is told as the first; ``messages`` are the words by audience code, where the general ones do
    not do. ``effects`` run inside the transaction, in order.
    """

    code: str
    label: Text
    done_label: Text
    sources: tuple[State, ...]
    target: Target
    who: Callable[[Any, Any], Decision]
    public_label: Text = ""
    help: Text = ""
    guards: tuple[Callable[[Any], Decision], ...] = ()
    fields: tuple[Field, ...] = ()
    comment: Ask = Ask.NONE
    comment_label: Text = ""
    comment_is_public: bool = False
    validate: Callable[[Step], None] | None = None
    due: Due | None = None
    tells: tuple[Audience, ...] = ()
    messages: Mapping[str, Message] = field(default_factory=dict, hash=False)
    effects: tuple[Callable[[Step], None], ...] = ()
    queues: tuple[Queue, ...] = ()
    is_danger: bool = False

    @property
    def targets(self) -> tuple[State, ...]:
        """The states that it can lead to; its sources when it stays."""
        if isinstance(self.target, OneOf):
            return self.target.targets
        return self.sources if isinstance(self.target, _Stay) else (self.target,)

    @property
    def stays(self) -> bool:
        """Whether the case keeps its state."""
        return self.target is STAY

    def field(self, name: str) -> Field | None:
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """A table of states and transitions for the cases of one model (``app_label.Model``).

    ``opening`` is the transition without sources that makes a case. ``parties`` are those who act without an account,
    ``url(case, audience)`` is the path where somebody of an audience reads the case (``None``: the staff's own).
    Nothing of an ``is_secret`` one leaves its parties: no webhook, no figure, no count.
    ``reference_prefix`` starts the reference: ``PA`` gives ``PA-2026-000123``. ``escalations`` are in order of time.
    ``follows`` are called after every step, in its transaction, once the case is saved: with the step and the values
    of the case's columns before it.
    """

    code: str
    label: Text
    model: str
    states: tuple[State, ...]
    opening: Transition
    transitions: tuple[Transition, ...]
    reference_prefix: str
    url: Callable[[Any, Audience | None], str]
    parties: tuple[Party, ...] = ()
    audiences: tuple[Audience, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    follows: tuple[Callable[[Step, Mapping[str, Any]], None], ...] = ()
    calendar: str = "office"
    is_secret: bool = False

    @property
    def initial(self) -> State:
        return self.opening.targets[0]

    @cached_property
    def _states(self) -> Mapping[str, State]:
        return {state.code: state for state in self.states}

    @cached_property
    def _transitions(self) -> Mapping[str, Transition]:
        return {transition.code: transition for transition in (self.opening, *self.transitions)}

    @cached_property
    def _from(self) -> Mapping[str, tuple[Transition, ...]]:
        return {s.code: tuple(t for t in self.transitions if s in t.sources) for s in self.states}

    def reference_of(self, key: int, at: datetime) -> str:
        """The reference of the case with this primary key that came in at this moment."""
        return f"{self.reference_prefix}-{timezone.localtime(at).year}-{key:06d}"

    def state(self, code: str) -> State:
        """The state with this code; ``KeyError`` when there is none."""
        return self._states[code]

    def transition(self, code: str) -> Transition | None:
        return self._transitions.get(code)

    def transitions_from(self, state: State) -> tuple[Transition, ...]:
        """The transitions that leave (or stay in) a state, in the order of the table."""
        return self._from[state.code]

    def audience(self, code: str) -> Audience | None:
        return next((a for a in self.audiences if a.code == code), None)

    def group(self, name: str) -> frozenset[str]:
        """Codes of the states in a named group: a kind (``open``, ``waiting``, ``final``), ``paused``, ``unfinished``
        (not final), or a name that states carry in ``groups``. ``KeyError`` for a name that no state knows."""
        return self.groups[name]

    @cached_property
    def groups(self) -> Mapping[str, frozenset[str]]:
        """All named groups of states, derived from the states themselves."""
        names_always_there = (*(kind.value for kind in Kind), "paused", "unfinished")
        groups: dict[str, set[str]] = {name: set() for name in names_always_there}
        for state in self.states:
            names = {state.kind.value, *state.groups}
            names |= {"paused"} if state.pauses_deadline else set()
            names |= {"unfinished"} if state.kind is not Kind.FINAL else set()
            for name in names:
                groups.setdefault(name, set()).add(state.code)
        return {name: frozenset(codes) for name, codes in groups.items()}

    @cached_property
    def state_choices(self) -> list[tuple[str, Text]]:
        """(code, staff label) of every state, for filters."""
        return [(state.code, state.label) for state in self.states]

    def party(self, code: str) -> Party:
        """The party with this code; unknown codes (of an older definition) show themselves."""
        return next((p for p in (SYSTEM, *self.parties) if p.code == code), Party(code, code))
