"""What of the deliveries waits for a person: figures that fall due, and files on their way."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from subsystems.agencies.enums import Role
from subsystems.agencies.scoping import agencies_with_role
from subsystems.indicators.models import Delivery, Obligation
from subsystems.indicators.obligations import DueItem, due_items
from workflows.engine.work import SHOWN, DueSource, WorkPart, WorkRow, WorkSource, register_work

LOOK_BACK, LOOK_AHEAD = timedelta(days=45), timedelta(days=14)


def waiting(user: Any) -> QuerySet[Delivery]:
    """For officers what was checked and not sent on; for heads what they are to approve, never what they uploaded."""
    own, led = agencies_with_role(user, Role.OFFICER), agencies_with_role(user, Role.HEAD)
    if not own and not led:
        return Delivery.objects.none()
    rows = Q(state="checked", agency__in=own) | Q(state="submitted", agency__in=led) & ~Q(uploaded_by=user)
    found: QuerySet[Delivery] = Delivery.objects.visible_to(user).filter(rows)
    return found.select_related("indicator_set", "agency")


def falling_due(user: Any, now: datetime) -> WorkPart | None:
    """For officers the figures of their agencies that are overdue, or due within two weeks and not handed in (Article
    8, clause 5, point a). Eight queries at most."""
    own = agencies_with_role(user, Role.OFFICER)
    if not own:
        return None
    today = timezone.localdate(now)
    obligations = Obligation.objects.valid_on(today).filter(agency__in=own)
    items = due_items(obligations, today - LOOK_BACK, today + LOOK_AHEAD, now)
    owed: dict[int, list[DueItem]] = {}
    for item in items:
        if not (item.is_done or item.is_in_review) and item.period.end < today:
            owed.setdefault(item.obligation.pk, []).append(item)
    rows = [_due_row(periods) for periods in owed.values()]
    return WorkPart(
        code="figures_due",
        label=_("Figures that fall due"),
        waiting=len(rows),
        late=sum(row.is_late for row in rows),
        rows=rows[:SHOWN],
        list_url=reverse("delivery_desk"),
    )


def _due_row(periods: list[DueItem]) -> WorkRow:
    """One line for a set, however many of its periods (every day, say) are owed; it opens the first of them."""
    first, obligation = periods[0], periods[0].obligation
    wanted = urlencode({"ky": first.period.code, "co-quan": obligation.agency.code})
    number = len(periods)
    more = ngettext_lazy("%(number)s period to be delivered", "%(number)s periods to be delivered", number)
    return WorkRow(
        reference=obligation.agency.name,
        title=f"{obligation.indicator_set.name}, {first.period.label}",
        state=first.state.label if number == 1 else more % {"number": number},
        deadline=first.due_at,
        is_late=first.is_overdue,
        url=f"{reverse('delivery_upload', args=[obligation.indicator_set.code])}?{wanted}",
    )


def register() -> None:
    register_work(DueSource("figures_due", falling_due, order=15))
    register_work(
        WorkSource(
            workflow="delivery",
            label=_("Data deliveries"),
            waiting=waiting,
            title=lambda case: f"{case.indicator_set.name}: {case.agency.name}",
            list_url=lambda user: reverse("delivery_desk"),
            order=20,
        )
    )
