"""Staff keep law text in the admin: drafts, preview, history, and approval by somebody who did not write them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from home.content.models import FourEyesRefused
from home.content.permissions import user_can_approve
from home.regulation.models import Amendment, AmendmentChange, CitedDocument, Document, Ground, ProvisionVersion
from home.regulation.queries import resolve
from home.regulation.services import put_law_text_under_workflow
from ioc_site.common.citations import Citation
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.services import sync_groups
from tests.subsystems.agencies.factories import UserFactory, member

pytestmark = pytest.mark.django_db
URL = "/quy-che/1089-qd-ubnd/"
CORRECTED = "Sở Y tế chủ trì (đã đính chính)."


@pytest.fixture(autouse=True)
def workflow(db) -> None:
    put_law_text_under_workflow()


def person(role: Role) -> User:
    user = member(role)
    sync_groups(user)
    return user


@pytest.fixture
def editor() -> User:
    return person(Role.EDITOR)


@pytest.fixture
def publisher() -> User:
    return person(Role.PUBLISHER)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(kind: str, view: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_regulation_{kind}:{view}", args=args)


def clause(eid: str = "dieu-8-khoan-2") -> ProvisionVersion:
    return ProvisionVersion.objects.get(provision__eid=eid, amendment=None)


def send(user: User, version: ProvisionVersion, action: str, text: str = CORRECTED) -> Any:
    data = {"heading": "", "text": text, f"action-{action}": "1"}
    return signed_in(user).post(address("provisionversion", "edit", version.pk), data)


def approve(user: User, kind: str, pk: int) -> Any:
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    url = address(kind, "workflow_action", pk, "approve", state.pk)
    return signed_in(user).post(url, {"comment": ""}, follow=True)


def test_a_correction_goes_through_two_people(client, regulation, editor, publisher):
    version = clause()
    send(editor, version, "submit")
    assert CORRECTED not in client.get(URL).content.decode()
    approve(publisher, "provisionversion", version.pk)
    assert CORRECTED in client.get(URL).content.decode()
    history = signed_in(publisher).get(address("provisionversion", "history", version.pk)).content.decode()
    assert str(editor) in history
    assert str(publisher) in history


@pytest.mark.parametrize("action", ["publish", "submit"])
def test_nobody_approves_his_own(action, client, regulation, publisher):
    version = clause()
    send(publisher, version, action)
    version.refresh_from_db()
    assert version.get_latest_revision_as_object().text == CORRECTED
    if action == "submit":
        answer = approve(publisher, "provisionversion", version.pk)
        assert str(user_can_approve(publisher, version).reason) in answer.content.decode()
    assert CORRECTED not in client.get(URL).content.decode()


def test_an_administrator_is_no_exception(client, regulation):
    administrator = UserFactory(is_superuser=True)
    version = clause()
    send(administrator, version, "submit")
    approve(administrator, "provisionversion", version.pk)
    assert CORRECTED not in client.get(URL).content.decode()
    with pytest.raises(FourEyesRefused):
        clause().latest_revision.publish(user=administrator)


def test_an_editor_cannot_approve(regulation, editor):
    version = clause()
    send(person(Role.EDITOR), version, "submit")
    approve(editor, "provisionversion", version.pk)
    version.refresh_from_db()
    assert version.text != CORRECTED


def test_whoever_mends_a_draft_is_its_author_too(regulation, editor, publisher):
    version = clause()
    send(editor, version, "submit")
    send(publisher, version, "edit", "Sửa thêm khi duyệt.")
    approve(publisher, "provisionversion", version.pk)
    version.refresh_from_db()
    assert version.text not in (CORRECTED, "Sửa thêm khi duyệt.")
    approve(person(Role.PUBLISHER), "provisionversion", version.pk)
    version.refresh_from_db()
    assert version.text == "Sửa thêm khi duyệt."


def test_a_correction_cannot_empty_a_provision(regulation, editor):
    version = clause()
    answer = send(editor, version, "submit", "  ")
    assert "Hãy ghi nội dung của điều khoản." in answer.content.decode()
    assert not version.revisions.exists()


def test_a_clause_has_no_heading_to_fill_in(regulation, editor):
    html = signed_in(editor).get(address("provisionversion", "edit", clause().pk)).content.decode()
    assert 'name="text"' in html
    assert 'name="heading"' not in html
    article = signed_in(editor).get(address("provisionversion", "edit", clause("dieu-8").pk)).content.decode()
    assert 'name="heading"' in article


def test_the_menu_offers_no_publishing_past_the_workflow(regulation):
    administrator = signed_in(UserFactory(is_superuser=True))
    html = administrator.get(address("provisionversion", "edit", clause().pk)).content.decode()
    assert "action-publish" not in html
    assert "action-submit" in html


@pytest.mark.parametrize("kind", ["document", "provisionversion", "amendment", "ground", "citeddocument"])
def test_nothing_is_deleted_or_unpublished(kind, regulation):
    administrator = signed_in(UserFactory(is_superuser=True))
    model = {"document": Document, "provisionversion": ProvisionVersion, "ground": Ground}.get(kind, CitedDocument)
    row = Amendment.objects.create(**amendment_columns(regulation)) if kind == "amendment" else model.objects.first()
    for view in ("delete", "unpublish"):
        administrator.post(address(kind, view, row.pk))
    row.refresh_from_db()
    assert row.live


def amendment_columns(document: Document) -> dict[str, Any]:
    return {
        "document": document,
        "number": "77/QĐ-UBND",
        "title": "Sửa đổi, bổ sung Quy chế",
        "issued_on": date(2024, 12, 20),
        "effective_from": date(2025, 1, 1),
    }


def amendment_form(document: Document, *changes: dict[str, str], **columns: Any) -> dict[str, Any]:
    given = {**amendment_columns(document), "document": document.pk, "file": "", **columns}
    rows = [{"heading": "", "text": "", "ORDER": str(n + 1), **change} for n, change in enumerate(changes)]
    return nested_form_data({**given, "changes": inline_formset(rows)})


def test_an_amendment_from_draft_to_law(client, regulation, editor, publisher):
    change = {"action": "replace", "place": "khoản 2 Điều 8", "text": CORRECTED}
    data = {**amendment_form(regulation, change), "action-submit": "1"}
    signed_in(editor).post(address("amendment", "add"), data)
    amendment = Amendment.objects.get(number="77/QĐ-UBND")
    assert not amendment.live
    assert CORRECTED not in client.get(URL).content.decode()
    approve(publisher, "amendment", amendment.pk)
    assert CORRECTED in client.get(URL).content.decode()
    assert CORRECTED not in client.get(f"{URL}?ngay=2024-12-31").content.decode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"action": "replace", "place": "khoản 9 Điều 8", "text": "x"}, "văn bản không có điều khoản này"),
        ({"action": "replace", "place": "đâu đó", "text": "x"}, "Hãy viện dẫn đúng một điều khoản"),
        ({"action": "insert", "place": "khoản 1 Điều 8", "text": "x"}, "Điều khoản này đã có"),
        ({"action": "replace", "place": "khoản 1 Điều 8"}, "Hãy ghi nội dung của điều khoản"),
        ({"action": "repeal", "place": "khoản 1 Điều 8", "text": "x"}, "không có nội dung"),
    ],
)
@pytest.mark.parametrize("action", ["edit", "submit"])
def test_a_wrong_change_is_answered_at_its_field(action, change, message, regulation, editor):
    data = {**amendment_form(regulation, change), f"action-{action}": "1"}
    response = signed_in(editor).post(address("amendment", "add"), data)
    html = response.content.decode()
    assert response.status_code == 200
    assert message in html
    assert f'value="{change["place"]}"' in html
    assert not Amendment.objects.exists()


def test_an_amendment_before_its_document(regulation, editor):
    change = {"action": "repeal", "place": "khoản 1 Điều 8"}
    data = {**amendment_form(regulation, change, effective_from="2024-05-23"), "action-submit": "1"}
    html = signed_in(editor).post(address("amendment", "add"), data).content.decode()
    assert "có hiệu lực sau văn bản mà nó sửa đổi" in html


def test_text_that_changed_meanwhile_is_told_at_approval(client, regulation, editor, publisher):
    """Another amendment inserted the same clause while this one waited."""
    change = {"action": "insert", "place": "khoản 6 Điều 8", "text": "Khoản của văn bản thứ nhất."}
    signed_in(editor).post(address("amendment", "add"), {**amendment_form(regulation, change), "action-submit": "1"})
    waiting = Amendment.objects.get()
    columns = {**amendment_columns(regulation), "number": "66/QĐ-UBND", "effective_from": date(2024, 12, 1)}
    other = Amendment(**columns)
    other.changes.add(change_row(change))
    other.save()
    other.save_revision().publish()
    answer = approve(publisher, "amendment", waiting.pk)
    assert "Điều khoản này đã có" in answer.content.decode()
    waiting.refresh_from_db()
    assert not waiting.live


def change_row(values: dict[str, str]) -> AmendmentChange:
    return AmendmentChange(**values)


@pytest.mark.parametrize("kind", ["document", "provisionversion", "ground", "citeddocument"])
def test_every_draft_has_its_preview(kind, regulation, editor):
    model = {"document": Document, "provisionversion": ProvisionVersion, "ground": Ground}.get(kind, CitedDocument)
    row = model.objects.first()
    field = {"provisionversion": "text", "ground": "text"}.get(kind, "title")
    setattr(row, field, "Chỉ có trong bản nháp")
    if kind == "citeddocument":
        row = CitedDocument.objects.get(number="278/2025/NĐ-CP")
        row.title = "Chỉ có trong bản nháp"
    revision = row.save_revision(user=editor)
    response = signed_in(editor).get(address(kind, "revisions_view", row.pk, revision.pk))
    assert response.status_code == 200
    assert "Chỉ có trong bản nháp" in response.content.decode()
    assert "Chỉ có trong bản nháp" not in Client().get(URL).content.decode()


def test_the_preview_of_an_amendment_shows_what_it_changes(regulation, editor):
    amendment = Amendment(**amendment_columns(regulation), live=False)
    amendment.changes.add(change_row({"action": "replace", "place": "khoản 2 Điều 8", "text": CORRECTED}))
    amendment.changes.add(change_row({"action": "insert", "place": "Điều 8a", "heading": "Điều mới"}))
    amendment.save()
    revision = amendment.save_revision(user=editor)
    html = signed_in(editor).get(address("amendment", "revisions_view", amendment.pk, revision.pk)).content.decode()
    assert "<ins>" in html
    assert "Điều mới" in html
    assert resolve(Citation("1089-qd-ubnd", 8, article_suffix="a"), date(2025, 1, 1)) is None


def test_the_preview_of_an_amendment_says_what_is_wrong(regulation, editor):
    amendment = Amendment(**amendment_columns(regulation), live=False)
    amendment.changes.add(change_row({"action": "replace", "place": "khoản 9 Điều 8", "text": "x"}))
    amendment.save()
    revision = amendment.save_revision(user=editor)
    html = signed_in(editor).get(address("amendment", "revisions_view", amendment.pk, revision.pk)).content.decode()
    assert "khoản 9 Điều 8: " in html


@pytest.mark.parametrize(("query", "found"), [("dieu 8 khoan", True), ("so y te", True), ("khong co cau nay", False)])
def test_the_list_is_searched_without_marks(query, found, regulation, editor):
    html = signed_in(editor).get(address("provisionversion", "list"), {"q": query}).content.decode()
    assert ("khoản 2 Điều 8" in html) is found


def test_the_list_asks_no_query_a_row(regulation, editor, django_assert_max_num_queries):
    client = signed_in(editor)
    client.get(address("provisionversion", "list"))
    with django_assert_max_num_queries(25):
        client.get(address("provisionversion", "list"))


def test_a_corrected_ground_and_what_became_of_its_law(client, regulation, editor, publisher):
    law = CitedDocument.objects.get(number="67/2006/QH11")
    data = {
        "number": law.number,
        "title": law.title,
        "cited_as": law.cited_as,
        "valid_from": "2007-01-01",
        "valid_to": "2024-12-31",
        "successor": CitedDocument.objects.get(number="72/2025/QH15").pk,
        "reviewed_on": "2026-01-01",
        "source": "Kiểm tra thử",
        "action-submit": "1",
    }
    signed_in(editor).post(address("citeddocument", "edit", law.pk), data)
    approve(publisher, "citeddocument", law.pk)
    html = " ".join(client.get(URL).content.decode().split())
    assert "hết hiệu lực từ ngày 01/01/2025" in html
