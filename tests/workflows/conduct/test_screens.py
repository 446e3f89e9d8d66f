"""The screens of commendation, discipline and rounds through the HTTP client."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ioc_site.common.evidence import Evidence, Finding, kinds_of_evidence
from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.workflows.conduct import factories as make
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import Commendation, ConductForm, Discipline, Round
from workflows.conduct.ranking import Ranked, score_of, with_places
from workflows.engine.services import fire

pytestmark = pytest.mark.django_db


def answers(of: ConductForm, **kwargs):
    today = timezone.localdate()
    found = {
        "form": of.pk,
        "subject_name": "Nguyễn Văn A",
        "period_start": (today - timedelta(days=100)).isoformat(),
        "period_end": (today - timedelta(days=1)).isoformat(),
        "grounds": "Thành tích.",
    }
    return found | kwargs


def test_a_head_writes_a_commendation_with_its_dossier(client):
    head = member(Role.HEAD)
    client.force_login(head)
    form = make.a_form()
    client.post(reverse("commendation_write"), answers(form))
    case = Commendation.objects.get()
    url = reverse("commendation_case", args=[case.reference])
    assert "Tờ trình" in client.get(url).content.decode()
    line = form.documents.get(is_required=True)
    upload = {"answers": line.pk, "name": "", "file": SimpleUploadedFile("a.pdf", make.PDF)}
    client.post(reverse("commendation_document", args=[case.reference]), upload)
    document = case.documents.get()
    assert document.answers == line
    assert client.get(reverse("commendation_file", args=[case.reference, document.pk])).status_code == 200
    client.post(reverse("commendation_step", args=[case.reference, "submit"]))
    case.refresh_from_db()
    assert case.state == "submitted"
    client.post(reverse("commendation_remove", args=[case.reference, document.pk]))
    assert case.documents.exists()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"subject_name": ""}, "Hãy nêu một cơ quan hoặc một cá nhân."),
        ({"period_end": "2999-01-01"}, "Ngày này chưa đến."),
        ({"period_end": "2000-01-01"}, "trước"),
        ({"subject_account": "khong-co"}, "Không có tài khoản này."),
        ({"form": "999999"}, ""),
        ({"grounds": ""}, ""),
    ],
)
def test_wrong_answers_are_told_at_the_field(client, wrong, message):
    client.force_login(member(Role.HEAD))
    response = client.post(reverse("commendation_write"), answers(make.a_form(), **wrong))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Commendation.objects.exists()


def test_a_file_that_is_none_is_refused(client):
    case = make.draft()
    client.force_login(case.author)
    url = reverse("commendation_document", args=[case.reference])
    page = SimpleUploadedFile("a.pdf", b"<script>alert(1)</script>")
    response = client.post(url, {"file": page, "name": "Tên đã gõ"})
    assert response.status_code == 422
    assert "Tên đã gõ" in response.content.decode()
    assert not case.documents.exists()


def test_a_form_for_agencies_is_not_for_people(client):
    client.force_login(member(Role.HEAD))
    response = client.post(reverse("commendation_write"), answers(make.a_form(subject="agency")))
    assert "Hình thức này không áp dụng" in response.content.decode()


def test_discipline_for_oneself_is_refused_at_the_field(client):
    head = member(Role.HEAD)
    client.force_login(head)
    data = answers(make.a_form(CaseKind.DISCIPLINE), subject_account=head.username, found_on="2026-01-01")
    response = client.post(reverse("discipline_write"), data)
    assert "Không ai xử lý hồ sơ về chính mình." in response.content.decode()
    assert not Discipline.objects.exists()


@pytest.mark.parametrize("kind", [CaseKind.COMMENDATION, CaseKind.DISCIPLINE])
def test_lists_cost_the_same_for_one_and_for_many(client, kind):
    client.force_login(member(Role.MODERATOR))
    url = reverse(f"{kind}_desk")
    make.submitted(kind)
    client.get(url)
    with CaptureQueriesContext(connection) as for_one:
        client.get(url)
    for _number in range(3):
        make.submitted(kind)
    with CaptureQueriesContext(connection) as for_many:
        assert client.get(url).status_code == 200
    assert len(for_many) == len(for_one)


def test_the_screen_says_what_is_missing(client):
    case = make.draft()
    client.force_login(case.author)
    html = client.get(reverse("commendation_case", args=[case.reference])).content.decode()
    assert "Hồ sơ còn thiếu: Tờ trình." in html


def test_the_public_list_shows_what_was_announced_and_nothing_else(client):
    by = member(Role.MODERATOR)
    case = make.proposed(by=by, subject_name="Lê Thị Được Khen")
    make.proposed(CaseKind.DISCIPLINE, subject_name="Người Bị Xét")
    assert "Lê Thị Được Khen" not in client.get("/khen-thuong/").content.decode()
    fire(case, "decide", member(Role.LEADER), make.decision())
    fire(case, "announce", by)
    html = client.get("/khen-thuong/").content.decode()
    assert "Lê Thị Được Khen" in html
    assert "1200/QĐ-UBND" in html
    assert "Người Bị Xét" not in html


# --- rounds ------------------------------------------------------------------------------------------------------


def test_a_round_from_candidates_to_one_decision(client):
    by, leader = member(Role.MODERATOR), member(Role.LEADER)
    AgencyFactory(name="Sở Thử Nghiệm")
    client.force_login(by)
    today = timezone.localdate()
    data = {
        "name": "Khen thưởng năm 2026",
        "form": make.a_form().pk,
        "period_start": (today - timedelta(days=300)).isoformat(),
        "period_end": (today - timedelta(days=1)).isoformat(),
        "measures": [kinds_of_evidence()[0].code],
        "minimum": 1,
        "seats": 2,
        "quota": 0,
    }
    client.post(reverse("conduct_round_add"), data)
    row = Round.objects.get()
    candidate = row.candidates.get(agency__name="Sở Thử Nghiệm")
    url = reverse("conduct_round", args=[row.pk])
    client.post(url, {"agency": [candidate.agency_id, "x", "999999999999"]})
    client.post(url, {"agency": [candidate.agency_id]})
    case = row.cases.get()
    make.add_document(case, by, make.pdf(), "", case.form.documents.get(is_required=True))
    fire(case, "submit", by)
    fire(case, "take_up", by)
    fire(case, "give_opinion", member(Role.INTERNAL_AFFAIRS), {"opinion": "agrees", "words": "Đủ."})
    fire(case, "propose", by)
    decide = reverse("conduct_round_decide", args=[row.pk])
    number = {"decision_number": "77/QĐ-UBND", "decided_on": today.isoformat()}
    client.post(decide, number)
    case.refresh_from_db()
    assert case.state == "proposed"
    client.force_login(leader)
    assert client.post(decide, {"decision_number": ""}).status_code == 422
    client.post(decide, number)
    case.refresh_from_db()
    assert (case.state, case.decision_number) == ("approved", "77/QĐ-UBND")


def test_scores_need_enough_records(monkeypatch):
    from ioc_site.common import evidence

    monkeypatch.setattr(evidence, "_evidence", {})
    evidence.register_evidence(Evidence("a", "A", lambda s, p: Finding(1)))
    evidence.register_evidence(Evidence("b", "B", lambda s, p: Finding(1), more_is_better=False))
    good = {"total": 10, "good": 9, "share": 90.0}
    few = {"total": 2, "good": 2, "share": 100.0}
    bad = {"total": 10, "good": 1, "share": 10.0}
    assert score_of({"a": good}, 5) == 90
    assert score_of({"a": few}, 5) is None
    assert score_of({"a": good, "b": bad}, 5) == 90
    assert score_of({}, 5) is None


def test_places_seats_and_quotas():
    department, district = AgencyFactory.build(kind="department"), AgencyFactory.build(kind="district")
    found = [Ranked(department, score=s) for s in (90, 90, 80)] + [Ranked(district, score=70), Ranked(district)]
    ranked = with_places(found, seats=2, quota=1)
    assert [r.place for r in ranked] == [1, 1, 3, 4, None]
    assert [r.is_within_seats for r in ranked] == [True, False, False, True, False]


# --- reference data ----------------------------------------------------------------------------------------------


def test_the_forms_of_the_law_are_loaded_once(tmp_path):
    path = "data/conduct/forms.yaml"
    call_command("load_conduct_forms", path)
    form = ConductForm.objects.get(code="khien-trach")
    assert form.documents.count() == 4
    form.name = "Đã sửa"
    form.save()
    call_command("load_conduct_forms", path)
    form.refresh_from_db()
    assert form.name == "Đã sửa"
    bad = Path(tmp_path) / "x.yaml"
    bad.write_text("forms:\n  - code: a\n    kind: sai\n", encoding="utf-8")
    with pytest.raises(CommandError, match="forms"):
        call_command("load_conduct_forms", str(bad))
