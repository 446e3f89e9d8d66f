"""Citations in pages that people write become links by themselves, unless they lead nowhere."""

import pytest
from django.template import Context, Template
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.regulation.linking import check_citations, forget_eids, link_citations

pytestmark = pytest.mark.django_db
TEXT = "khoản 3 Điều 10"


def link(eid: str, text: str) -> str:
    return f'<a class="citation" href="/quy-che/1089-qd-ubnd/#{eid}">{text}</a>'


LINK = link("dieu-10-khoan-3", TEXT)


@pytest.fixture(autouse=True)
def new_request():
    forget_eids()


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        (f"<p>Theo {TEXT}, Sở…</p>", f"<p>Theo {LINK}, Sở…</p>"),
        ("khoản&nbsp;3 Điều 10", link("dieu-10-khoan-3", "khoản\N{NO-BREAK SPACE}3 Điều 10")),
        (f'<a title="a>b" href="/x">{TEXT}</a> và {TEXT}', f'<a title="a>b" href="/x">{TEXT}</a> và {LINK}'),
        (f"<a>Điều 1</A> <b>{TEXT}</b>", f"<a>Điều 1</A> <b>{LINK}</b>"),
        ("Điều 2 Quyết định 1089/QĐ-UBND", link("quyet-dinh-dieu-2", "Điều 2 Quyết định 1089/QĐ-UBND")),
        ("khoản 1 < 2 & điều 3 <", f"khoản 1 < 2 & {link('dieu-3', 'điều 3')} <"),
    ],
)
def test_links_in_html(html, linked, regulation):
    assert link_citations(html) == linked


@pytest.mark.parametrize(
    "html",
    [
        "<code>Điều 10</code> <pre>Điều 10</pre><!-- Điều 10 -->",
        '<img alt="Điều 10"> Điều 99, khoản 7 Điều 10',
        "khoản 3 Điều 10 Luật Đất đai",
    ],
)
def test_what_is_left_alone(html, regulation):
    assert link_citations(html) == html


def test_the_filter_escapes_what_is_not_safe(regulation):
    template = Template("{% load regulation %}{{ text|linkcitations }}")
    assert template.render(Context({"text": "<b>khoản 3 Điều 10</b>"})) == f"&lt;b&gt;{LINK}&lt;/b&gt;"
    assert template.render(Context({"text": mark_safe("<b>khoản 3 Điều 10</b>")})) == f"<b>{LINK}</b>"
    assert template.render(Context({"text": None})) == "None"


def test_text_without_citations_costs_no_query(regulation, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert link_citations("<p>Điều này, một điều.</p>") == "<p>Điều này, một điều.</p>"


def test_places_are_read_once(regulation, django_assert_num_queries):
    with django_assert_num_queries(1):
        link_citations("Điều 1")
        link_citations("Điều 2")


def test_without_a_regulation_there_are_no_links(db):
    assert link_citations("khoản 3 Điều 10") == "khoản 3 Điều 10"


def test_what_an_editor_is_told(regulation):
    problems = check_citations("<p>Xem khoản 9 Điều 10, Điều 8 và điểm g khoản 5 Điều 8; Điều 60 Luật Đất đai.</p>")
    assert [p.citation for p in problems] == ["khoản 9 Điều 10", "điểm g khoản 5 Điều 8"]
    assert problems[0].message == "Quy chế không có khoản 9 Điều 10."


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="a bđiềukhoảnm0123456789;-!'\n", max_size=200))
def test_links_change_no_word(text, regulation):
    assert strip_tags(link_citations(f"{text} Điều 1")) == f"{text} Điều 1"
