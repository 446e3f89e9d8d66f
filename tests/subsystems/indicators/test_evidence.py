"""What the duties and the home page show of this room."""

from datetime import date

import pytest

from ioc_site.common.figures import figure_of
from ioc_site.common.measures import Period, measures_for
from ioc_site.common.subsystems import Subsystem
from subsystems.indicators.models import Delivery
from subsystems.indicators.quality.evidence import ANSWERED_FOR, UP_TO_DATE
from tests.subsystems.indicators import deliveries as make
from tests.subsystems.indicators.test_screens import at

pytestmark = pytest.mark.django_db
QUARTER = Period(date(2026, 7, 1), date(2026, 7, 31))


def measured(citation, code):
    (measure,) = [m for m in measures_for(citation) if m.code == code]
    return measure.compute(make.Agency.objects.get(code="SGDDT"), QUARTER)


def test_duties_are_measured_by_what_was_published(catalogue):
    before = measured(UP_TO_DATE, "data.on_time")
    assert (before.passing, before.assessed) == (0, 2)  # June, and the first half of the year
    rows = [["GD-MDD", area, "2026-06", "", 95] for area in ("Toàn tỉnh", *make.DISTRICTS)]
    schools = make.Agency.objects.get(code="SGDDT")
    delivery = make.published(make.csv_file(rows), code="GD-THANG", agency=schools)
    assert measured(UP_TO_DATE, "data.on_time").passing == 0
    Delivery.objects.filter(pk=delivery.pk).update(published_at=at("2026-07-03"))
    assert measured(UP_TO_DATE, "data.on_time").passing == 1
    complete = measured(ANSWERED_FOR, "data.complete")
    assert (complete.passing, complete.assessed) == (11, 11 + 22)


def test_nothing_owed_is_nothing_measured(catalogue):
    (measure,) = [m for m in measures_for(UP_TO_DATE) if m.code == "data.on_time"]
    result = measure.compute(make.Agency.objects.get(code="TTT"), QUARTER)
    assert result.score is None
    assert result.reason


def test_each_component_shows_its_latest_figure(catalogue):
    assert figure_of(Subsystem.EDUCATION) is None
    schools = make.Agency.objects.get(code="SGDDT")
    for year, value in (("2024-2025", 1000), ("2025-2026", 1234)):
        make.published(make.csv_file([["GD-HS", "Toàn tỉnh", year, "", value]]), code="GD-NAMHOC", agency=schools)
    figure = figure_of(Subsystem.EDUCATION)
    assert figure.value == "1.234 người"
    assert figure.label == "Số học sinh, Năm học 2025-2026"
