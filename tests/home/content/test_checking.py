"""An editor who cites a place that the regulation does not have is told so; readers get plain text."""

import pytest
from django.urls import reverse

from home.content.checking import citation_findings
from home.content.models import GuidancePage
from home.regulation.linking import forget_eids
from tests.home.content.factories import GuidanceIndexPageFactory, GuidancePageFactory
from tests.home.content.forms import create_form, edit_form
from tests.home.content.test_blocks import TABLE, raw
from tests.home.regulation.conftest import regulation

pytestmark = pytest.mark.django_db
__all__ = ["regulation"]
WRONG = '<p data-block-key="a1b2c">Theo khoản 9 Điều 10 và <b>khoản 3 Điều 10</b>.</p>'
MESSAGE = "Quy chế không có khoản 9 Điều 10."


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_saving_tells_of_it_and_the_page_shows_plain_text(person, browser_of, regulation):
    editor = person("editor")
    page, client = GuidancePageFactory(author=editor), browser_of(editor)
    html = client.post(edit_url(page), edit_form(client, page, text=WRONG), follow=True).content.decode()
    assert f"{MESSAGE} (Nội dung, khối 1 (Nội dung chữ))" in html
    GuidancePage.objects.get(pk=page.pk).get_latest_revision().publish()
    public = client.get(page.url).content.decode()
    assert "Theo khoản 9 Điều 10 và" in public
    assert "#dieu-10-khoan-9" not in public
    assert "#dieu-10-khoan-3" in public


def test_a_new_page_is_checked_when_it_is_made(person, browser_of, regulation):
    index = GuidanceIndexPageFactory()
    url = reverse("wagtailadmin_pages:add", args=["content", "guidancepage", index.pk])
    response = browser_of(person("editor")).post(url, create_form(summary="Xem khoản 9 Điều 10."), follow=True)
    assert GuidancePage.objects.filter(slug="trang-moi").exists()
    assert f"{MESSAGE} (Tóm tắt)" in response.content.decode()


def test_the_checks_beside_the_page_list_it_for_the_publisher_too(person, browser_of, regulation):
    wrong, right = GuidancePageFactory(body=raw(("text", WRONG))), GuidancePageFactory()
    client = browser_of(person("publisher"))
    html = client.get(edit_url(wrong)).content.decode()
    assert html.count(MESSAGE) == 1
    assert "data-citation-findings" in html
    assert "Mọi điều khoản được viện dẫn đều có trong quy chế." in client.get(edit_url(right)).content.decode()


def test_saving_by_itself_leaves_no_message_behind(person, browser_of, regulation):
    editor = person("editor")
    page, client = GuidancePageFactory(author=editor), browser_of(editor)
    response = client.post(edit_url(page), edit_form(client, page, text=WRONG), headers={"accept": "application/json"})
    assert response.json()["success"] is True
    assert f"{MESSAGE} (" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_every_kind_of_block_is_read(regulation):
    wrong = "khoản 9 Điều 10"
    blocks = [
        ("heading", {"text": wrong, "level": "h2"}),
        ("steps", {"steps": [{"title": "Một", "text": f"<p>{wrong}</p>"}, {"title": "Hai", "text": ""}]}),
        ("notice", {"severity": "info", "title": "", "text": f"<p>{wrong}</p>"}),
        ("questions", {"questions": [{"question": wrong, "answer": "<p>Có.</p>"}]}),
        ("table", {"row_headings": True, "table": TABLE | {"rows": [{"values": [wrong, "1"]}]}}),
        ("clause", {"place": wrong, "note": ""}),
    ]
    findings = citation_findings(GuidancePageFactory(title="Trang", body=raw(*blocks)))
    assert [finding.citation for finding in findings] == [wrong] * len(blocks)


def test_one_query_for_any_number_of_citations(regulation, django_assert_num_queries):
    page = GuidancePageFactory(body=raw(*(("text", f"<p>khoản {n} Điều 10</p>") for n in range(1, 20))))
    forget_eids()
    with django_assert_num_queries(1):
        assert len(citation_findings(page)) == 16
