"""``/du-lieu/``: the catalogue of open data, the page of each data set, and its files."""

import hashlib
import json
import re
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_safe

from ioc_site.common.api.answers import REVALIDATE
from ioc_site.common.api.limits import count_request
from ioc_site.common.api.registry import resources
from ioc_site.common.freshness import current_token
from subsystems.indicators.sharing.datasets import FORMATS, XLSX_ROWS, Dataset, catalogue, dataset, dataset_screen
from subsystems.indicators.sharing.dcat import document
from subsystems.indicators.sharing.downloads import Download, column_words

_YEAR = re.compile(r"(19[7-9]\d|20\d\d|2100)", re.ASCII)


def _tag(request: HttpRequest, **_kwargs: Any) -> str:
    """What is public has one token; a file is another when the token, its address or its language is."""
    known = f"{current_token()} {request.get_full_path()} {get_language()} {settings.OPEN_DATA_LICENCE_URL}"
    return f'W/"{hashlib.blake2b(known.encode(), digest_size=12).hexdigest()}"'


def _licence() -> dict[str, str]:
    return {"name": settings.OPEN_DATA_LICENCE_NAME, "url": settings.OPEN_DATA_LICENCE_URL}


@require_safe
def datasets(request: HttpRequest) -> HttpResponse:
    """All data sets by component."""
    context = {"catalogue": catalogue(), "resources": resources(), "licence": _licence()}
    return render(request, "indicators/open_data.html", context)


@require_safe
def one_dataset(request: HttpRequest, code: str) -> HttpResponse:
    """What is in a data set, how it is defined, and where it is had."""
    screen = dataset_screen(code)
    if screen is None:
        raise Http404
    context = {"screen": screen, "dataset": screen.dataset, "columns": column_words(), "licence": _licence()}
    return render(request, "indicators/open_dataset.html", context)


@require_safe
@condition(etag_func=_tag)
def catalogue_document(request: HttpRequest) -> HttpResponse:
    """The catalogue for other catalogues."""
    text = json.dumps(document(catalogue()), ensure_ascii=False, indent=1)
    return _open(HttpResponse(text, content_type="application/ld+json"))


@require_safe
@condition(etag_func=_tag)
def dataset_file(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """A data set in one of its forms; ``?nam=2026`` for the periods that begin in that year.

    Counts as a request to the API: whoever asks too often gets 429.
    """
    allowance = count_request(request, None)
    if allowance.is_exceeded:
        refused = render(request, "indicators/open_refused.html", {"is_limit": True}, status=429)
        refused["Retry-After"] = str(allowance.reset)
        return refused
    found = dataset(code)
    year = _year(request)
    if found is None or kind not in FORMATS or found.first is None:
        raise Http404
    download = Download(found, year)
    if kind == "xlsx" and download.is_larger_than(XLSX_ROWS):
        context = {"dataset": found, "limit": XLSX_ROWS, "year": year}
        return render(request, "indicators/open_refused.html", context, status=422)
    return _file(found, year, kind, download)


def _year(request: HttpRequest) -> int | None:
    text = request.GET.get("nam", "")
    if text and not _YEAR.fullmatch(text):
        raise Http404
    return int(text) if text else None


def _file(found: Dataset, year: int | None, kind: str, download: Download) -> HttpResponseBase:
    name = f"{found.code.lower()}{f'-{year}' if year else ''}.{kind}"
    media_type = FORMATS[kind].media_type
    response: HttpResponseBase
    if kind == "xlsx":
        response = FileResponse(download.xlsx(), content_type=media_type)
    else:
        pieces = {"csv": download.csv, "json": download.json, "sdmx.json": download.sdmx}[kind]()
        charset = "; charset=utf-8" if kind == "csv" else ""
        response = StreamingHttpResponse(pieces, content_type=f"{media_type}{charset}")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _open(response)


def _open(response: Any) -> Any:
    """Anybody may read it from anywhere, and asks each time whether it is still the one."""
    response["Cache-Control"] = REVALIDATE
    response["Access-Control-Allow-Origin"] = "*"
    return response
