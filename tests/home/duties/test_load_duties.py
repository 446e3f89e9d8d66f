from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import override

from home.duties.enums import BearerGroup, Part
from home.duties.models import Bearer, Duty
from home.duties.queries import duties_of
from home.duties.services import load_duties, save_duty

FILE = Path(settings.BASE_DIR) / "data/duties-1089.yaml"
GOOD = "- {cite: dieu-6-khoan-1, text: Sao lưu, owes: [VNPT]}\n"


def written(tmp_path, rows, document="1089-qd-ubnd"):
    path = tmp_path / "duties.yaml"
    path.write_text(f"document: {document}\nduties:\n{rows}", encoding="utf-8")
    return path


def test_every_clause_that_binds_somebody_has_a_duty(duties):
    cited = {duty.eid for duty in Duty.objects.all()}
    expected = {f"dieu-6-khoan-{n}" for n in range(1, 5)}
    expected |= {f"dieu-7-khoan-{n}" for n in range(1, 6)}
    expected |= {f"dieu-8-khoan-{n}" for n in range(1, 5)}
    expected |= {f"dieu-8-khoan-5-diem-{letter}" for letter in ("a", "b", "c", "d", "dd", "e")}
    expected |= {f"dieu-9-khoan-{n}" for n in range(1, 5)}
    expected |= {"dieu-4-khoan-3", "dieu-10-khoan-3", "dieu-11-khoan-1", "dieu-11-khoan-2"}
    assert cited == expected


def test_bearers_of_one_clause(duties):
    economy, administration = Duty.objects.filter(eid="dieu-8-khoan-1").order_by("position")
    assert [str(bearer) for bearer in economy.owners] == ["Văn phòng Ủy ban nhân dân tỉnh"]
    assert [str(bearer) for bearer in economy.helpers] == ["Cục Thống kê tỉnh", "Sở Thông tin và Truyền thông"]
    assert [bearer.agency.code for bearer in administration.helpers] == ["SNV", "STTTT"]


def test_duties_stand_in_reading_order(duties):
    labels = [duty.label for duty in duties_of("1089-qd-ubnd")]
    assert labels[0] == "khoản 3 Điều 4"
    assert labels[-1] == "khoản 2 Điều 11"
    assert (
        labels.index("điểm d khoản 5 Điều 8") < labels.index("điểm đ khoản 5 Điều 8") < labels.index("khoản 1 Điều 9")
    )


def test_loading_twice_changes_nothing(duties):
    before = list(Bearer.objects.order_by("pk").values())
    assert load_duties(FILE) == {"unchanged": Duty.objects.count()}
    assert list(Bearer.objects.order_by("pk").values()) == before


def test_the_file_wins_except_over_what_staff_changed(regulation, tmp_path):
    load_duties(written(tmp_path, GOOD + "- {cite: dieu-6-khoan-2, text: Kết nối, owes: [VNPT]}\n"))
    changed = Duty.objects.get(eid="dieu-6-khoan-1")
    changed.text = "Sao lưu hằng ngày"
    save_duty(changed)
    added = save_duty(Duty(document="1089-qd-ubnd", eid="dieu-6-khoan-3", text="Của cán bộ"))
    new = GOOD.replace("VNPT", "SYT") + "- {cite: dieu-6-khoan-4, text: Công cụ, owes: [all], helps: [SNV]}\n"
    assert load_duties(written(tmp_path, new)) == {"kept": 1, "created": 1, "removed": 1}
    changed.refresh_from_db()
    assert changed.text == "Sao lưu hằng ngày"
    assert Duty.objects.filter(pk=added.pk).exists()
    assert not Duty.objects.filter(eid="dieu-6-khoan-2").exists()
    tool = Duty.objects.get(eid="dieu-6-khoan-4")
    assert [(b.part, b.group, b.agency and b.agency.code) for b in tool.bearers.all()] == [
        (Part.OWES, BearerGroup.ALL, None),
        (Part.HELPS, "", "SNV"),
    ]


@pytest.mark.parametrize(
    ("rows", "place", "why"),
    [
        (GOOD + "- {cite: dieu-99, text: Gì đó, owes: [VNPT]}", "line 4, duties[1].cite", "Điều 99"),
        (GOOD + "- {cite: khoản 1, text: Gì đó, owes: [VNPT]}", "duties[1].cite", "khoản 1"),
        (GOOD + "- {cite: dieu-6-khoan-2, text: Gì đó, owes: [KHONGCO]}", "duties[1].owes[0]", "KHONGCO"),
        (GOOD + "- {cite: dieu-6-khoan-2, text: Gì đó, owes: []}", "duties[1].owes", ""),
        (GOOD + "- {cite: dieu-6-khoan-2, owes: [VNPT]}", "duties[1].text", "missing"),
        (GOOD + GOOD, "duties[1].text", "twice"),
        (GOOD + "- {cite: dieu-6-khoan-2, text: Gì đó, owes: [VNPT], helsp: [SYT]}", "duties[1].helsp", ""),
    ],
)
def test_a_malformed_file_is_refused_whole_with_the_place(regulation, tmp_path, rows, place, why):
    with override("en"), pytest.raises(CommandError) as error:
        call_command("load_duties", written(tmp_path, rows))
    assert place in str(error.value)
    assert why in str(error.value)
    assert not Duty.objects.exists()


def test_the_regulation_comes_first(tmp_path, db):
    with pytest.raises(CommandError, match="load_regulation"):
        call_command("load_duties", FILE, stdout=StringIO())
