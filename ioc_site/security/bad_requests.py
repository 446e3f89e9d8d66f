"""Requests that no page can have an answer for are refused: at once, or where a page would fail on them."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDictKeyError

NUL = ("\0", "%00")


class NulByteMiddleware:
    """Answers 400 to an address with a NUL byte in its path or query; PostgreSQL could only fail on it.

    What is posted is checked at the field, by the form that reads it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL[0] in request.path or any(nul in request.META.get("QUERY_STRING", "") for nul in NUL):
            if request.path.startswith("/api/"):
                return _problem(request)
            raise BadRequest("NUL byte in the address")
        return self.get_response(request)


class IncompleteFormMiddleware:
    """Answers 400 to a form that lacks what its page always sends, such as the number of blocks of a page's body.

    Wagtail's editor reads such fields without asking whether they came, and would fail.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, MultiValueDictKeyError):
            raise BadRequest("incomplete form") from exception


def _problem(request: HttpRequest) -> HttpResponse:
    """Clients of the API get every refusal in one form."""
    from ioc_site.common.api.problems import Problem, problem_response

    names = [name for name, values in request.GET.lists() if any(NUL[0] in text for text in (name, *values))]
    faults = [{"location": "query", "name": name.replace(NUL[0], ""), "message": "NUL"} for name in names]
    return problem_response(request, Problem("invalid-parameter", "NUL", faults))
