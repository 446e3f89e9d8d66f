from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from subsystems.agencies.enums import AgencyKind, AreaLevel
from subsystems.agencies.models import Agency, Area

pytestmark = pytest.mark.django_db
AGENCIES = Path("data/agencies.yaml")


def run(command, *args, **options):
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def areas():
    run("load_areas")


def test_areas_before_and_after_the_first_of_july_2025(areas):
    before = Area.objects.valid_on(date(2025, 6, 30))
    after = Area.objects.valid_on(date(2025, 7, 1))
    assert before.filter(level=AreaLevel.DISTRICT).count() == 10
    assert before.filter(level=AreaLevel.COMMUNE).count() == 121
    assert before.get(level=AreaLevel.PROVINCE).name == "Bình Thuận"
    assert after.filter(level=AreaLevel.DISTRICT).count() == 0
    assert after.filter(level=AreaLevel.COMMUNE).count() == 45
    assert after.get(level=AreaLevel.PROVINCE).name == "Lâm Đồng"


def test_successors_of_areas(areas):
    phu_quy = Area.objects.get(level=AreaLevel.DISTRICT, name="Phú Quý")
    assert [str(area) for area in phu_quy.successors.all()] == ["Đặc khu Phú Quý"]
    divided = Area.objects.get(slug="xa-phong-phu-tuy-phong")
    assert {area.name for area in divided.successors.all()} == {"Phan Rí Cửa", "Tuy Phong"}
    old = Area.objects.valid_on(date(2025, 6, 30))
    assert not old.filter(successors=None).exists()
    new_communes = Area.objects.valid_on(date(2025, 7, 1)).filter(level=AreaLevel.COMMUNE)
    assert not new_communes.filter(predecessors=None).exists()
    assert set(new_communes.values_list("parent__name", flat=True)) == {"Lâm Đồng"}


def test_every_commune_lies_in_the_box_of_the_province(areas):
    province = Area.objects.get(slug="tinh-binh-thuan")
    communes = Area.objects.filter(level=AreaLevel.COMMUNE)
    inside = communes.filter(
        latitude__range=(province.south, province.north), longitude__range=(province.west, province.east)
    )
    assert inside.count() == communes.count() == 166


def test_loading_areas_twice_changes_nothing(areas):
    assert "178" in run("load_areas")
    assert Area.objects.count() == 178


def test_agencies_of_the_decision_all_work(areas):
    run("load_agencies", AGENCIES)
    assert Agency.objects.valid_on().count() == 32
    phan_thiet = Agency.objects.get(code="PHAN-THIET")
    assert phan_thiet.slug == "ubnd-thanh-pho-phan-thiet"
    assert phan_thiet.short_name == "UBND thành phố Phan Thiết"
    assert str(phan_thiet.area) == "Thành phố Phan Thiết"
    assert Agency.objects.get(code="SYT").leads == ["y-te"]
    assert Agency.objects.get(code="SYT").area == Area.objects.get(slug="tinh-binh-thuan")


def test_agencies_bring_their_areas_with_them_and_load_twice():
    run("load_agencies", AGENCIES)
    assert Area.objects.count() == 178
    again = run("load_agencies", AGENCIES)
    assert "32" in again
    assert Agency.objects.count() == 32


GOOD = "- {code: TRUOC, name: Cơ quan đứng trước, kind: department}\n"


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (GOOD + "- {code: A, name: B}", "line 3, agencies[1].kind"),
        (GOOD + GOOD, "agencies[1].code"),
        (GOOD + "- {code: A, name: B, kind: ministry}", "line 3, agencies[1].kind"),
        (GOOD + "- {code: A, name: B, kind: department, leads: [y-tế]}", "agencies[1].leads[0]"),
        (GOOD + "- {code: A, name: B, kind: department, naem: x}", "agencies[1].naem"),
        (GOOD + "- {code: 12, name: B, kind: department}", "agencies[1].code"),
        (GOOD + "- {code: A, name: Ủy ban nhân dân huyện Mộ Đức, kind: district}", "agencies[1].name"),
        (GOOD + "- {code: A, name: B, name: C, kind: department}", "agencies[1].name"),
        (GOOD + "- {code: A", "line 3"),
        (GOOD + "- {code: A, name: 'x\0', kind: department}", "YAML"),
        ("2024-13-45", "broken.yaml"),
        ("- {code: A, name: " + "b" * 10_000 + ", kind: department}", "agencies[0].name"),
    ],
)
def test_a_malformed_file_is_refused_whole_with_the_place(areas, tmp_path, broken, place):
    file = tmp_path / "broken.yaml"
    file.write_text("agencies:\n" + broken, encoding="utf-8")
    with override("en"), pytest.raises(CommandError) as error:
        call_command("load_agencies", file)
    assert place in str(error.value)
    assert not Agency.objects.exists()


def test_a_file_that_is_not_there():
    with pytest.raises(CommandError, match=r"khong-co\.yaml"):
        call_command("load_agencies", "khong-co.yaml")


def test_kinds_follow_the_decision(areas):
    run("load_agencies", AGENCIES)
    assert Agency.objects.filter(kind=AgencyKind.DISTRICT).count() == 10
    assert Agency.objects.get(kind=AgencyKind.OPERATOR).code == "VNPT"
