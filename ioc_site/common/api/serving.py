"""The addresses below ``/api/v1/``: the routers of the rooms, each behind what every request goes through."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from ioc_site.common.api.answers import answer
from ioc_site.common.api.limits import Allowance, count_request
from ioc_site.common.api.openapi import document
from ioc_site.common.api.problems import DOCUMENTATION, Problem, parameter_problem, problem_response
from ioc_site.common.api.registry import read_key, resources
from ioc_site.common.datafiles import fault_message

PREFIX = "api/v1/"
VERSION = "1.0.0"
View = Callable[..., HttpResponseBase]
_READING = {"Access-Control-Allow-Origin": "*"}
_EXPOSED = "ETag, Link, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
_ASKED = "Authorization, X-Api-Key, If-None-Match, Content-Type"


@dataclass(frozen=True, slots=True)
class Route:
    """One path with the parameters that each of its methods knows: whether several values are possible, by name."""

    parameters: dict[str, dict[str, bool]]

    @property
    def methods(self) -> list[str]:
        reading = ["HEAD"] if "GET" in self.parameters else []
        return [*self.parameters, *reading, "OPTIONS"]


class _Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the view: short, and the same wherever its module lies."""
        return operation.view_func.__name__


def build_api() -> NinjaAPI:
    """The API with the routers of all rooms."""
    api = _Api(title="IOC Bình Thuận", version=VERSION, docs_url=None, openapi_url=None, urls_namespace="api")
    for resource in resources():
        api.add_router(f"/{resource.name}", import_string(resource.router.replace(":", ".")), tags=[resource.name])
    # The types of django-ninja let a handler get the class of an error too, which never happens.
    api.add_exception_handler(Problem, problem_response)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, _invalid)  # type: ignore[arg-type]
    api.add_exception_handler(Http404, lambda request, _error: problem_response(request, Problem("not-found")))
    api.add_exception_handler(
        HttpError, lambda request, error: problem_response(request, Problem("invalid-body", str(error)))
    )
    return api


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What pydantic found, one fault a parameter."""
    faults = [
        {"location": str(fault["loc"][0]), "name": _name(fault["loc"]), "message": fault_message(fault)}
        for fault in error.errors
    ]
    code = "not-found" if all(fault["location"] == "path" for fault in faults) else "invalid-parameter"
    return problem_response(request, Problem(code, faults[0]["message"], faults))


def _name(place: tuple[str | int, ...]) -> str:
    """The parameter in the place of a fault; behind it stands the number of the value, or the kind of a choice."""
    return next(str(step) for step in reversed(place) if isinstance(step, str) and step.islower())


def urlpatterns() -> list[URLPattern]:
    """Every address of the API; built once, after all rooms have registered theirs."""
    api = build_api()
    described = document(api, PREFIX)
    patterns = [
        path("", _around(_index, Route({"GET": {}})), name="api_index"),
        path("openapi.json", _around(_document_view(api), Route({"GET": {}})), name="api_openapi"),
    ]
    for pattern in api.urls[0]:
        if not isinstance(pattern, URLPattern) or pattern.name == "api-root":
            continue
        text = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))
        route = Route(
            {
                method.upper(): {
                    parameter["name"]: parameter["schema"].get("type") == "array"
                    for parameter in operation["parameters"]
                    if parameter["in"] == "query"
                }
                for method, operation in described["paths"][f"/{PREFIX}{text}"].items()
            }
        )
        patterns.append(path(str(pattern.pattern), _around(pattern.callback, route), name=pattern.name))
    patterns.append(re_path("", _around(_nothing, None)))
    return patterns


def _around(view: View, route: Route | None) -> View:
    """A view behind keys, rate limits, known parameters and the headers of cross-origin reading."""

    @csrf_exempt  # no cookie is ever asked who somebody is
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _options(route)
        headers = dict(_READING) | {"Access-Control-Expose-Headers": _EXPOSED}
        try:
            plain = _plain_key(request)
            key = read_key(plain) if plain else None
            allowance = count_request(request, key)  # trying keys counts as reading without one
            headers |= allowance.headers
            _check_allowance(allowance)
            if plain is not None and key is None:
                raise Problem(
                    "key-invalid", _("The key is not known, was revoked, or has expired."), headers=_CHALLENGE
                )
            request.api_key = key  # type: ignore[attr-defined]
            response = _checked(request, view, route, args, kwargs)
        except Problem as problem:
            response = problem_response(request, problem)
        for name, value in headers.items():
            response[name] = value
        return response

    return served


def _checked(request: HttpRequest, view: View, route: Route | None, args: Any, kwargs: Any) -> HttpResponseBase:
    if route is None:
        return view(request)
    method = "GET" if request.method == "HEAD" else str(request.method)
    known = route.parameters.get(method)
    if known is None:
        raise Problem("method-not-allowed", headers={"Allow": ", ".join(route.methods)})
    _check_parameters(request, known)
    asked, request.method = request.method, method
    response = view(request, *args, **kwargs)
    request.method = asked
    return response


def _check_parameters(request: HttpRequest, known: dict[str, bool]) -> None:
    """Refuse parameters that nobody reads, a misspelt filter would show everything; and second values that get lost."""
    for name, values in request.GET.lists():
        if len(values) > 1 and known.get(name) is False:
            raise parameter_problem(name, _("is given more than once"))
    if unknown := sorted(set(request.GET) - set(known)):
        possible = ", ".join(sorted(known)) or "–"
        message = _("is not known here; possible are: %(names)s") % {"names": possible}
        faults = [{"location": "query", "name": name[:60], "message": message} for name in unknown[:10]]
        raise Problem("unknown-parameter", f"{unknown[0][:60]}: {message}", faults)


def _plain_key(request: HttpRequest) -> str | None:
    """The key that was sent; empty for something else that should tell who asks, ``None`` when there is neither."""
    header = request.headers.get("Authorization")
    if header is None:
        return request.headers.get("X-Api-Key")
    return header[7:].strip() if header.lower().startswith("bearer ") else ""


def _check_allowance(allowance: Allowance) -> None:
    if allowance.is_exceeded:
        detail = _("At most %(limit)s requests a minute; try again later.") % {"limit": allowance.limit}
        raise Problem("too-many-requests", detail, headers={"Retry-After": str(allowance.reset)})


_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="api"'}


def require_scope(request: HttpRequest, scope: str) -> Any:
    """The key of the request if it may do ``scope``; raises a ``Problem`` (401, 403)."""
    key = request.api_key  # type: ignore[attr-defined]
    if key is None:
        raise Problem("key-needed", _("Send a key: Authorization: Bearer …"), headers=_CHALLENGE)
    if scope not in key.scopes:
        raise Problem("not-allowed", _("The key may not do this: %(scope)s.") % {"scope": scope})
    return key


def _options(route: Route | None) -> HttpResponse:
    """What a browser asks before it lets a page of another site send a key or an entity tag."""
    methods = ", ".join(route.methods if route else ["OPTIONS"])
    return HttpResponse(
        status=204,
        headers=_READING
        | {
            "Allow": methods,
            "Access-Control-Allow-Methods": ", ".join(m for m in methods.split(", ") if m in ("GET", "HEAD")) or "GET",
            "Access-Control-Allow-Headers": _ASKED,
            "Access-Control-Max-Age": "86400",
        },
    )


def _index(request: HttpRequest) -> HttpResponseBase:
    """What there is."""
    base = request.build_absolute_uri(f"/{PREFIX}")
    data = {
        "title": "IOC Bình Thuận",
        "version": VERSION,
        "openapi": f"{base}openapi.json",
        "documentation": request.build_absolute_uri(DOCUMENTATION),
        "resources": {resource.name: f"{base}{resource.name}" for resource in resources()},
    }
    return answer(request, data)


def _document_view(api: NinjaAPI) -> View:
    @cache
    def in_language(_language: str) -> dict[str, Any]:
        return document(api, PREFIX)

    def openapi(request: HttpRequest) -> HttpResponseBase:
        """The OpenAPI document in the language of the reader."""
        described = in_language(get_language() or "") | {
            "servers": [{"url": request.build_absolute_uri("/").rstrip("/")}]
        }
        return answer(request, described)

    return openapi


def _nothing(request: HttpRequest) -> HttpResponseBase:
    raise Problem("not-found")
