"""What became of the agencies in 2025: history under the old names, new work with the successors."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies import services
from subsystems.agencies.enums import AgencyKind, Role
from subsystems.agencies.models import Agency, Area
from subsystems.agencies.queries import current_agencies, lead_agencies, responsible_agencies
from subsystems.agencies.scoping import has_role, readable_agency_ids
from tests.subsystems.agencies.factories import UserFactory

pytestmark = pytest.mark.django_db
AGENCIES, CHANGES = "data/agencies.yaml", "data/agency_changes.yaml"
HEAD = "changes:\n- {ended: [STTTT], successors: [SKHCN], last_day: 2025-02-28, source: Nghị định}\n"


@pytest.fixture
def agencies():
    call_command("load_agencies", AGENCIES, stdout=StringIO())


def change():
    out = StringIO()
    call_command("load_agencies", AGENCIES, changes=CHANGES, stdout=out)
    return out.getvalue()


def codes(agencies):
    return {agency.code for agency in agencies}


def with_role(code, role):
    user = UserFactory.create()
    services.add_membership(user, Agency.objects.get(code=code), role)
    return type(user).objects.get(pk=user.pk)


def again(user):
    return type(user).objects.get(pk=user.pk)


def test_without_changes_every_agency_of_the_decision_works(agencies):
    assert Agency.objects.valid_on().count() == Agency.objects.count() == 32
    assert codes(lead_agencies(Subsystem.FIELD_REPORTS)) == {"STTTT"}


def test_with_changes_the_districts_ended_with_june_2025(agencies):
    change()
    district = Agency.objects.get(code="PHU-QUY")
    assert district.valid_to == date(2025, 6, 30)
    assert [str(a) for a in district.successors.all()] == ["Ủy ban nhân dân đặc khu Phú Quý"]
    assert not Agency.objects.valid_on(date(2025, 7, 1)).filter(kind=AgencyKind.DISTRICT).exists()
    assert Agency.objects.valid_on(date(2025, 7, 1)).filter(kind=AgencyKind.COMMUNE).count() == 45
    assert not Agency.objects.filter(kind=AgencyKind.COMMUNE, predecessors=None).exists()


def test_a_change_that_was_followed_by_another_leads_to_the_last(agencies):
    change()
    ended = Agency.objects.get(code="STTTT")
    assert codes(ended.successors.all()) == {"SKHCN"}
    assert codes(current_agencies(ended)) == {"SKHCN-LD"}
    assert codes(lead_agencies(Subsystem.FIELD_REPORTS)) == {"SKHCN-LD"}
    merged = Agency.objects.get(code="SNNMT")
    assert (merged.valid_from, merged.valid_to) == (date(2025, 3, 1), date(2025, 6, 30))
    assert codes(merged.predecessors.all()) == {"SNNPTNT", "STNMT"}
    assert merged.source == "Nghị định số 45/2025/NĐ-CP"


def test_changing_twice_is_the_same_as_once(agencies):
    user = with_role("STTTT", Role.MODERATOR)
    change()
    before = list(Agency.objects.order_by("pk").values()), list(user.memberships.order_by("pk").values())
    change()
    assert (list(Agency.objects.order_by("pk").values()), list(user.memberships.order_by("pk").values())) == before


def test_people_follow_the_work_and_read_its_history(agencies):
    user = with_role("STTTT", Role.MODERATOR)
    change()
    user = again(user)
    assert has_role(user, Role.MODERATOR, agency=Agency.objects.get(code="SKHCN-LD"))
    assert not has_role(user, Role.MODERATOR, agency=Agency.objects.get(code="STTTT"))
    readable = codes(Agency.objects.filter(pk__in=readable_agency_ids(user)))
    assert {"STTTT", "SKHCN", "SKHCN-LD"} <= readable
    assert "SYT" not in readable


def test_people_of_a_district_are_left_to_be_assigned(agencies):
    user = with_role("PHAN-THIET", Role.OFFICER)
    islander = with_role("PHU-QUY", Role.OFFICER)
    with override("en"):
        assert "1 people" in change()
    assert not has_role(again(user), Role.OFFICER)
    assert readable_agency_ids(again(user)) == {Agency.objects.get(code="PHAN-THIET").pk}
    assert has_role(again(islander), Role.OFFICER)


def test_a_role_that_began_after_the_change_moves_too(agencies):
    user = UserFactory.create()
    services.add_membership(user, Agency.objects.get(code="SKHDT"), Role.HEAD, valid_from=date(2026, 1, 1))
    change()
    assert [(m.agency.code, m.valid_from, m.valid_to) for m in user.memberships.all()] == [
        ("STC-LD", date(2026, 1, 1), None)
    ]


def test_who_is_responsible_on_the_ground_of_a_new_commune(agencies):
    commune = Area.objects.get(slug="phuong-mui-ne-lam-dong")
    assert codes(responsible_agencies(commune)) == {"PHAN-THIET"}
    change()
    assert [agency.name for agency in responsible_agencies(commune)] == ["Ủy ban nhân dân phường Mũi Né"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (HEAD.replace("STTTT", "KHONGCO"), "changes[0].ended[0]"),
        (HEAD.replace("SKHCN", "KHONGCO"), "changes[0].successors[0]"),
        (HEAD.replace("2025-02-28", "2025-02-30"), "changes"),
        (HEAD.replace("2025-02-28", "hôm qua"), "changes[0].last_day"),
        (HEAD.replace(", source: Nghị định", ""), "changes[0].source"),
        (HEAD + "- {ended: [], last_day: 2025-02-28, source: x}\n", "changes[1].ended"),
        ("new_agencies:\n- {code: MOI, name: Sở Mới, kind: department}\n" + HEAD, "new_agencies[0].code"),
    ],
)
def test_a_malformed_file_changes_nothing(agencies, tmp_path, content, place):
    file = tmp_path / "changes.yaml"
    file.write_text(content, encoding="utf-8")
    with override("en"), pytest.raises(CommandError) as error:
        call_command("load_agencies", AGENCIES, changes=file)
    assert place in str(error.value)
    assert Agency.objects.count() == 32
    assert not Agency.objects.exclude(valid_to=None).exists()


def test_a_fault_in_the_changes_takes_back_the_agencies_too(tmp_path):
    file = tmp_path / "changes.yaml"
    file.write_text(HEAD.replace("STTTT", "KHONGCO"), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("load_agencies", AGENCIES, changes=file)
    assert not Agency.objects.exists()
