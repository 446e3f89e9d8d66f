"""The figures in reports are those that the screens show; what is missing says so."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone

from reports import use
from reports.content import Figure, figures_of, from_json, to_json
from reports.enums import ScopeKind
from reports.kinds import PROVINCE, Ask, CannotBuild, Scope, compute, kind_of
from reports.periods import PeriodError, PeriodKind, axis_label, parse_period, period_around
from reports.summaries import best_and_worst, rule_made, sentence
from reports.unsaved import set_unsaved
from tests.reports.documents import Office
from tests.reports.verifier import assert_archive, flat, text_of
from tests.workflows.field_reports import factories as make
from workflows.field_reports.statistics.queries import statistics_screen
from workflows.field_reports.statistics.tallying import refresh

UGLY = "<b>đậm</b> & 😀👨‍👩‍👧 Việt " + "a\u0301\u0323\u0300\u0301" * 3 + " " + "Dài " * 75


def this_month(**kwargs) -> Ask:
    now = timezone.now()
    return Ask(period=period_around(PeriodKind.MONTH, timezone.localdate(now)), at=now, **kwargs)


# --- field reports -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_field_reports_are_those_of_the_public_page() -> None:
    agency = make.district(name="UBND thành phố Phan Thiết")
    for _ in range(2):
        make.closed(agency=agency)
    make.submitted()
    make.assigned(agency)
    refresh(everything=True)
    ask = this_month()
    total = statistics_screen(RequestFactory().get("/", {"ky": ask.period.code})).total
    report = figures_of(compute(kind_of("field_reports"), ask))
    for name in ("received", "in_hand", "not_taken_up", "on_time", "extended", "late", "on_time_share", "rating"):
        assert report[name].value == getattr(total, name), name
    assert report["received"].value == 4
    own = compute(kind_of("field_reports"), this_month(scope=Scope(kind=ScopeKind.AGENCY, agency=agency)))
    assert figures_of(own)["received"].value == 3


@pytest.mark.django_db
def test_empty_period_says_so() -> None:
    content = compute(kind_of("field_reports"), Ask(period=parse_period("2020-02"), at=timezone.now()))
    assert figures_of(content)["received"].value == 0
    assert figures_of(content)["on_time_share"].value is None
    assert any(line.startswith("Chưa có số liệu:") for line in content.summary)


@pytest.mark.django_db
def test_what_a_citizen_wrote_is_printed_as_typed(tmp_path: Path) -> None:
    Office()
    report = make.assigned(description=UGLY)
    ask = this_month(subject=report.reference)
    kind = kind_of("field_report")
    pdf = set_unsaved(kind, ask, compute(kind, ask))
    assert_archive(pdf, tmp_path)
    text = flat(text_of(pdf))
    assert "<b>đậm</b> &" in text
    assert report.reference in text
    assert pdf == set_unsaved(kind, ask, compute(kind, ask))


@pytest.mark.django_db
def test_photos_are_printed_and_one_that_is_gone_is_named(tmp_path: Path) -> None:
    from tests.workflows.field_reports.test_screens import jpeg
    from workflows.field_reports.enums import PhotoKind
    from workflows.field_reports.photos import store_photo

    Office()
    report = make.assigned()
    kept, hidden, gone, late = (store_photo(report, jpeg(), PhotoKind.REPORT) for _ in range(4))
    hidden.is_public = False
    hidden.save(update_fields=["is_public"])
    for photo, name in ((kept, "giu.jpg"), (gone, "mat.jpg"), (late, "mat-sau.jpg")):
        photo.original.name = photo.original.storage.save(name, jpeg())
        photo.save(update_fields=["original"])
    gone.original.storage.delete(gone.original.name)
    kind, ask = kind_of("field_report"), this_month(subject=report.reference)
    content = compute(kind, ask)
    late.original.storage.delete(late.original.name)
    pdf = set_unsaved(kind, ask, content)
    assert_archive(pdf, tmp_path)
    text = flat(text_of(pdf))
    assert text.count("tệp ảnh không còn") == 2
    assert "ảnh không công khai" in text
    with pikepdf.open(BytesIO(pdf)) as document:
        assert sum(len(page.images) for page in document.pages) == 1
    assert pdf == set_unsaved(kind, ask, content)


@pytest.mark.django_db
def test_unknown_field_report_is_refused() -> None:
    with pytest.raises(CannotBuild, match="PA-1"):
        compute(kind_of("field_report"), this_month(subject="PA-1"))


# --- operation ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_sign_ins_are_counted(client) -> None:
    office = Office()
    client.force_login(office.head)
    client.force_login(office.head)
    client.force_login(office.leader)
    figures = figures_of(compute(kind_of("operation"), this_month()))
    assert (figures["sign_ins"].value, figures["people"].value) == (3, 2)
    assert figures["availability"].value is None


@pytest.mark.django_db
def test_jobs_of_times_that_are_deleted_are_missing_not_zero() -> None:
    end = timezone.now()
    assert use.jobs_in()(end - timedelta(days=90), end, PROVINCE) is None


# --- content, periods, summary -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_content_survives_storage() -> None:
    Office()
    content = compute(kind_of("operation"), this_month())
    assert from_json(to_json(content)) == content


@pytest.mark.parametrize(
    ("text", "before", "year_ago"),
    [
        ("2026-03-01", "2026-02-28", "2025-03-01"),
        ("2026-W01", "2025-W52", "2025-W01"),
        ("2026-W53", "2026-W52", "2025-W52"),
        ("2026-01", "2025-12", "2025-01"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2024", "2023", "2023"),
        ("2024-02-29", "2024-02-28", "2023-02-28"),
        ("2026-03-10..2026-03-19", "2026-02-28..2026-03-09", "2025-03-10..2025-03-19"),
    ],
)
def test_periods_know_what_they_are_compared_with(text: str, before: str, year_ago: str) -> None:
    period = parse_period(text)
    assert (period.code, period.previous().code, period.last_year().code) == (text, before, year_ago)
    assert period.previous().following().code == text


@pytest.mark.parametrize(
    ("code", "below"),
    [
        ("2026-10-19", "19/10"),
        ("2026-10", "10/2026"),
        ("2026-Q3", "Q3/2026"),
        ("2026-H2", "6T cuối 2026"),
        ("2026-W48", "Tuần 48"),
        ("2026-01-05..2026-03-15", "05/01-15/03"),
        ("2026", "2026"),
        ("2025-2026", "2025-2026"),
    ],
)
def test_charts_name_periods_as_people_do(code: str, below: str) -> None:
    assert axis_label(code) == below
    assert parse_period(code).axis_label == below


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-02-30", "2026-W60", "2026-Q5", "1999", "2026-03-02..2026-03-01", "²"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(text)


def test_summary_says_what_rose_and_what_is_missing() -> None:
    figures = [
        Figure(code="a", label="Phản ánh tiếp nhận", value=120, previous=100, last_year=0, unit="phản ánh"),
        Figure(code="b", label="Tỷ lệ đúng hạn", value=90.0, previous=95.5, unit="%", decimals=1, better="up"),
        Figure(code="c", label="Điểm hài lòng", value=None, note="chưa khảo sát"),
    ]
    said = rule_made(figures)
    assert said[0] == (
        "Phản ánh tiếp nhận: 120 phản ánh; tăng 20, tương đương 20,0% so với kỳ trước (100 phản ánh); "
        "tăng 120 so với cùng kỳ năm trước (0 phản ánh)."
    )
    assert said[1] == "Tỷ lệ đúng hạn: 90,0%; giảm 5,5 điểm % so với kỳ trước (95,5%)."
    assert "Cần lưu ý, kém hơn so với kỳ trước: tỷ lệ đúng hạn (giảm)." in said
    assert said[-1] == "Chưa có số liệu: điểm hài lòng."
    assert sentence(figures[2]) == "Điểm hài lòng: chưa có số liệu (chưa khảo sát)."
    assert best_and_worst([("A", 90.0), ("B", 70.0), ("C", None)], "Tỷ lệ", "%") == [
        "Tỷ lệ cao nhất: A (90%); thấp nhất: B (70%)."
    ]


# --- the command -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_command_writes_a_whole_file(tmp_path: Path) -> None:
    Office()
    out = tmp_path / "bao-cao.pdf"
    call_command("build_report", "field_reports", "--period", "2026-10", "--out", out, verbosity=0)
    assert_archive(out.read_bytes(), tmp_path)
    call_command("build_report", "operation", "--period", "2026-10", "--out", tmp_path / "x.xlsx", verbosity=0)
    assert (tmp_path / "x.xlsx").read_bytes().startswith(b"PK")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bao-cao.pdf", "checked.pdf", "x.xlsx"]


@pytest.mark.django_db
def test_command_writes_into_a_pipe_and_does_not_replace_it(tmp_path: Path) -> None:
    Office()
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        call_command("build_report", "operation", "--period", "2026-10", "--out", pipe, verbosity=0)
        assert os.read(reading, 1 << 20).startswith(b"PK")
    finally:
        os.close(reading)
    assert pipe.is_fifo()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("budget", {"period": "2026-10"}),
        ("operation", {"period": "hôm qua"}),
        ("operation", {"period": "2099"}),
        ("operation", {"period": "2026-10", "agency": "KHONG-CO"}),
        ("operation", {"period": "2026-10", "subsystem": "y-te", "area": "x"}),
    ],
)
def test_command_says_what_is_wrong(tmp_path: Path, kind: str, options: dict) -> None:
    with pytest.raises(CommandError):
        call_command("build_report", kind, out=tmp_path / "x.pdf", **options)
    assert not list(tmp_path.iterdir())
