"""The OpenAPI 3.1 document: what django-ninja writes from the routers, and what stands around every operation."""

from typing import Any

from django.utils.translation import gettext as _
from ninja import NinjaAPI

from ioc_site.common.api.paging import MAX_LIMIT
from ioc_site.common.api.problems import KINDS, MEDIA_TYPE, ProblemOut

SECURITY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
}
# Reading needs no key; one raises the limit.
OPTIONAL_KEY: list[dict[str, list[str]]] = [{}, {"bearer": []}, {"header": []}]
KEY_NEEDED: list[dict[str, list[str]]] = [{"bearer": []}, {"header": []}]
_READ_PROBLEMS = (400, 401, 404, 429)
_LIMIT_HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def document(api: NinjaAPI, path_prefix: str) -> dict[str, Any]:
    """The whole document; ``path_prefix`` is what stands before the paths of the routers (``api/v1/``)."""
    schema: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=path_prefix))
    components = schema["components"]
    components["securitySchemes"] = SECURITY_SCHEMES
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs") | {"Problem": problem}
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    schema["info"]["description"] = _description()
    return schema


def _description() -> str:
    return _(
        "Public data of the Smart City Operations Centre of Bình Thuận. Lists come in pages of at most %(rows)s rows; "
        "next leads to the following page. Errors are problem details (RFC 9457)."
    ) % {"rows": MAX_LIMIT}


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Security, headers and problems of one operation; its answers become text keys, as JSON has no others."""
    operation.setdefault("security", OPTIONAL_KEY)
    for parameter in operation["parameters"]:
        _without_null(parameter["schema"])
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    statuses = set(operation.pop("x-problems", ())) | set(_READ_PROBLEMS)
    for status in sorted(statuses):
        answers[str(status)] = {
            "description": ", ".join(code for code, (number, _title) in KINDS.items() if number == status),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            "headers": _number_headers("Retry-After", *_LIMIT_HEADERS) if status == 429 else {},
        }
    if method == "get":
        answers["304"] = {"description": "Not Modified"}
        answers["200"].setdefault("headers", {})["ETag"] = {"schema": {"type": "string"}, "required": True}
    for status, answer in answers.items():
        if status.startswith("2"):
            answer.setdefault("headers", {}).update(_number_headers(*_LIMIT_HEADERS))
    operation["responses"] = answers


def _without_null(schema: dict[str, Any]) -> None:
    """Left out is how a parameter says nothing: a query has no null."""
    possible = [choice for choice in schema.pop("anyOf", ()) if choice != {"type": "null"}]
    flat = [part for choice in possible for part in choice.get("anyOf", [choice])]
    if len(flat) == 1:
        schema.update(flat[0])
    elif flat:
        schema["anyOf"] = flat


def _number_headers(*names: str) -> dict[str, Any]:
    return {name: {"schema": {"type": "integer"}, "required": True} for name in names}
