"""What a draft of law text would look like on the public site, without writing anything."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from home.regulation import queries
from home.regulation.comparing import compare
from home.regulation.drafting import problems_of, text_before, with_amendment
from home.regulation.forms import DayForm
from home.regulation.law_text import LawText
from home.regulation.models import Amendment, CitedDocument, Document, Ground, ProvisionVersion
from home.regulation.text import CitedRow, GroundRow, Snapshot
from home.regulation.views import DayAsked, article_context, document_context


def preview(draft: LawText, request: HttpRequest) -> HttpResponse:
    """The page that shows ``draft``; a draft that belongs to no document yet has none."""
    for model, show in _PREVIEWS:
        if isinstance(draft, model):
            return show(draft, request)
    raise TypeError(f"no preview of {type(draft).__name__}")


def _asked(on: date) -> DayAsked:
    today = timezone.localdate()
    return DayAsked(DayForm(initial={"ngay": on}), on, on == today)


def _version(draft: ProvisionVersion, request: HttpRequest) -> HttpResponse:
    """The article in which the provision stands, on a day on which this version counts."""
    provision = draft.provision
    rows = queries.snapshot_of(provision.document)
    changed = [
        replace(row, heading=draft.heading, text=draft.text)
        if (row.eid, row.amendment_id) == (provision.eid, draft.amendment_id)
        else row
        for row in rows.versions
    ]
    today = timezone.localdate()
    on = today if draft.valid_from <= today and (draft.valid_to or today) >= today else draft.valid_from
    page = queries.page_of(replace(rows, versions=changed), on)
    article = provision.eid.partition("-khoan-")[0]
    if article in page.text.by_eid and page.text.by_eid[article].citation:
        return render(request, "regulation/provision.html", article_context(page, article, _asked(on)))
    return _document_page(replace(rows, versions=changed), request, on)


def _amendment(draft: Amendment, request: HttpRequest) -> HttpResponse:
    """What the amendment changes, side by side, and what is wrong with it."""
    rows = queries.snapshot_of(draft.document)
    changes = list(draft.changes.all())
    problems = list(problems_of(rows, draft, changes))
    context: dict[str, Any] = {
        "amendment": draft,
        "document": draft.document,
        "problems": [(changes[problem.index].place, problem.message) for problem in problems],
    }
    if not problems:
        after = with_amendment(rows, draft, changes).text_on(draft.effective_from)
        context["changes"] = compare(text_before(rows, draft), after)
    return render(request, "regulation/amendment_preview.html", context)


def _ground(draft: Ground, request: HttpRequest) -> HttpResponse:
    rows = queries.snapshot_of(draft.document)
    drafted = GroundRow(draft.pk or 0, draft.text, tuple(cited.pk for cited in draft.cites.all()))
    grounds = [drafted if row.pk == drafted.pk else row for row in rows.grounds]
    if drafted not in grounds:
        grounds.append(drafted)
    return _document_page(replace(rows, grounds=grounds), request)


def _cited(draft: CitedDocument, request: HttpRequest) -> HttpResponse:
    """The document that cites it, or would; without one there is nothing to see."""
    document = Document.objects.filter(grounds__cites=draft.pk).first() or Document.objects.first()
    if document is None:
        return HttpResponse("")
    rows = queries.snapshot_of(document)
    key = draft.pk or 0
    drafted = CitedRow(
        pk=key,
        number=draft.number,
        title=draft.title,
        cited_as=draft.cited_as,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        successor_id=draft.successor_id,
        reviewed_on=draft.reviewed_on,
    )
    return _document_page(replace(rows, cited={**rows.cited, key: drafted}), request)


def _document(draft: Document, request: HttpRequest) -> HttpResponse:
    return _document_page(replace(queries.snapshot_of(draft), document=draft), request)


def _document_page(rows: Snapshot, request: HttpRequest, on: date | None = None) -> HttpResponse:
    on = on or timezone.localdate()
    return render(request, "regulation/document.html", document_context(queries.page_of(rows, on), _asked(on)))


_PREVIEWS: tuple[tuple[type, Callable[[Any, HttpRequest], HttpResponse]], ...] = (
    (ProvisionVersion, _version),
    (Amendment, _amendment),
    (Ground, _ground),
    (CitedDocument, _cited),
    (Document, _document),
)
