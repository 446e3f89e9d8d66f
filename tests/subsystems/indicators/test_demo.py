"""Illustrative figures: always the same, marked, fitting together, filled up and never overwritten."""

from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.db.models import Sum

from ioc_site.common.demo import DemoSize
from subsystems.agencies.models import Agency
from subsystems.indicators.demo.seeding import seed_observations
from subsystems.indicators.models import Delivery, Indicator, IndicatorVersion, Observation, Target
from tests.subsystems.indicators import deliveries as make

pytestmark = pytest.mark.django_db


def seed(count):
    return seed_observations(DemoSize(0, count, "", Random("1089 indicators")))


def test_it_fills_up_to_the_size_and_leaves_what_is_there(catalogue):
    seed(3000)
    first = Observation.objects.count()
    assert 2500 < first <= 3000
    changed = Observation.objects.first()
    Observation.objects.filter(pk=changed.pk).update(value=123.5)
    seed(6000)
    assert 5500 < Observation.objects.count() <= 6000
    assert Observation.objects.get(pk=changed.pk).value == 123.5
    before = Observation.objects.count()
    seed(1000)
    assert Observation.objects.count() == before


def test_all_of_it_is_marked_and_every_component_has_some(catalogue):
    seed(5000)
    assert not Observation.objects.exclude(delivery__is_demo=True).exists()
    assert not Target.objects.exclude(is_demo=True).exists()
    assert Target.objects.exists()
    assert Indicator.objects.filter(observations__isnull=False).distinct().count() == Indicator.objects.count()
    assert sum(Delivery.objects.values_list("live_rows", flat=True)) == Observation.objects.count()
    call_command("verify_timeline", stdout=StringIO())


def test_districts_sum_up_to_the_province_and_rates_stay_within_bounds(catalogue):
    seed(12000)
    code, period = "KTXH-DNTL", 20260101
    rows = Observation.objects.filter(indicator__code=code, breakdown__code="TONG", period=period)
    province = rows.filter(area__level="province").get().value
    districts = rows.filter(area__level="district").aggregate(total=Sum("value"))["total"]
    assert districts == pytest.approx(province)
    for version in IndicatorVersion.objects.exclude(maximum=None):
        values = Observation.objects.filter(version=version).values_list("value", flat=True)
        assert all(version.minimum <= value <= version.maximum for value in values), version


def test_a_figure_keeps_the_version_of_its_time(catalogue):
    seed(9000)
    numbers = Observation.objects.filter(indicator__code="HCC-TLDH").values_list("period", "version__number")
    assert {number for period, number in numbers if period < 20250701} == {1}
    assert {number for period, number in numbers if period >= 20250701} == {2}


def test_some_deliveries_are_in_the_middle_of_their_lives(catalogue):
    for code in ("SYT", "PHAN-THIET"):
        agency = Agency.objects.get(code=code)
        make.officer(agency), make.head(agency)
    seed(20_000)
    rejected = Delivery.objects.get(state="rejected")
    assert rejected.is_demo
    codes = set(rejected.rows.filter(kind="error").values_list("code", flat=True))
    assert {"duplicate_key", "unknown_area"} <= codes
    assert rejected.error_count >= 4
    waiting = Delivery.objects.filter(state="submitted", is_demo=True)
    assert {row.agency.code for row in waiting} == {"SYT", "PHAN-THIET"}
    assert all(row.changed_count == 1 for row in waiting)
    # What counts as delivered is what is there: each published one has its figures.
    assert not Delivery.objects.filter(state="published", row_count=0).exists()
    number = Delivery.objects.count()
    seed(20_100)
    assert Delivery.objects.filter(source="upload").count() == 3
    assert Delivery.objects.count() >= number
