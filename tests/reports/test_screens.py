"""The leader's page, one report, its files, asking for one, verification, and the desk, through the HTTP client."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ioc_site.common.access_log import AccessLog
from ioc_site.common.jobs.models import Job
from reports import planning, queries, services
from reports.content import from_json
from reports.enums import FileKind
from reports.files import best_pdf, read_file
from reports.kinds import kind_of
from reports.models import ReportDocument, ReportPlan
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from tests.reports.documents import SIGNATURE, Office
from tests.subsystems.agencies.factories import AgencyFactory, member
from workflows.engine.parties import SYSTEM
from workflows.engine.services import fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_everything_asks_for_signing_in(client: Client, office: Office) -> None:
    document = office.sent()
    for path in ("/bao-cao/", f"/bao-cao/{document.reference}/", f"/bao-cao/{document.reference}/tep/pdf/"):
        response = client.get(path)
        assert response.status_code == 302
        assert "/quan-tri/login/" in response.url


def test_leaders_page_shows_the_newest_of_each_kind(office: Office) -> None:
    older, newer = office.sent(), office.sent()
    page = signed_in(office.leader).get("/bao-cao/")
    screen = page.context["screen"]
    assert [row.document.pk for row in screen.newest] == [newer.pk]
    assert {row.document.pk for row in screen.rows} == {older.pk, newer.pk}
    content = page.content.decode()
    assert newer.summary_lines[0] in content
    assert f"/bao-cao/{newer.reference}/tep/anh/" in content
    assert "Chưa ký số" in content


def test_leaders_page_takes_a_constant_number_of_queries(office: Office, django_assert_max_num_queries) -> None:
    client = signed_in(office.leader)
    for _ in range(3):
        office.sent()
    client.get("/bao-cao/")
    with django_assert_max_num_queries(16):
        client.get("/bao-cao/")


def test_list_is_searched_and_filtered(office: Office) -> None:
    document = office.sent()
    client = signed_in(office.leader)
    found = client.get("/bao-cao/?q=tinh hinh trien khai&loai=operation&nam=2026&ky=month").context["screen"]
    assert [row.document.pk for row in found.rows] == [document.pk]
    assert not client.get("/bao-cao/?q=khong co tu nay").context["screen"].rows
    assert not client.get("/bao-cao/?loai=compliance").context["screen"].rows
    assert client.get("/bao-cao/?loai=x").context["screen"].unknown


def test_page_shows_what_the_pdf_says(office: Office) -> None:
    document = office.sent()
    page = page_of(signed_in(office.leader), f"/bao-cao/{document.reference}/")
    content = from_json(document.content)
    for part in content.parts:
        assert part.title in page
    assert "Lượt đăng nhập" in page
    assert "chưa ký số" in page.lower()
    assert document.code in page


def test_files_come_as_what_they_are(office: Office) -> None:
    document = office.sent()
    client = signed_in(office.leader)
    pdf = client.get(f"/bao-cao/{document.reference}/tep/pdf/")
    assert b"".join(pdf.streaming_content) == read_file(best_pdf(document))
    assert pdf["Cache-Control"] == "private, no-store"
    assert "1-BC-STTTT.pdf" in pdf["Content-Disposition"]
    xlsx = b"".join(client.get(f"/bao-cao/{document.reference}/tep/xlsx/").streaming_content)
    workbook = load_workbook(BytesIO(xlsx))
    sheet = workbook["Chỉ tiêu"]
    assert sheet.column_dimensions["B"].width > 20
    assert sheet["A1"].font.bold
    assert all(len(name) <= 31 for name in workbook.sheetnames)
    assert any(name.endswith("Số bước xử lý theo loại hồ") for name in workbook.sheetnames)  # cut between words
    assert ["steps", "Bước xử lý hồ sơ", "bước", 0] in [[c.value for c in row[:4]] for row in sheet.iter_rows()]
    assert client.get(f"/bao-cao/{document.reference}/tep/khac/").status_code == 404


def test_report_about_another_agency_is_not_there(office: Office) -> None:
    document = office.sent()
    stranger = member(Role.OFFICER)
    for path in (f"/bao-cao/{document.reference}/", f"/bao-cao/{document.reference}/tep/pdf/"):
        assert signed_in(stranger).get(path).status_code == 404
    assert not signed_in(stranger).get("/bao-cao/").context["screen"].rows


def test_recipient_reads_what_was_sent_to_him(office: Office) -> None:
    reader = member(Role.HEAD)
    document = office.approved()
    services.choose_recipients(document, office.officer, [reader])
    assert signed_in(reader).get(f"/bao-cao/{document.reference}/").status_code == 404
    fire(document, "number", office.officer)
    services.set_final(document)
    fire(document, "send", office.officer)
    assert signed_in(reader).get(f"/bao-cao/{document.reference}/").status_code == 200


def test_each_reading_of_a_restricted_report_is_logged(office: Office) -> None:
    document = office.draft()
    ReportDocument.objects.filter(pk=document.pk).update(is_restricted=True)
    assert signed_in(office.leader).get(f"/bao-cao/{document.reference}/").status_code == 404
    client = signed_in(office.head)
    client.get(f"/bao-cao/{document.reference}/")
    client.get(f"/bao-cao/{document.reference}/tep/pdf/")
    client.get(reverse("reports_desk_case", args=[document.reference]))
    assert AccessLog.objects.filter(user=office.head, object_id=str(document.pk)).count() == 3


# --- asking ------------------------------------------------------------------------------------------------------


def ask(client: Client, **change: str):
    data = {"kind": "operation", "period": "month:-1", "scope": "province", "subject": ""}
    return client.post("/bao-cao/yeu-cau/", data | change)


def test_asking_builds_a_draft(office: Office, django_capture_on_commit_callbacks) -> None:
    client = signed_in(office.leader)
    with django_capture_on_commit_callbacks(execute=True):
        response = ask(client)
    document = ReportDocument.objects.get()
    assert response.url == f"/bao-cao/{document.reference}/"
    assert document.state == "draft"
    assert document.issuer == office.agency
    assert Job.objects.get(kind="reports.build").state == "done"


def test_wait_shows_progress(office: Office) -> None:
    client = signed_in(office.leader)
    ask(client)
    document = ReportDocument.objects.get()
    assert "data-report-progress" in page_of(client, f"/bao-cao/{document.reference}/")
    progress = client.get(f"/bao-cao/{document.reference}/tien-do.json").json()
    assert progress["finished"] is False


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "khong-co"}, "kind"),
        ({"period": "free"}, "start"),
        ({"period": "free", "start": "2026-03-02", "end": "2026-03-01"}, "end"),
        ({"period": "free", "start": "2090-03-02", "end": "2090-03-05"}, "start"),
        ({"kind": "online_information", "scope": "subsystem:y-te"}, "scope"),
        ({"kind": "data_quality", "scope": "subsystem:giam-sat-thong-tin"}, "scope"),
        ({"scope": "agency:999999"}, "scope"),
        ({"kind": "regulation"}, "subject"),
    ],
)
def test_what_cannot_be_asked_for_is_said_at_the_field(office: Office, change: dict, field: str) -> None:
    response = ask(signed_in(office.leader), **change)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not ReportDocument.objects.exists()


def test_officer_asks_about_his_agency_only(office: Office) -> None:
    officer = member(Role.OFFICER, office.agency)
    client = signed_in(officer)
    assert ask(client).status_code == 422
    response = ask(client, kind="compliance", scope=f"agency:{office.agency.pk}")
    assert response.status_code == 302


def test_who_may_ask_for_nothing_gets_the_reason_and_no_form(office: Office) -> None:
    for role in (Role.AUDITOR, Role.EDITOR):
        client = signed_in(member(role, office.agency))
        page = page_of(client, "/bao-cao/")
        assert 'action="/bao-cao/yeu-cau/"' not in page
        assert "về cơ quan, đơn vị của mình" in page
    assert 'action="/bao-cao/yeu-cau/"' in page_of(signed_in(office.leader), "/bao-cao/")


def test_form_offers_an_agency_what_there_is_for_agencies_and_says_for_which_scopes(office: Office) -> None:
    form = signed_in(member(Role.OFFICER, office.agency)).get("/bao-cao/").context["form"]
    assert {"compliance", "operation"} <= {code for code, _label in form.fields["kind"].choices}
    assert not {"regulation", "field_report"} & {code for code, _label in form.fields["kind"].choices}
    everybody = signed_in(office.leader).get("/bao-cao/").context["form"]
    assert "regulation" in {code for code, _label in everybody.fields["kind"].choices}
    rows = {str(row.label): row.scopes for row in everybody.scope_rows}
    assert rows[str(kind_of("compliance").label)] == "toàn tỉnh; một cơ quan, đơn vị; một địa bàn"
    assert rows[str(kind_of("operation").label)].endswith("; một phân hệ")


# --- verification ------------------------------------------------------------------------------------------------


def test_code_with_more_behind_it_is_unknown(client: Client, office: Office) -> None:
    document = office.sent()
    assert client.get(f"/bao-cao/xac-thuc/{document.code}X/").status_code == 404


def test_table_of_the_page_names_its_rows(office: Office) -> None:
    document = office.sent()
    page = page_of(signed_in(office.leader), f"/bao-cao/{document.reference}/")
    assert '<th scope="row">Phân hệ điều hành lĩnh vực y tế</th>' in page


def test_code_of_an_issued_report_is_genuine(client: Client, office: Office) -> None:
    document = office.sent()
    page = page_of(client, f"/bao-cao/xac-thuc/{document.code}/")
    assert "Báo cáo thật" in page
    assert document.number_text in page
    grouped = "-".join([document.code[:4].lower(), document.code[4:8], document.code[8:]])
    response = client.get("/bao-cao/xac-thuc/", {"code": grouped}, follow=True)
    assert "Báo cáo thật" in response.content.decode()


def test_code_that_nobody_gave_is_unknown(client: Client, office: Office) -> None:
    draft = office.draft()
    for code in ("KHONGCOMANAY", draft.code, "x" * 300):
        response = client.get(f"/bao-cao/xac-thuc/{code}/")
        assert response.status_code == 404
        assert "Không tìm thấy" in response.content.decode()


def test_file_is_checked_byte_by_byte(client: Client, office: Office) -> None:
    document = office.sent()
    data = read_file(best_pdf(document))
    sent = client.post("/bao-cao/xac-thuc/", {"file": SimpleUploadedFile("bc.pdf", data)})
    assert "Báo cáo thật" in sent.content.decode()
    computed = client.get("/bao-cao/xac-thuc/", {"sha256": hashlib.sha256(data).hexdigest()})
    assert "Báo cáo thật" in computed.content.decode()
    changed = client.post("/bao-cao/xac-thuc/", {"file": SimpleUploadedFile("bc.pdf", data + b" ")})
    assert changed.status_code == 404


def test_draft_is_named_as_one(client: Client, office: Office) -> None:
    document = office.draft()
    digest = document.files.get(kind=FileKind.DRAFT).sha256
    page = page_of(client, f"/bao-cao/xac-thuc/?sha256={digest}")
    assert "dự thảo" in page
    assert "Báo cáo thật" not in page


def test_superseded_report_leads_to_the_new_one(client: Client, office: Office) -> None:
    old = office.sent()
    new = services.correct(old, office.officer)
    services.build(new)
    new.refresh_from_db()
    fire(new, "approve", office.head, SIGNATURE)
    fire(new, "number", office.officer)
    services.set_final(new)
    fire(new, "send", office.officer)
    page = page_of(client, f"/bao-cao/xac-thuc/{old.code}/")
    assert "đã được thay thế" in page
    assert new.number_text in page
    reader = page_of(signed_in(office.leader), f"/bao-cao/{old.reference}/")
    assert f"/bao-cao/{new.reference}/" in reader


def test_restricted_report_keeps_its_title_to_itself(client: Client, office: Office) -> None:
    document = office.approved()
    ReportDocument.objects.filter(pk=document.pk).update(is_restricted=True)
    document.refresh_from_db()
    fire(document, "number", office.officer)
    services.set_final(document)
    page = page_of(client, f"/bao-cao/xac-thuc/{document.code}/")
    assert document.number_text in page
    assert document.title not in page


def test_nothing_sent_is_asked_for(client: Client) -> None:
    assert client.post("/bao-cao/xac-thuc/", {}).status_code == 422


# --- the desk ----------------------------------------------------------------------------------------------------


def act(client: Client, document: ReportDocument, code: str, **data: str):
    url = reverse("reports_desk_act", args=[document.reference, code])
    document.refresh_from_db()
    fields = {f"{code}-{name}": value for name, value in ({"version": str(document.version)} | data).items()}
    return client.post(url, fields, follow=True)


def test_report_goes_its_way_over_the_desk(office: Office) -> None:
    document = office.draft()
    staff, head = signed_in(office.officer), signed_in(office.head)
    act(staff, document, "edit_summary", summary="Tóm tắt đã sửa.")
    services.set_draft(ReportDocument.objects.get(pk=document.pk))
    refused = act(head, document, "approve", signature="", signer_name="")
    assert refused.status_code == 422
    act(head, document, "approve", **SIGNATURE)
    act(staff, document, "number")
    document.refresh_from_db()
    services.set_final(document)
    act(staff, document, "send")
    act(staff, document, "archive")
    document.refresh_from_db()
    assert document.state == "archived"
    assert document.number_text == "1/BC-STTTT"


def test_desk_says_what_is_missing(office: Office) -> None:
    document = office.numbered()
    page = page_of(signed_in(office.head), reverse("reports_desk_case", args=[document.reference]))
    assert "chưa có chứng thư số" in page


def test_two_people_approve_at_once_over_the_desk(office: Office) -> None:
    document = office.draft()
    seen = str(document.version)
    act(signed_in(office.head), document, "approve", **SIGNATURE)
    late = act(signed_in(office.leader), document, "approve", **(SIGNATURE | {"version": seen}))
    assert str(office.head) in late.content.decode()
    assert document.state != "numbered"


def test_plan_is_kept_and_run(office: Office, django_capture_on_commit_callbacks) -> None:
    client = signed_in(office.head)
    data = {
        "kind": "operation",
        "period_kind": "day",
        "scope_code": "province",
        "issuer": office.agency.pk,
        "days_after": "1",
        "recipients": [f"agency:{office.province.pk}"],
        "is_active": "on",
    }
    assert client.post(reverse("reports_plan_add"), data).status_code == 302
    plan = ReportPlan.objects.get()
    assert plan.created_by == office.head
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("reports_plan_run"))
        client.post(reverse("reports_plan_run"))
    document = ReportDocument.objects.get()
    assert (document.state, document.plan) == ("draft", plan)
    assert list(document.recipients.all()) == [office.leader]


def test_plan_that_does_not_go_together_is_refused(office: Office) -> None:
    client = signed_in(office.head)
    kind, scope = "online_information", "subsystem:y-te"
    data = {"kind": kind, "period_kind": "free", "scope_code": scope, "issuer": office.agency.pk}
    response = client.post(reverse("reports_plan_add"), data)
    assert response.status_code == 422
    assert {"period_kind", "scope_code", "days_after"} <= set(response.context["form"].errors)


def test_plan_shows_how_far_the_set_of_all_agencies_is(office: Office, django_assert_max_num_queries) -> None:
    for _agency in range(3):
        AgencyFactory()
    plan = ReportPlan(
        kind="field_reports", period_kind="month", for_each_agency=True, issuer=office.agency, days_after=1
    )
    planning.save_plan(plan, office.head, [])
    planning.run_plans()
    client = signed_in(office.head)
    documents = list(ReportDocument.objects.filter(plan=plan).order_by("pk"))
    assert len(documents) == 4  # the province's committee has no report of its own
    assert "4 báo cáo" not in client.get(reverse("reports_plans")).content.decode()
    for document in documents[:2]:
        ReportDocument.objects.filter(pk=document.pk).update(planned_for=timezone.localdate())
        fire(document, "start", SYSTEM)
        services.build(document)
    page = client.get(reverse("reports_plans")).content.decode()
    assert "Đã lập 2/4 báo cáo" in page
    assert '<progress value="2" max="4"' in page
    with django_assert_max_num_queries(3):
        list(queries.plan_list(office.head))
