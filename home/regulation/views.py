"""The public pages of legal documents. What they show is decided in ``queries`` and ``text``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.frame import served_by_a_room
from home.regulation import queries
from home.regulation.comparing import compare
from home.regulation.enums import Part, ProvisionKind
from home.regulation.feedback import beside_clauses
from home.regulation.forms import CompareForm, DayForm
from home.regulation.linking import TextLinker, document_url
from home.regulation.models import Document
from home.regulation.text import DocumentText, ProvisionText, Snapshot


@dataclass(frozen=True)
class DayAsked:
    """The day that a reader asked for; ``form`` is to be shown again, with its error when the day was none."""

    form: DayForm
    on: date
    is_today: bool

    @property
    def status(self) -> int:
        return 400 if self.form.errors else 200

    @property
    def query(self) -> str:
        """What keeps the day in a link of the same document."""
        return "" if self.is_today else f"?ngay={self.on:%Y-%m-%d}"


def day_asked(request: HttpRequest) -> DayAsked:
    """Read ``?ngay=``; without a day, or with a wrong one, today is shown."""
    form = DayForm(request.GET if "ngay" in request.GET else None)
    today = timezone.localdate()
    on = (form.cleaned_data.get("ngay") if form.is_valid() else None) or today
    if not form.is_bound:
        form.initial["ngay"] = on
    return DayAsked(form, on, on == today)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """``/quy-che/``: the documents."""
    return render(request, "regulation/index.html", {"documents": queries.documents()})


def _crumbs(document: Document | None = None, query: str = "") -> list[dict[str, str]]:
    """What stands above a page of a document: the list, and the document itself for pages below it."""
    crumbs = [{"title": _("Regulation"), "url": reverse("regulation:index")}]
    return [*crumbs, {"title": str(document), "url": f"{document.url}{query}"}] if document else crumbs


@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """``/quy-che/<slug>/``: a whole document as in force on a day."""
    asked = day_asked(request)
    page = queries.regulation_page(slug, asked.on)
    if page is None:
        raise Http404
    context = document_context(page, asked) | {"feedback": beside_clauses(request.user, slug)}
    return render(request, "regulation/document.html", context, status=asked.status)


def document_context(page: queries.RegulationPage, asked: DayAsked) -> dict[str, Any]:
    """What the template of a document needs; previews use it too."""
    linker = _linker(page)
    slug = page.document.slug
    duties = f"{document_url(slug)}nhiem-vu/"
    return {
        "crumbs": _crumbs(),
        "document": page.document,
        "text": page.text,
        "versions": page.versions,
        "asked": asked,
        "form": asked.form,
        "not_yet": asked.on < page.document.valid_from,
        "chapters": _chapters(page.text),
        "linker": linker,
        "decision_linker": replace(linker, of_decision=True),
        "duties_url": duties if served_by_a_room(duties) else "",
    }


@dataclass(frozen=True, slots=True)
class ArticleInPlace:
    """An article with the ones before and after it."""

    article: ProvisionText
    previous: ProvisionText | None
    following: ProvisionText | None


@dataclass(frozen=True, slots=True)
class ChapterInPlace:
    """A chapter with its articles; ``chapter`` is empty for articles that stand in none."""

    chapter: ProvisionText | None
    articles: list[ArticleInPlace]


def _in_place(articles: Sequence[ProvisionText]) -> list[ArticleInPlace]:
    around = [None, *articles, None]
    return [ArticleInPlace(a, before, after) for before, a, after in zip(around, articles, around[2:], strict=False)]


def _chapters(text: DocumentText) -> list[ChapterInPlace]:
    articles = {place.article.eid: place for place in _in_place(text.articles)}
    chapters: list[ChapterInPlace] = []
    for top in text.regulation:
        inside = [articles[p.eid] for p in top.walk() if p.eid in articles]
        if top.eid in articles and chapters and chapters[-1].chapter is None:
            chapters[-1].articles.extend(inside)
        else:
            chapters.append(ChapterInPlace(None if top.eid in articles else top, inside))
    return chapters


def _linker(page: queries.RegulationPage, base: str = "") -> TextLinker:
    return TextLinker(page.document.slug, page.text.by_eid.keys(), page.agencies, base)


@require_safe
def provision(request: HttpRequest, slug: str, eid: str) -> HttpResponse:
    """``/quy-che/<slug>/dieu-8/``: one article; the address of a clause leads to its place in the article."""
    asked = day_asked(request)
    page = queries.regulation_page(slug, asked.on)
    if page is None or eid not in page.text.by_eid:
        raise Http404
    article_eid = eid.partition("-khoan-")[0]
    if eid != article_eid:
        return redirect(f"{document_url(slug)}{article_eid}/{asked.query}#{eid}")
    if page.text.by_eid[eid].citation is None:  # a chapter
        return redirect(f"{document_url(slug)}{asked.query}#{eid}")
    context = article_context(page, eid, asked) | {"feedback": beside_clauses(request.user, slug)}
    return render(request, "regulation/provision.html", context, status=asked.status)


def article_context(page: queries.RegulationPage, eid: str, asked: DayAsked) -> dict[str, Any]:
    """What the template of one article needs; previews use it too."""
    part = page.text.by_eid[eid].part
    siblings = [p for p in page.text.by_eid.values() if p.kind == ProvisionKind.ARTICLE and p.part == part]
    linker = _linker(page, f"{document_url(page.document.slug)}{asked.query}")
    return {
        "crumbs": _crumbs(page.document, asked.query),
        "document": page.document,
        "place": next(place for place in _in_place(siblings) if place.article.eid == eid),
        "asked": asked,
        "form": asked.form,
        "linker": replace(linker, of_decision=part == Part.DECISION),
    }


@require_safe
def compare_days(request: HttpRequest, slug: str) -> HttpResponse:
    """``/quy-che/<slug>/so-sanh/?tu=…&den=…``: what changed between two days, side by side."""
    rows = queries.snapshot(slug)
    if rows is None:
        raise Http404
    form = CompareForm(request.GET or None)
    days = _days_asked(form, rows)
    if not form.is_bound:
        form.initial.update(zip(("tu", "den"), days, strict=True))
    old, new = (rows.text_on(day) for day in days)
    context = {
        "crumbs": _crumbs(rows.document),
        "document": rows.document,
        "form": form,
        "tu": days[0],
        "den": days[1],
        "changes": [] if form.errors else compare(old, new),
        "versions": rows.versions_list(),
    }
    return render(request, "regulation/compare.html", context, status=400 if form.errors else 200)


def _days_asked(form: CompareForm, rows: Snapshot) -> tuple[date, date]:
    """The days of the form; where one is left out, the first version and today."""
    given = form.cleaned_data if form.is_valid() else {}
    return given.get("tu") or rows.document.valid_from, given.get("den") or timezone.localdate()
