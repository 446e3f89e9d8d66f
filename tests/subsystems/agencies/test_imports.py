"""Importing the reference lists, through the screens."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, Area, Membership
from tests.subsystems.agencies.factories import AgencyFactory, AreaFactory, MembershipFactory, UserFactory, member
from workflows.engine.models import CalendarException

pytestmark = pytest.mark.django_db
PATHS = {Agency: "co-quan", Area: "dia-ban", Membership: "vai-tro", CalendarException: "lich-lam-viec"}


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


def address(model: Any) -> str:
    return reverse(f"{PATHS[model]}_modeladmin_import")


def sent(content: str | bytes, name: str = "danh-sach.csv") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)}


def preview(client: Client, model: Any, content: str | bytes, **kwargs: Any) -> Any:
    return client.post(address(model), sent(content, **kwargs))


def write(client: Client, model: Any, content: str | bytes, **kwargs: Any) -> Any:
    """Upload, look, and press the button."""
    page = preview(client, model, content, **kwargs)
    assert page.status_code == 200, [(f.row, f.column, f.value, f.message) for f in page.context["faults"]]
    return client.post(address(model), {"previewed": page.context["previewed"]})


def faults(response: Any) -> list[tuple[int, str, str]]:
    assert response.status_code == 422
    return [(fault.row, fault.column, fault.value) for fault in response.context["faults"]]


HEAD = "code,slug,name,kind,valid_to\n"


def test_rows_are_previewed_and_then_written_through_the_form(client: Client) -> None:
    old = AgencyFactory(code="CU", name="Tên cũ", short_name="Giữ nguyên")
    file = f"{HEAD}CU,{old.slug},Tên mới,department,\nMOI,moi,Cơ quan mới,Sở,31/12/2030\n"
    file = file.replace("Sở", "department")
    page = preview(client, Agency, file)
    assert (page.context["new_count"], page.context["changed_count"]) == (1, 1)
    assert ("Tên", "Tên cũ", "Tên mới") in page.context["changes"][0].fields
    assert not Agency.objects.filter(code="MOI").exists(), "a preview writes nothing"

    response = client.post(address(Agency), {"previewed": page.context["previewed"]}, follow=True)
    assert "Đã ghi 2 dòng" in response.content.decode()
    old.refresh_from_db()
    new = Agency.objects.get(code="MOI")
    assert (old.name, old.short_name, old.folded) == ("Tên mới", "Giữ nguyên", "ten moi giu nguyen cu")
    assert (new.name, str(new.valid_to)) == ("Cơ quan mới", "2030-12-31")
    assert ModelLogEntry.objects.filter(action="wagtail.create", object_id=new.pk).exists()
    assert ModelLogEntry.objects.filter(action="wagtail.edit", object_id=old.pk).exists()


def test_one_wrong_row_and_nothing_is_written(client: Client) -> None:
    file = f"{HEAD}TOT,tot,Tốt,department,\nXAU,Không phải slug,Xấu,soo,2024-02-30\nTOT,tot-2,Hai lần,department,\n"
    response = preview(client, Agency, file)
    assert faults(response) == [(3, "Loại", "soo"), (4, "Mã", "TOT")]
    fixed = file.replace("soo", "department").replace("TOT,tot-2", "HAI,hai")
    response = preview(client, Agency, fixed)
    assert {("Tên trên đường dẫn", "Không phải slug"), ("Hiệu lực đến", "2024-02-30")} <= {
        (column, value) for _row, column, value in faults(response)
    } or len(faults(response)) == 2
    assert not Agency.objects.exists()


def test_faults_say_what_would_be_right(client: Client) -> None:
    page = preview(client, Agency, f"{HEAD}A,a,Một,departmant,\n").content.decode()
    assert "Ý bạn là “department”?" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ""),
        ("code,name\n", "không có dòng nào"),
        ("code,nam\nA,B\n", "tiêu đề “nam”"),
        ("code,code\nA,B\n", "hai lần"),
        ("name\nA\n", "phân biệt"),
        (b"\xff\xfe\xfa", ""),
        ("code,name\nA,B,C\n", "không có tiêu đề"),
        (b"%PDF-1.7", "không thuộc loại"),
        ("code,name\n" + "A,B\n" * 2_001, "nhiều hơn"),
        (b"PK\x03\x04 khong phai", ""),
    ],
)
def test_a_file_that_is_no_list_is_refused(client: Client, content: str | bytes, words: str) -> None:
    response = preview(client, Agency, content)
    assert response.status_code in (200, 422)
    page = response.content.decode()
    assert words in page
    assert not response.context["previewed"]
    assert response.context["form"].errors or response.context["faults"]
    assert not Agency.objects.exists()


def test_the_list_as_a_file_can_be_imported_again(client: Client) -> None:
    """Nothing changes by it, whatever the list holds; formulas are neutralised on the way out and whole again."""
    area = AreaFactory(latitude=10.93, longitude=108.1)
    AreaFactory(code=area.code, slug="xa-moi", valid_from="2025-07-01", parent=area)
    one = AgencyFactory(name="=HYPERLINK(1)", leads=["y-te", "giao-duc"], area=area, valid_to="2025-06-30")
    one.successors.set([AgencyFactory(), AgencyFactory(parent=one)])
    MembershipFactory(agency=one)
    CalendarException.objects.create(day="2026-05-02", is_working=True, reason="Làm bù")
    for model in (Agency, Area, Membership, CalendarException):
        for kind in ("csv", "xlsx"):
            file = client.get(f"{address(model)}?tep={kind}").content
            page = preview(client, model, file, name=f"a.{kind}")
            assert page.status_code == 200, (model, faults(page), page.context["faults"][0].message)
            assert page.context["resource"].changes == [], model
            assert page.context["resource"].unchanged == model.objects.count()
    cells = load_workbook(io.BytesIO(client.get(f"{address(Agency)}?tep=xlsx").content)).active
    assert "'=HYPERLINK(1)" in [cell.value for row in cells for cell in row]


def test_references_are_found_by_code_slug_or_name(client: Client) -> None:
    area = AreaFactory(name="Phan Thiết", kind="Thành phố")
    parent = AgencyFactory(code="CHA", name="Cơ quan cha")
    rows = [
        ["Mã", "slug", "Tên", "kind", "area", "parent", "leads"],
        [1, "mot", "Một", "department", "thành phố phan thiết", "CHA", "y-te; giao-duc"],
        ["02", "hai", "Hai", "Sở, ban, ngành cấp tỉnh", area.slug, "co quan cha", ""],
    ]
    workbook, output = Workbook(), io.BytesIO()
    for row in rows:
        workbook.active.append(row)
    with translation.override("vi"):
        rows[2][3] = str(Agency._meta.get_field("kind").choices[1][1])
        workbook.active.cell(3, 4).value = rows[2][3]
    workbook.save(output)
    write(client, Agency, output.getvalue(), name="a.xlsx")
    first, second = Agency.objects.get(code="1"), Agency.objects.get(code="02")
    assert (first.area, first.parent, first.leads) == (area, parent, ["y-te", "giao-duc"])
    assert (second.area, second.parent, second.kind) == (area, parent, "department")


def test_a_name_that_two_rows_bear_is_asked_about(client: Client) -> None:
    AreaFactory(code="60001", slug="xa-cu", name="Hàm Liêm")
    AreaFactory(code="60001", slug="xa-moi", name="Hàm Liêm", valid_from="2025-07-01")
    response = preview(client, Agency, "code,slug,name,kind,area\nA,a,A,commune,60001\n")
    assert faults(response) == [(2, "Địa bàn", "60001")]


def test_a_row_refused_by_the_service_is_a_fault(client: Client) -> None:
    """Overlapping roles are found by the model's own check."""
    held = MembershipFactory(valid_from="2024-01-01")
    line = f"{held.user.username},{held.agency.code},officer,,2025-01-01"
    response = preview(client, Membership, f"user,agency,role,subsystem,valid_from\n{line}\n")
    assert {fault[0] for fault in faults(response)} == {2}
    assert "đã giữ vai trò này" in response.content.decode()


def test_memberships_bring_groups_in_line(client: Client) -> None:
    person, agency = UserFactory(), AgencyFactory()
    write(client, Membership, f"user,agency,role,subsystem,valid_from\n{person.username},{agency.code},editor,,\n")
    assert person.groups.exists()


def test_only_who_keeps_the_list_may_import(client: Client) -> None:
    for role in Role:
        client.force_login(member(role))
        before = Agency.objects.count()
        response = preview(client, Agency, f"{HEAD}A,a,A,department,\n")
        assert response.status_code in (302, 403)
        assert Agency.objects.count() == before


def test_a_preview_is_for_one_person_and_one_list(client: Client) -> None:
    token = preview(client, Agency, f"{HEAD}A,a,A,department,\n").context["previewed"]
    client.post(address(Area), {"previewed": token})
    client.post(address(Agency), {"previewed": token[:-2]})
    client.force_login(UserFactory(is_superuser=True))
    client.post(address(Agency), {"previewed": token})
    assert not Agency.objects.exists()
    assert not Area.objects.exists()


def test_what_changed_since_the_preview_is_checked_again(client: Client) -> None:
    token = preview(client, Agency, f"{HEAD}A,a,A,department,\n").context["previewed"]
    AgencyFactory(code="KHAC", slug="a")
    response = client.post(address(Agency), {"previewed": token})
    assert response.status_code == 422
    assert not Agency.objects.filter(code="A").exists()


def test_the_list_leads_to_its_import(client: Client) -> None:
    AgencyFactory()
    index = reverse("co-quan_modeladmin_index")
    assert address(Agency) in client.get(index).content.decode()
    client.force_login(member(Role.AUDITOR))
    assert address(Agency) not in client.get(index).content.decode()


def test_a_hundred_rows_take_few_queries_each(client: Client, django_assert_max_num_queries: Any) -> None:
    """Choices and rows are read once a file, not once a row."""
    AreaFactory.create_batch(20)
    lines = "".join(f"C{n},c-{n},Tên {n},department,\n" for n in range(100))
    with django_assert_max_num_queries(100 * 25 + 60):
        preview(client, Agency, HEAD + lines)


def test_the_template_has_the_headings_of_the_form(client: Client) -> None:
    text = client.get(f"{address(CalendarException)}?tep=csv").content.decode("utf-8-sig")
    assert len(next(csv.reader(io.StringIO(text)))) == 3
