"""The papers of commendation, and the dossier of a discipline case of which nobody but its parties learns anything."""

import hashlib
import logging
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from ioc_site.common.access_log import AccessLog
from ioc_site.common.jobs.models import Job
from reports import services, signing
from reports.content import Grid
from reports.dossiers import make_dossier
from reports.kinds import Ask, CannotBuild, compute, kind_of
from reports.models import DisciplineDossier, NumberRegister, ReportDocument, ReportFile
from reports.periods import parse_period
from reports.unsaved import set_unsaved
from subsystems.agencies.enums import Role
from tests.reports.documents import Office
from tests.reports.verifier import assert_archive, flat, text_of
from tests.subsystems.agencies.factories import member
from tests.workflows.conduct import factories as make
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import Round
from workflows.conduct.queries import case_screen
from workflows.conduct.services import gather_candidates
from workflows.engine.models import Event
from workflows.engine.services import fire

pytestmark = pytest.mark.django_db
NAME = "Trần Kín Miệng <b>& con"


def asked(subject: str, at: datetime | None = None) -> Ask:
    return Ask(period=parse_period("2026-10"), at=at or timezone.now(), subject=subject)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def case(office: Office):
    return make.consulted(CaseKind.DISCIPLINE, subject_name=NAME)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- commendation ------------------------------------------------------------------------------------------------


def test_submission_has_list_and_minutes(office: Office, tmp_path: Path) -> None:
    case = make.consulted(CaseKind.COMMENDATION, subject_name=NAME)
    kind = kind_of("commendation")
    content = compute(kind, asked(case.reference))
    assert [annex.title for annex in content.annexes] == [
        "Danh sách đề nghị khen thưởng",
        "Biên bản họp xét khen thưởng",
    ]
    pdf = set_unsaved(kind, asked(case.reference), content)
    assert_archive(pdf, tmp_path)
    text = flat(text_of(pdf))
    for words in ("TỜ TRÌNH", "Kính gửi: Chủ tịch", "TTr-STTTT", NAME, "Số phiếu", "quyết định./."):
        assert words in text, words
    assert pdf == set_unsaved(kind, asked(case.reference), content)


def test_evidence_is_that_of_the_screen(office: Office) -> None:
    case = make.consulted(CaseKind.COMMENDATION, subject_name="", subject_agency=office.agency)
    moderator = member(Role.MODERATOR)
    now = timezone.now()
    shown = case_screen(case, moderator, now).evidence
    content = compute(kind_of("commendation"), asked(case.reference, now))
    part = next(part for part in content.parts if part.title.startswith("Thành tích"))
    (grid,) = part.blocks
    assert isinstance(grid, Grid)
    assert [row[:3] for row in grid.rows] == [(e["label"], e.get("good"), e.get("total")) for e in shown]


def test_round_lists_its_cases_and_its_ranking(office: Office) -> None:
    moderator = member(Role.MODERATOR)
    row = Round.objects.create(
        name="Khen thưởng năm 2026",
        form=make.a_form(),
        period_start=date(2026, 1, 1),
        period_end=date(2026, 10, 31),
        created_by=moderator,
    )
    gather_candidates(row, moderator)
    empty = compute(kind_of("commendation"), asked(str(row.pk)))
    assert empty.summary == ("Chưa có hồ sơ nào của đợt được gửi để trình.",)
    make.consulted(CaseKind.COMMENDATION, round=row)
    make.draft(CaseKind.COMMENDATION, round=row)
    content = compute(kind_of("commendation"), asked(str(row.pk)))
    assert len(content.annexes[0].blocks[0].rows) == 1
    assert content.annexes[2].title == "Kết quả xếp hạng"
    assert len(content.annexes[2].blocks[0].rows) == row.candidates.count() > 0


def test_who_may_not_know_of_a_case_cannot_ask_for_its_paper(office: Office) -> None:
    case = make.consulted(CaseKind.COMMENDATION)
    operator = member(Role.OPERATOR)
    new = services.NewReport(kind="commendation", period=parse_period("2026-10"), subject=case.reference)
    with pytest.raises(CannotBuild):
        services.ask_now(new, operator)
    document = services.ask_now(new, office.officer)
    assert document.is_restricted


# --- discipline --------------------------------------------------------------------------------------------------


def test_party_makes_the_dossier(office: Office, case, tmp_path: Path) -> None:
    party = member(Role.MODERATOR)
    client = signed_in(party)
    url = reverse("discipline_dossier", args=[case.reference])
    assert case.reference in client.get(url).content.decode()
    client.post(url)
    client.post(url)
    first, second = DisciplineDossier.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    answer = client.get(reverse("discipline_dossier_file", args=[case.reference, first.pk]))
    data = b"".join(answer.streaming_content)
    assert hashlib.sha256(data).hexdigest() == first.sha256
    assert_archive(data, tmp_path)
    assert NAME in flat(text_of(data))
    assert AccessLog.objects.filter(object_type="conduct.discipline", user=party).count() >= 4


def sign(client: Client, case, **change):
    data = {"signature": "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "signer_name": "Nguyễn Văn An", "version": case.version}
    return client.post(reverse("discipline_dossier_sign", args=[case.reference]), data | change)


@pytest.fixture
def certificate(settings, tmp_path: Path) -> None:
    settings.IOC_DEMO, settings.VAR_DIR = True, tmp_path


def test_dossier_is_signed_once_a_version_and_without_a_number(office: Office, case, certificate, tmp_path) -> None:
    client = signed_in(member(Role.MODERATOR))
    assert sign(client, case).status_code == 302
    dossier = DisciplineDossier.objects.get()
    assert dossier.is_test_signature
    data = dossier.file.read()
    (signature,) = PdfFileReader(BytesIO(data)).embedded_signatures
    trusted = ValidationContext(trust_roots=[signing.certificate().signer.signing_cert])
    assert validate_pdf_signature(signature, trusted).bottom_line
    assert case.reference not in str(signature.sig_object["/Reason"])
    text = flat(text_of(data))
    assert "DỰ THẢO" not in text
    assert "KT. GIÁM ĐỐC" in text
    assert not NumberRegister.objects.exists()
    assert not ReportDocument.objects.exists()
    sign(client, case)
    assert DisciplineDossier.objects.count() == 1
    assert "đã được ký" in client.get(reverse("discipline_dossier", args=[case.reference])).content.decode()
    fire(case, "propose", member(Role.MODERATOR))
    assert sign(client, case).status_code == 302
    assert DisciplineDossier.objects.exclude(signed_by="").count() == 2


def test_case_that_changed_under_the_eyes_of_the_signer_is_not_signed(office: Office, case, certificate) -> None:
    client = signed_in(member(Role.MODERATOR))
    sign(client, case, version=case.version - 1)
    assert not DisciplineDossier.objects.exists()
    assert sign(client, case, signature="TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH").status_code == 422
    assert not DisciplineDossier.objects.exists()


def test_signing_is_for_who_proposes_and_secret_to_everybody_else(office: Office, case, certificate) -> None:
    for user in outsiders(office):
        assert sign(signed_in(user), case).status_code == 404, user
    adviser = signed_in(member(Role.INTERNAL_AFFAIRS))  # a party, who does not submit the case
    assert sign(adviser, case).status_code == 302
    assert "Ký số" not in adviser.get(reverse("discipline_dossier", args=[case.reference])).content.decode()
    early = make.under_review(CaseKind.DISCIPLINE, subject_name=NAME)
    sign(signed_in(member(Role.MODERATOR)), early)
    assert not DisciplineDossier.objects.exists()


def outsiders(office: Office):
    from subsystems.agencies.models import User

    return [
        User.objects.create_superuser("quan-tri-vien"),
        member(Role.AUDITOR),
        member(Role.OPERATOR),
        member(Role.OFFICER, office.agency),
        office.head,
        member(Role.HEAD),
    ]


def test_nobody_else_learns_that_it_exists(office: Office, case, caplog: pytest.LogCaptureFixture) -> None:
    before = (ReportDocument.objects.count(), ReportFile.objects.count(), Job.objects.count(), Event.objects.count())
    with caplog.at_level(logging.DEBUG):
        dossier = make_dossier(case, member(Role.MODERATOR))
    after = (ReportDocument.objects.count(), ReportFile.objects.count(), Job.objects.count(), Event.objects.count())
    assert before == after, "neither a report, nor a file of one, nor a job, nor a step tells of it"
    said = " ".join(record.getMessage() for record in caplog.records)
    assert case.reference not in said
    assert NAME not in said
    assert case.reference not in dossier.file.name
    for user in outsiders(office):
        client = signed_in(user)
        for name, args in (("discipline_dossier", []), ("discipline_dossier_file", [dossier.pk])):
            assert client.get(reverse(name, args=[case.reference, *args])).status_code == 404, (user, name)
            assert client.post(reverse(name, args=[case.reference, *args])).status_code in (404, 405)
        for page in ("/bao-cao/", f"/bao-cao/?q={case.reference}", "/bao-cao/?loai=discipline"):
            text = client.get(page).content.decode()
            assert NAME not in text
            assert text.count(case.reference) == (1 if "?q=" in page else 0), page  # the field shows what was typed
            assert "Hồ sơ kỷ luật" not in text
        check = client.get(f"/bao-cao/xac-thuc/?sha256={dossier.sha256}")
        assert check.status_code == 404
        assert case.reference not in check.content.decode()
    assert Client().get(f"/bao-cao/xac-thuc/?sha256={dossier.sha256}").status_code == 404
    assert DisciplineDossier.objects.count() == 1


def test_party_checks_the_file(office: Office, case) -> None:
    party = member(Role.MODERATOR)
    dossier = make_dossier(case, party)
    page = signed_in(party).get(f"/bao-cao/xac-thuc/?sha256={dossier.sha256}")
    assert page.status_code == 200
    assert case.reference in page.content.decode()


def test_dossier_is_never_kept_among_reports(office: Office, case) -> None:
    new = services.NewReport(kind="discipline", period=parse_period("2026-10"), subject=case.reference)
    with pytest.raises(CannotBuild):
        services.ask_now(new, office.officer)
    data = {"kind": "discipline", "period": "month:-1", "scope": "province", "subject": case.reference}
    assert signed_in(office.officer).post("/bao-cao/yeu-cau/", data).status_code == 422
    assert not ReportDocument.objects.exists()


def test_command_makes_it_for_a_party_alone(office: Office, case, tmp_path: Path) -> None:
    party, out = member(Role.MODERATOR), tmp_path / "ho-so.pdf"
    options = {"period": "2026-10", "subject": case.reference, "out": out, "verbosity": 0}
    for name in ("", member(Role.OPERATOR).username, "khong-co"):
        with pytest.raises(CommandError, match="Không có hồ sơ"):
            call_command("build_report", "discipline", user=name, **options)
    assert not out.exists()
    call_command("build_report", "discipline", user=party.username, **options)
    assert_archive(out.read_bytes(), tmp_path)
    assert AccessLog.objects.filter(user=party).exists()
