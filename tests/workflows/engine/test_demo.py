"""Deputies of the demonstration: made once, marked, one of each standing."""

from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.urls import reverse

from ioc_site.common.demo import DemoSize
from subsystems.agencies.demo import seed_accounts
from subsystems.agencies.models import User
from workflows.engine.demo import seed_deputies
from workflows.engine.models import Deputyship

pytestmark = pytest.mark.django_db
SIZE = DemoSize(0, 0, "mat-khau-minh-hoa-2026", Random(1))


def test_deputies_are_made_once_and_marked(client, settings):
    settings.IOC_DEMO = True
    assert seed_deputies(SIZE) == "deputies: nothing to do"
    call_command("load_agencies", "data/agencies.yaml", stdout=StringIO())
    seed_accounts(SIZE)
    seed_deputies(SIZE)
    seed_deputies(SIZE)
    rows = Deputyship.objects.order_by("first_day")
    assert [(row.is_demo, row.is_over, row.is_in_force) for row in rows] == [
        (True, True, False),
        (True, False, True),
        (True, False, False),
    ]
    client.force_login(User.objects.get(username="lanhdao.soyte"))
    page = client.get(reverse("engine_deputies")).content.decode()
    assert "Bạn đang làm thay" in page
    assert "dữ liệu minh họa" in page
