"""The life of a report from plan to archive, through the services that screens and jobs call."""

import pytest
from django.db import IntegrityError, transaction

from reports import services
from reports.enums import FileKind
from reports.files import best_pdf, is_current, newest, read_file
from reports.models import NumberRegister, ReportDocument, ReportFile
from reports.workflow import REPORT_DOCUMENT
from tests.reports.documents import SIGNATURE, Office
from tests.reports.verifier import assert_archive, flat, text_of
from workflows.engine.errors import Conflict, NotAllowed
from workflows.engine.services import fire
from workflows.engine.verifying import Proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def test_draft_has_pdf_picture_and_data(office: Office, tmp_path) -> None:
    document = office.draft()
    kinds = set(document.files.values_list("kind", flat=True))
    assert kinds == {FileKind.DRAFT, FileKind.PICTURE, FileKind.DATA}
    pdf = read_file(newest(document, FileKind.DRAFT))
    assert_archive(pdf, tmp_path)
    text = flat(text_of(pdf))
    assert "tháng 10 năm 2026" in text
    assert read_file(newest(document, FileKind.PICTURE)).startswith(b"\x89PNG")


def test_whole_life(office: Office, tmp_path) -> None:
    document = office.numbered()
    assert document.number_text == "1/BC-STTTT"
    final = read_file(newest(document, FileKind.FINAL))
    assert_archive(final, tmp_path)
    text = flat(text_of(final))
    assert "Số: 1/BC-STTTT" in text
    assert "KT. GIÁM ĐỐC" in text
    assert "Nguyễn Văn An" in text
    assert document.code[:4] in text
    fire(document, "send", office.officer)
    fire(document, "archive", office.officer)
    assert document.state == "archived"
    assert not list(Proof().findings(REPORT_DOCUMENT))


def test_four_eyes(office: Office) -> None:
    document = office.draft()
    fire(document, "edit_summary", office.head, {"summary": "Một câu.\n\n  Hai câu. "})
    services.set_draft(document)
    assert document.summary_lines == ["Một câu.", "Hai câu."]
    with pytest.raises(NotAllowed):
        fire(document, "approve", office.head, SIGNATURE)
    fire(document, "approve", office.leader, SIGNATURE)


def test_draft_behind_its_text_is_not_approved(office: Office) -> None:
    document = office.draft()
    fire(document, "edit_summary", office.officer, {"summary": "Câu khác."})
    assert not is_current(document, FileKind.DRAFT)
    with pytest.raises(NotAllowed):
        fire(document, "approve", office.head, SIGNATURE)
    services.set_draft(document)
    fire(document, "approve", office.head, SIGNATURE)
    assert "Câu khác." in text_of(read_file(newest(document, FileKind.DRAFT)))


def test_numbers_follow_one_another_by_issuer_and_year(office: Office) -> None:
    other = Office("SYT")
    numbers = [office.numbered().number_text for _ in range(2)]
    assert [*numbers, other.numbered().number_text] == ["1/BC-STTTT", "2/BC-STTTT", "1/BC-SYT"]
    assert NumberRegister.objects.get(issuer=office.agency).last == 2


def test_number_is_not_lost_with_a_step_that_fails(office: Office) -> None:
    document = office.approved()
    with transaction.atomic():
        fire(document, "number", office.officer)
        transaction.set_rollback(True)
    document.refresh_from_db()
    assert document.state == "approved"
    fire(document, "number", office.officer)
    assert document.number == 1


def test_second_of_two_approvals_learns_of_the_first(office: Office) -> None:
    document = office.draft()
    seen = ReportDocument.objects.get(pk=document.pk)
    fire(document, "approve", office.head, SIGNATURE, expected_version=document.version)
    with pytest.raises(Conflict, match=str(office.head)):
        fire(seen, "approve", office.leader, SIGNATURE, expected_version=seen.version)


@pytest.mark.parametrize(
    "change", [{"summary": "Khác"}, {"content": {}}, {"number": 7}, {"title": "Khác"}, {"code": "X"}]
)
def test_numbered_report_cannot_be_changed_in_the_database(office: Office, change: dict) -> None:
    document = office.numbered()
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        ReportDocument.objects.filter(pk=document.pk).update(**change)


def test_files_are_only_ever_added(office: Office) -> None:
    file = newest(office.draft(), FileKind.DRAFT)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ReportFile.objects.filter(pk=file.pk).update(sha256="0" * 64)


def test_correction_names_and_replaces_the_old(office: Office) -> None:
    old = office.sent()
    new = services.correct(old, office.officer)
    services.build(new)
    new.refresh_from_db()
    fire(new, "approve", office.head, SIGNATURE)
    fire(new, "number", office.officer)
    services.set_final(new)
    old.refresh_from_db()
    assert old.state == "sent"
    text = flat(text_of(read_file(best_pdf(new))))
    assert f"Báo cáo này thay thế Báo cáo số {old.number_text}" in text
    fire(new, "send", office.officer)
    old.refresh_from_db()
    assert old.state == "superseded"
    with pytest.raises(NotAllowed):
        services.correct(old, office.officer)


def test_one_correction_at_a_time(office: Office) -> None:
    old = office.sent()
    services.correct(old, office.officer)
    with pytest.raises(NotAllowed):
        services.correct(old, office.officer)


def test_future_period_fails_plainly(office: Office) -> None:
    from reports.periods import parse_period

    document = office.planned(period=parse_period("2099-01"))
    fire(document, "start", office.officer)
    services.build(document)
    document.refresh_from_db()
    assert document.state == "failed"
    assert "chưa bắt đầu" in document.failure


def test_building_again_after_the_draft_is_there_does_nothing(office: Office) -> None:
    document = office.draft()
    count = document.files.count()
    services.build(document)
    assert document.files.count() == count


def test_same_report_gives_the_same_bytes(office: Office) -> None:
    document = office.draft()
    before = newest(document, FileKind.DRAFT)
    services.set_draft(ReportDocument.objects.get(pk=document.pk))
    after = newest(document, FileKind.DRAFT)
    assert after.pk != before.pk
    assert after.sha256 == before.sha256


def test_outsiders_may_not(office: Office) -> None:
    stranger = Office("SYT")
    document = office.draft()
    for step, data in (("edit_summary", {"summary": "x"}), ("approve", SIGNATURE), ("number", {})):
        with pytest.raises(NotAllowed):
            fire(document, step, stranger.officer if step != "approve" else stranger.head, data)
