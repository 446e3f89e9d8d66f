"""The made-up reports: marked, whole, and the same on every machine."""

from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from ioc_site.common.demo import DemoSize
from subsystems.agencies.enums import AreaLevel, Role
from tests.subsystems.agencies.factories import AreaFactory, member
from tests.workflows.field_reports import factories as make
from workflows.engine.escalating import escalate_due
from workflows.engine.models import Event, Notification
from workflows.field_reports.demo import seed_reports
from workflows.field_reports.models import FieldReport, Photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def _world():
    moderator = member(Role.MODERATOR)
    moderator.is_demo = True
    moderator.save()
    for code in ("o-ga", "rac-thai", "den-duong"):
        make.CategoryFactory(code=code)
    AreaFactory(level=AreaLevel.COMMUNE, kind="Phường", name="Phan Thiết", latitude=10.9279, longitude=108.097)
    make.district()


def seed(reports: int) -> str:
    return seed_reports(DemoSize(reports, 0, "x", Random("1089 field_reports")))


@pytest.mark.usefixtures("_world")
def test_reports_are_marked_and_their_timeline_is_whole():
    seed(120)
    reports = FieldReport.objects.all()
    assert reports.count() == reports.filter(is_demo=True).count() == 120
    states = set(reports.values_list("state", flat=True))
    assert {"closed", "in_progress", "rejected"} <= states
    assert Photo.objects.filter(report__is_demo=True).exists()
    out = StringIO()
    call_command("verify_timeline", stdout=out)
    assert "120" in out.getvalue()


@pytest.mark.usefixtures("_world")
def test_a_second_run_fills_up_and_changes_nothing():
    seed(20)
    before = list(FieldReport.objects.order_by("pk").values())
    assert "0" in seed(20)
    seed(25)
    assert FieldReport.objects.count() == 25
    assert list(FieldReport.objects.order_by("pk").values())[:20] == before


@pytest.mark.usefixtures("_world")
def test_nobody_is_told_and_no_old_deadline_is_left_to_be_escalated():
    seed(120)
    assert not Notification.objects.exists()
    last = Event.objects.latest("pk")
    escalate_due(last.at)
    assert Event.objects.latest("pk") == last


def test_without_the_catalogue_nothing_is_made():
    assert seed(5).startswith("0")
    assert not FieldReport.objects.exists()
