"""What of the deliveries and of the figures that fall due stands on the start screen of an agency's people."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.indicators.services import act
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.subsystems.indicators.deliveries import head, health, monthly, officer, send_in
from workflows.engine import deputies
from workflows.engine.errors import NotAllowed
from workflows.engine.models import Deputyship, Event
from workflows.engine.work import my_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def parts(user) -> dict[str, int]:
    return {part.code: part.waiting for part in my_work(user, timezone.now()).parts if part.code != "figures_due"}


def test_a_delivery_waits_for_the_officer_and_then_for_another_head():
    by, lead = officer(), head()
    delivery = send_in(monthly(), by=by)
    assert parts(by) == parts(officer()) == {"delivery": 1}
    assert parts(lead) == {}
    act(delivery, "submit", by)
    assert parts(by) == {}
    assert parts(lead) == {"delivery": 1}
    for other in (officer(AgencyFactory()), head(AgencyFactory()), member(Role.LEADER), member(Role.AUDITOR)):
        assert parts(other) == {}


def test_a_head_does_not_wait_for_himself():
    both = head()
    delivery = send_in(monthly(), by=both)
    act(delivery, "submit", both)
    assert parts(both) == {}
    assert parts(head()) == {"delivery": 1}


def test_a_deputy_of_the_head_approves_but_not_what_he_uploaded_himself():
    by, lead, other = officer(), head(), officer()
    for deputy in (by, other):
        Deputyship.objects.create(
            person=lead if deputy is by else head(),
            deputy=deputy,
            agency=health(),
            first_day=timezone.localdate(),
            last_day=timezone.localdate(),
        )
    deputies.forget()
    delivery = send_in(monthly(), by=by)
    act(delivery, "submit", by)
    with pytest.raises(NotAllowed):
        act(delivery, "approve", type(by).objects.get(pk=by.pk))
    act(delivery, "approve", type(by).objects.get(pk=other.pk))
    event = Event.objects.get(workflow="delivery", case_id=delivery.pk, transition="approve")
    assert event.actor == other
    assert event.on_behalf_of is not None
    deputies.forget()


def test_figures_that_fall_due_wait_for_officers_until_they_are_delivered(client):
    by = officer()

    def due(day: int) -> dict[str, bool]:
        now = datetime(2026, 11, day, 9, tzinfo=UTC)
        found = [part for part in my_work(by, now).parts if part.code == "figures_due"]
        return {row.title: row.is_late for part in found for row in part.rows}

    month = next(title for title in due(28) if "Tháng 10/2026" in title)
    assert due(28)[month] is True
    delivery = send_in(monthly(period="2026-10"), by=by)
    client.force_login(by)
    url = my_work(by, timezone.now()).parts[0].rows[0].url
    assert client.get(url).status_code == 200
    act(delivery, "submit", by)
    assert month not in due(28)
    assert not any(part.code == "figures_due" for part in my_work(head(), timezone.now()).parts)


def test_a_set_of_many_owed_periods_is_one_line():
    part = next(part for part in my_work(officer(), timezone.now()).parts if part.code == "figures_due")
    assert len({row.title.partition(",")[0] for row in part.rows}) == part.waiting
    assert any("kỳ chưa giao" in str(row.state) for row in part.rows)
