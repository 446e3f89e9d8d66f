"""Answers of the Open311 interface: the same data as JSON or XML, errors in Open311's own form."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse

from ioc_site.common.folding import xml_text

JSON, XML = "json", "xml"


class Refusal(Exception):
    """An answer with an error: HTTP ``status`` and one line for the client's developer."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


def format_of(request: HttpRequest, suffix: str | None) -> str:
    """The form that the client wants: by the ending of the address, else by its Accept header, else JSON."""
    if suffix in (JSON, XML):
        return suffix
    accept = request.headers.get("Accept", "")
    return XML if "xml" in accept and "json" not in accept and "html" not in accept else JSON


def answer(data: Any, form: str, root: str, item: str, status: int = 200) -> HttpResponse:
    """``data``, a mapping or a list of mappings, in the form asked for.

    In XML a list is ``<root><item>…`` and a mapping is ``<root>…``; in JSON it stands as it is.
    """
    if form == JSON:
        body = json.dumps(data, ensure_ascii=False)
        return _with_headers(HttpResponse(body, content_type="application/json; charset=utf-8", status=status))
    element = ElementTree.Element(root)
    if isinstance(data, Mapping):
        _fill(element, data)
    else:
        for row in data:
            _fill(ElementTree.SubElement(element, item), row)
    body = ElementTree.tostring(element, encoding="unicode")
    text = f'<?xml version="1.0" encoding="utf-8"?>\n{body}'
    return _with_headers(HttpResponse(text, content_type="text/xml; charset=utf-8", status=status))


def refuse(refusal: Refusal, form: str) -> HttpResponse:
    """Errors as Open311 wants them: a list of code and description."""
    rows = [{"code": refusal.status, "description": refusal.description}]
    return answer(rows, form, "errors", "error", status=refusal.status)


def _with_headers(response: HttpResponse) -> HttpResponse:
    """Any page on the web may read this interface; only keys let a client write."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Vary"] = "Accept"
    return response


def _fill(element: ElementTree.Element, row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        child = ElementTree.SubElement(element, name)
        if isinstance(value, Mapping):
            _fill(child, value)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            singular = {"values": "value", "attributes": "attribute", "endpoints": "endpoint", "formats": "format"}
            for part in value:
                grandchild = ElementTree.SubElement(child, singular[name])
                if isinstance(part, Mapping):
                    _fill(grandchild, part)
                else:
                    grandchild.text = _text(part)
        else:
            child.text = _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return xml_text(str(value))
