"""The read side of the delivery screens: one function a screen, a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ioc_site.common.pagination import KeysetPage, paginate
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, Area, User
from subsystems.agencies.scoping import AnyUser, agencies_with_role, has_role, sees_all_agencies
from subsystems.indicators.enums import RowKind
from subsystems.indicators.models import (
    Breakdown,
    Delivery,
    DeliveryRow,
    Indicator,
    IndicatorSet,
    Obligation,
    Observation,
    PastValue,
)
from subsystems.indicators.obligations import DueItem, due_items
from subsystems.indicators.periods import period_from_key
from workflows.engine.queries import Button, available
from workflows.engine.saved_views import Views, register_desk_of_rows, views_of
from workflows.engine.timeline import TimelineItem, timeline

PAGE_SIZE = 30
LOOK_BACK, LOOK_AHEAD = timedelta(days=45), timedelta(days=40)
SHOWN_ROWS = 200
# The name of the desk among those whose filters can be kept.
SAVED = "deliveries"
STATES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "cho-duyet": (_("Waiting for the head"), ("submitted",)),
    "dang-soan": (_("With the officer"), ("uploaded", "checked")),
    "da-cong-bo": (pgettext_lazy("delivery", "Published"), ("approved", "published")),
    "bi-tu-choi": (pgettext_lazy("delivery", "Rejected"), ("rejected",)),
    "khac": (_("Withdrawn, superseded or rolled back"), ("withdrawn", "superseded", "rolled_back")),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody of an agency has to do about data: what is owed, what waits for the head, what was delivered."""

    owed: list[DueItem]
    done: list[DueItem]
    waiting: list[Delivery]
    page: KeysetPage
    is_head: bool
    can_deliver: bool
    shows_agencies: bool
    states: list[tuple[str, Any]]
    state: str
    sets: list[IndicatorSet]
    indicator_set: str
    saved: Views

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The filter that is set, as fields of a form."""
        return _parameters(self.state, self.indicator_set)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state or self.indicator_set)

    @property
    def overdue_count(self) -> int:
        return sum(item.is_overdue for item in self.owed)


def _asked(query: QueryDict) -> tuple[str, str]:
    """State and code of the indicator set that the address asks for; a set need not be known."""
    state = query.get("muc", "") if query.get("muc", "") in STATES else ""
    return state, query.get("bo", "").replace("\x00", "")[:40]


def _parameters(state: str, indicator_set: str) -> list[tuple[str, str]]:
    return [("muc", state), ("bo", indicator_set)]


def _asked_for(user: AnyUser, state: str, code: str) -> Any:
    """The deliveries that the user may see and asks for, in no order yet."""
    rows = Delivery.objects.visible_to(user)
    if state:
        rows = rows.filter(state__in=STATES[state][1])
    return rows.filter(indicator_set__code=code) if code else rows


def register_saved_views() -> None:
    """Called when the app is ready."""
    register_desk_of_rows(
        SAVED,
        "delivery_desk",
        lambda _user, query: _parameters(*_asked(query)),
        lambda user, query: _asked_for(user, *_asked(query)),
    )


def desk(user: User, parameters: QueryDict, now: datetime) -> Desk:
    """The overview of "Giao dữ liệu". Fourteen queries at most, and one for each pinned view that is counted."""
    own = agencies_with_role(user, Role.OFFICER, Role.HEAD)
    sees_all = sees_all_agencies(user, Role.LEADER, Role.MODERATOR)
    today = timezone.localdate(now)
    obligations = Obligation.objects.valid_on(today)
    obligations = obligations.filter(agency__in=own) if own or not sees_all else obligations
    items = due_items(obligations, today - LOOK_BACK, today + LOOK_AHEAD, now)
    deliveries = Delivery.objects.visible_to(user).select_related("indicator_set", "agency", "uploaded_by")
    waiting = deliveries.filter(state="submitted", agency__in=agencies_with_role(user, Role.HEAD)).order_by("pk")
    sets = list(IndicatorSet.objects.order_by("name"))
    state, code = _asked(parameters)
    code = code if code in {owed.code for owed in sets} else ""
    asked_for = _asked_for(user, state, code).select_related("indicator_set", "agency", "uploaded_by")
    return Desk(
        owed=[item for item in items if not item.is_done and item.period.end < today],
        done=sorted((item for item in items if item.is_done), key=lambda item: item.due_at, reverse=True)[:30],
        waiting=list(waiting[:50]),
        page=paginate(asked_for, parameters, order=("-id",), size=PAGE_SIZE),
        is_head=has_role(user, Role.HEAD),
        can_deliver=bool(own),
        shows_agencies=len(own) != 1,
        states=[(key, label) for key, (label, _states) in STATES.items()],
        state=state,
        sets=sets,
        indicator_set=code,
        saved=views_of(user, SAVED, parameters),
    )


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A new or changed value as the preview shows it."""

    row: DeliveryRow
    indicator: str
    area: str
    part: str
    period: str


@dataclass(frozen=True, slots=True)
class DeliveryScreen:
    """One delivery with everything that can be done with it."""

    delivery: Delivery
    state: Any
    errors: list[DeliveryRow]
    warnings: list[DeliveryRow]
    changed: list[ValueLine]
    new: list[ValueLine]
    coverage: list[tuple[str, int, int]]
    buttons: list[Button]
    timeline: list[TimelineItem]
    facts: dict[str, Any]

    @property
    def is_running(self) -> bool:
        return self.delivery.state in ("uploaded", "approved")


def delivery_screen(user: AnyUser, reference: str) -> DeliveryScreen | None:
    """A delivery that the user may see, or ``None``."""
    rows = Delivery.objects.visible_to(user).select_related("indicator_set", "agency", "uploaded_by", "approved_by")
    delivery = rows.filter(reference=reference).first()
    if delivery is None:
        return None
    found = _rows_by_kind(delivery)
    kind = delivery.indicator_set.period_kind
    names = _Names(found[RowKind.CHANGED] + found[RowKind.NEW], kind)
    coverage = [
        (period_from_key(kind, row.period).label, row.delivered, row.expected)
        for row in delivery.coverage.order_by("period")
    ]
    return DeliveryScreen(
        delivery=delivery,
        state=delivery.current_state,
        errors=found[RowKind.ERROR],
        warnings=found[RowKind.WARNING],
        changed=[names.line(row) for row in found[RowKind.CHANGED]],
        new=[names.line(row) for row in found[RowKind.NEW]],
        coverage=coverage,
        buttons=[button for button in available(delivery, user) if button.is_allowed],
        timeline=timeline(delivery),
        facts=delivery.facts,
    )


def _rows_by_kind(delivery: Delivery) -> dict[str, list[DeliveryRow]]:
    """The first rows of each kind; four queries, since some kinds have very many."""
    return {kind: list(delivery.rows.filter(kind=kind).order_by("row", "pk")[:SHOWN_ROWS]) for kind in RowKind.values}


class _Names:
    """Names of what the preview's rows point to: three queries."""

    def __init__(self, rows: list[DeliveryRow], kind: str) -> None:
        self._kind = kind
        ids = {name: {row.params[name] for row in rows} for name in ("indicator", "area", "part")}
        self._indicators = Indicator.objects.in_bulk(ids["indicator"])
        self._areas = Area.objects.in_bulk(ids["area"])
        self._parts = Breakdown.objects.in_bulk(ids["part"])

    def line(self, row: DeliveryRow) -> ValueLine:
        part = self._parts[row.params["part"]]
        return ValueLine(
            row,
            self._indicators[row.params["indicator"]].label,
            self._areas[row.params["area"]].full_name,
            "" if part.is_total else part.name,
            period_from_key(self._kind, row.params["period"]).label,
        )


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A value with its origin (``delivery``, ``row``) and its end: ``removed_by`` is empty for the current one."""

    value: float
    delivery: Delivery
    row: int
    removed_by: Delivery | None
    removal: str
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class FigureHistory:
    """Every value that one figure ever had, the latest first."""

    observation: Observation | None
    indicator: Indicator
    area: Area
    part: Breakdown
    period: str
    lines: list[HistoryLine]


def figure_history(user: AnyUser, indicator: int, area: int, part: int, period: int) -> FigureHistory | None:
    """The history of a figure as far as the user sees its deliveries; ``None`` when he sees none. Seven queries."""
    key = {"indicator": indicator, "area": area, "breakdown": part, "period": period}
    seen = Delivery.objects.visible_to(user).values("pk")
    related = ("delivery__uploaded_by", "delivery__approved_by", "version")
    current = Observation.objects.filter(**key, delivery__in=seen).select_related(*related).first()
    past = PastValue.objects.filter(**key, delivery__in=seen).select_related(*related, "removed_by").order_by("-pk")
    lines = [HistoryLine(r.value, r.delivery, r.row, r.removed_by, r.get_removal_display(), r.removed_at) for r in past]
    if current:
        lines.insert(0, HistoryLine(current.value, current.delivery, current.row, None, "", None))
    if not lines:
        return None
    rows = Indicator.objects.get(pk=indicator), Area.objects.get(pk=area), Breakdown.objects.get(pk=part)
    version = current.version if current else past[0].version
    return FigureHistory(current, *rows, period_from_key(version.period_kind, period).label, lines)


def deliverable_set(user: AnyUser, code: str, agency_code: str = "") -> tuple[IndicatorSet, Agency] | None:
    """The set and the agency for which the user may deliver it; the first of his agencies that owes it."""
    own = agencies_with_role(user, Role.OFFICER, Role.HEAD)
    rows = Obligation.objects.valid_on().filter(agency__in=own, indicator_set__code=code)
    if agency_code:
        rows = rows.filter(agency__code=agency_code)
    row = rows.select_related("indicator_set", "agency").order_by("pk").first()
    return (row.indicator_set, row.agency) if row else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """What falls due in a month: by day, with how it stands."""

    month: date
    days: list[tuple[date, list[DueItem]]]
    previous: date
    next: date


def calendar(user: AnyUser, month: date, now: datetime) -> Calendar:
    """The obligations that fall due in a month, of the user's agencies or of all."""
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    items = due_items(Obligation.objects.visible_to(user), first, after - timedelta(days=1), now)
    days: dict[date, list[DueItem]] = {}
    for item in items:
        days.setdefault(timezone.localdate(item.due_at), []).append(item)
    before = (first - timedelta(days=1)).replace(day=1)
    return Calendar(first, sorted(days.items()), before, after)


def earlier_deliveries(indicator_set: IndicatorSet, agency: Agency) -> list[Delivery]:
    """The latest deliveries of a set by an agency."""
    rows = Delivery.objects.filter(~Q(state="withdrawn"), indicator_set=indicator_set, agency=agency)
    return list(rows.order_by("-pk")[:5])
