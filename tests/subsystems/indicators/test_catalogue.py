"""The catalogue as delivered: real, complete, versioned, and kept when staff changed it."""

from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from ioc_site.common.subsystems import Subsystem
from subsystems.indicators.formulas import FormulaError, formula
from subsystems.indicators.loading import load_catalogue
from subsystems.indicators.models import Indicator, IndicatorSet, IndicatorVersion, Obligation
from subsystems.indicators.models.catalogue import version_for
from tests.subsystems.indicators.conftest import DATA

COMPONENTS = (Subsystem.SOCIO_ECONOMIC, Subsystem.HEALTH, Subsystem.EDUCATION, Subsystem.PUBLIC_ADMINISTRATION)


def test_twelve_definitions_for_each_component(catalogue):
    counts = Counter(Indicator.objects.values_list("subsystem", flat=True))
    assert all(counts[component] >= 12 for component in COMPONENTS)
    assert not IndicatorVersion.objects.filter(legal_basis="").exists()
    assert not IndicatorVersion.objects.filter(source="").exists()
    assert not IndicatorVersion.objects.filter(definition="").exists()


def test_every_indicator_is_owed_by_somebody(catalogue):
    owed = set(Obligation.objects.values_list("indicator_set__indicators", flat=True))
    assert owed == set(Indicator.objects.values_list("pk", flat=True))
    assert not IndicatorSet.objects.exclude(
        period_kind__in=["day", "month", "quarter", "half_year", "year", "school_year"]
    )


def test_a_set_has_one_kind_of_period(catalogue):
    for row in IndicatorSet.objects.all():
        kinds = set(IndicatorVersion.objects.filter(indicator__indicatorset=row).values_list("period_kind", flat=True))
        assert kinds == {row.period_kind}


def test_a_changed_definition_does_not_rewrite_the_past(catalogue):
    versions = list(Indicator.objects.get(code="HCC-TLDH").versions.all())
    before, after = version_for(versions, date(2025, 6, 1)), version_for(versions, date(2025, 7, 1))
    assert "61/2018" in before.legal_basis
    assert "118/2025" in after.legal_basis
    assert before.number == 1
    assert after.number == 2


def test_two_versions_never_hold_on_one_day(catalogue):
    version = IndicatorVersion.objects.filter(indicator__code="HCC-TLDH", number=2).get()
    version.valid_from = date(2025, 1, 1)
    with pytest.raises(ValidationError):
        version.full_clean()


def test_loading_twice_keeps_what_staff_changed(catalogue):
    Indicator.objects.filter(code="YT-KNT").update(name="Tên do cán bộ sửa")
    assert sum(load_catalogue(DATA / "indicators").values()) == 0
    assert Indicator.objects.get(code="YT-KNT").name == "Tên do cán bộ sửa"


def test_a_wrong_file_is_refused_whole(catalogue, tmp_path):
    for path in (DATA / "indicators").glob("*.yaml"):
        text = path.read_text().replace("[KTXH-GNDTC] / [KTXH-KHDTC]", "[KHONG-CO] / [KTXH-KHDTC]")
        (tmp_path / path.name).write_text(text.replace("KTXH-", "THU-"))
    before = Indicator.objects.count()
    with pytest.raises(CommandError, match="KHONG-CO"):
        call_command("load_indicators", tmp_path)
    assert Indicator.objects.count() == before


def test_formulas_compute_and_refuse():
    assert formula("[A] / [B-1] * 100").value({"A": 1, "B-1": 4}) == 25
    assert formula("-[A] + (2 - [B])").value({"A": 1, "B": 1}) == 0
    assert formula("[A] / [B]").value({"A": 1, "B": 0}) is None
    assert formula("[A] / [B]").value({"A": 1}) is None
    for wrong in ("1 + 1", "__import__('os')", "[A] ** 9", "[A](1)", "[A] +", "a", "[A].x", ""):
        with pytest.raises(FormulaError):
            formula(wrong)
