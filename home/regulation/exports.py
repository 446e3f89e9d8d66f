"""The text of a document for machines (``akn.xml``) and for paper (``van-ban.pdf``), per day and cacheable."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.regulation import akn, queries
from home.regulation.printing import printed_document
from home.regulation.views import day_asked
from ioc_site.common.vietnamese import short_date
from reports.regulation_text import build_regulation_pdf

_KEPT_SECONDS = 24 * 3600
# Browsers and proxies ask again each time, with the ETag: a correction is seen at once.
_CACHE_CONTROL = "public, max-age=0, must-revalidate"
Build = Callable[[queries.RegulationPage], bytes]


@require_safe
def akoma_ntoso(request: HttpRequest, slug: str) -> HttpResponse:
    """``/quy-che/<slug>/akn.xml``: Akoma Ntoso 3.0."""
    base_url = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    return _export(request, slug, "akn", akn.MEDIA_TYPE, lambda page: akn.to_akoma_ntoso(page, base_url))


@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """``/quy-che/<slug>/van-ban.pdf``: set after Decree 30/2020/NĐ-CP."""
    return _export(request, slug, "pdf", "application/pdf", lambda page: build_regulation_pdf(printed_document(page)))


def _export(request: HttpRequest, slug: str, kind: str, media_type: str, build: Build) -> HttpResponse:
    asked = day_asked(request)
    if asked.form.errors:
        message = "\n".join(map(str, asked.form.errors["ngay"]))
        return HttpResponse(message, status=400, content_type="text/plain; charset=utf-8")
    page = queries.regulation_page(slug, asked.on)
    if page is None:
        raise Http404
    if asked.on < page.document.valid_from:
        message = _("%(document)s is in force from %(day)s.") % {
            "document": page.document,
            "day": short_date(page.document.valid_from),
        }
        return HttpResponse(message, status=404, content_type="text/plain; charset=utf-8")
    etag = _etag(page)
    response = HttpResponse(_built(f"regulation:{kind}:{etag}", page, build), content_type=media_type)
    response["Content-Disposition"] = f'inline; filename="{slug}-{asked.on}.{"xml" if kind == "akn" else kind}"'
    response["ETag"] = quote_etag(etag)
    response["Cache-Control"] = _CACHE_CONTROL
    return get_conditional_response(request, etag=quote_etag(etag), response=response) or response


def _etag(page: queries.RegulationPage) -> str:
    """A fingerprint of everything that is exported."""
    document = page.document
    said = [
        [getattr(document, field.attname) for field in document._meta.concrete_fields],
        page.text.on,
        page.text.grounds,
        [(p.eid, p.heading, p.text, p.repealed, str(p.amendment)) for p in page.text.by_eid.values()],
        page.agencies,
        [(v.valid_from, [(a.number, a.title, a.issued_on) for a in v.amendments]) for v in page.versions],
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _built(key: str, page: queries.RegulationPage, build: Build) -> bytes:
    content = cache.get(key)
    if content is None:
        content = build(page)
        cache.set(key, content, _KEPT_SECONDS)
    return content
