"""Errors of the API: problem details in the form of RFC 9457."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema
from pydantic import Field

MEDIA_TYPE = "application/problem+json"
DOCUMENTATION = "/du-lieu/api/"

# code: (status, title). The code is the last part of the problem's type, an anchor on the page for developers.
KINDS: dict[str, tuple[int, Promise]] = {
    "invalid-parameter": (400, gettext_lazy("A parameter is not valid")),
    "unknown-parameter": (400, gettext_lazy("A parameter is not known")),
    "invalid-body": (400, gettext_lazy("The body cannot be read")),
    "key-needed": (401, gettext_lazy("A key is needed")),
    "key-invalid": (401, gettext_lazy("The key is not in force")),
    "not-allowed": (403, gettext_lazy("The key may not do this")),
    "not-found": (404, gettext_lazy("There is no such thing")),
    "method-not-allowed": (405, gettext_lazy("This method is not possible here")),
    "too-large": (413, gettext_lazy("The body is too large")),
    "unsupported-type": (415, gettext_lazy("This kind of body is not read")),
    "file-refused": (422, gettext_lazy("The file cannot be taken in")),
    "too-many-requests": (429, gettext_lazy("Too many requests")),
}


class Fault(Schema):
    """One thing that is wrong, and where."""

    location: str = Field(description="query, path or body", examples=["query"])
    name: str = Field(description="The parameter or field", examples=["limit"])
    message: str


class ProblemOut(Schema):
    """An error (RFC 9457)."""

    type: str = Field(description="The kind of problem; leads to its explanation")
    title: str
    status: int
    detail: str = ""
    instance: str = Field("", description="The address that was asked for, without its parameters")
    errors: list[Fault] = Field(default_factory=list)


@dataclass
class Problem(Exception):
    """Raise it anywhere in a view of the API: the client gets it as the answer."""

    code: str
    detail: Any = ""
    errors: Sequence[Mapping[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return KINDS[self.code][0]


def parameter_problem(name: str, message: Any) -> Problem:
    """A parameter of the query whose value cannot be."""
    return Problem("invalid-parameter", message, [{"location": "query", "name": name, "message": str(message)}])


def unknown_value(name: str, value: str) -> Problem:
    """A filter names something that does not exist, or is not public: which of the two is not told."""
    return Problem("not-found", _("%(name)s: “%(value)s” is not known") % {"name": name, "value": value[:60]})


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    status, title = KINDS[problem.code]
    body = {
        "type": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{DOCUMENTATION}#{problem.code}",
        "title": str(title),
        "status": status,
        "detail": str(problem.detail),
        "instance": request.path,
        "errors": list(problem.errors),
    }
    text = json.dumps(body, ensure_ascii=False)
    response = HttpResponse(text, status=status, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
    for name, value in problem.headers.items():
        response[name] = value
    return response
