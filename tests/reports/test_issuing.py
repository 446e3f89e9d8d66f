"""In whose name a report is issued and signed (Decree 30/2020/NĐ-CP, Appendix I)."""

from datetime import date

import pytest

from reports.enums import FileKind
from reports.files import newest, read_file
from reports.issuing import body_above, place_of, signature_of, signature_problem
from reports.kinds import PROVINCE, Scope, kind_of
from reports.services import issuer_of
from subsystems.agencies.enums import Role
from tests.reports.documents import Office
from tests.reports.verifier import pages_of
from tests.subsystems.agencies.factories import AgencyFactory, AreaFactory, member
from workflows.engine.errors import InvalidData
from workflows.engine.services import fire

pytestmark = pytest.mark.django_db


def test_department_signs_below_the_committee_in_its_own_name() -> None:
    office = Office()
    page = pages_of(read_file(newest(office.draft(), FileKind.DRAFT)))
    lines = page[0].splitlines()
    assert "ỦY BAN NHÂN DÂN" in lines[0]
    assert any("SỞ THÔNG TIN" in line for line in lines[1:4])
    whole = "\n".join(page)
    assert "GIÁM ĐỐC" in whole
    assert "TM. ỦY BAN NHÂN DÂN" not in whole
    assert "THỦ TRƯỞNG" not in whole


@pytest.mark.parametrize(
    "block",
    ["TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "KT. GIÁM ĐỐC"],
)
def test_department_cannot_sign_as_a_committee(block: str) -> None:
    office = Office()
    document = office.draft()
    with pytest.raises(InvalidData) as refused:
        fire(document, "approve", office.head, {"signature": block, "signer_name": "Nguyễn Văn An"})
    assert "signature" in refused.value.form.errors
    document.refresh_from_db()
    assert document.state == "draft"


def test_committee_signs_as_a_body_and_stands_under_nobody() -> None:
    office = Office()
    area = AreaFactory(name="Phan Thiết")
    committee = AgencyFactory(
        code="PT", name="Ủy ban nhân dân thành phố Phan Thiết", kind="district", parent=office.province, area=area
    )
    office.agency, office.officer, office.head = (
        committee,
        member(Role.OFFICER, committee),
        member(Role.HEAD, committee),
    )
    document = office.draft(kind="field_reports", scope=Scope(kind="agency", agency=committee))
    with pytest.raises(InvalidData):
        fire(document, "approve", office.head, {"signature": "CHỦ TỊCH", "signer_name": "Nguyễn Văn An"})
    text = "\n".join(pages_of(read_file(newest(document, FileKind.DRAFT))))
    assert "TM. ỦY BAN NHÂN DÂN" in text
    assert "Phan Thiết, ngày" in text
    assert "TỈNH BÌNH THUẬN" not in text.splitlines()[0]


@pytest.mark.parametrize(
    ("name", "kind", "form"),
    [
        ("Sở Y tế", "department", "GIÁM ĐỐC"),
        ("Văn phòng Ủy ban nhân dân tỉnh", "department", "CHÁNH VĂN PHÒNG"),
        ("Thanh tra tỉnh", "department", "CHÁNH THANH TRA"),
        ("Cục Thống kê tỉnh", "central", "CỤC TRƯỞNG"),
        ("Công an tỉnh", "central", "GIÁM ĐỐC"),
        ("VNPT Bình Thuận", "operator", "GIÁM ĐỐC"),
        ("Ủy ban nhân dân tỉnh Bình Thuận", "province", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"),
    ],
)
def test_each_kind_of_head_has_his_form_which_is_accepted(name: str, kind: str, form: str) -> None:
    agency = AgencyFactory(name=name, kind=kind)
    assert signature_of(agency) == form
    assert signature_problem(agency, form) is None
    assert place_of(agency) == "Bình Thuận"
    province = AgencyFactory(name="Ủy ban nhân dân tỉnh", kind="province")
    assert body_above(agency) == (province if kind == "department" else None)


def test_who_took_over_issues_what_an_ended_department_was_in_charge_of() -> None:
    after = AgencyFactory(code="SKHCN", name="Sở Khoa học và Công nghệ", kind="department")
    gone = AgencyFactory(code="STTTT", name="Sở Thông tin và Truyền thông", valid_to=date(2025, 2, 28))
    gone.successors.add(after)
    assert issuer_of(kind_of("operation"), PROVINCE) == after
    assert issuer_of(kind_of("field_reports"), Scope(kind="agency", agency=gone)) == after
