"""``/bao-cao/xac-thuc/``: anybody checks whether a report is genuine, by its code or by the file itself."""

import hashlib
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reports.dossiers import dossier_with_digest
from reports.forms import CodeForm, FileForm
from reports.queries import Verified, verify_code, verify_digest

_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and the answer about a file: its digest comes from the browser (``?sha256=``), or the file itself is
    sent where no script runs; it is read once and not kept."""
    if request.method == "POST":
        return _verify_sent(request)
    digest = request.GET.get("sha256", "")
    if _DIGEST.fullmatch(digest):
        return _answer(request, verify_digest(digest), digest=digest.lower())
    if code := request.GET.get("code", "").strip():
        return redirect("report_verify_code", code=_plain(code) or "-")
    return _form(request, FileForm())


def _verify_sent(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, status=422)
    digest = hashlib.sha256()
    for chunk in form.cleaned_data["file"].chunks():
        digest.update(chunk)
    return _answer(request, verify_digest(digest.hexdigest()), digest=digest.hexdigest())


@never_cache
@require_safe
def verify_code_page(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the QR code of a report."""
    return _answer(request, verify_code(code), code=code[:40])


def _plain(code: str) -> str:
    return "".join(char for char in code.upper() if char.isascii() and char.isalnum())[:40]


def _form(request: HttpRequest, form: FileForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "code_form": CodeForm(), "asked": False}
    return render(request, "reports/verify.html", context, status=status)


def _answer(request: HttpRequest, found: Verified | None, *, code: str = "", digest: str = "") -> HttpResponse:
    dossier = dossier_with_digest(request.user, digest) if digest and found is None else None
    context = {
        "dossier": dossier,
        "form": FileForm(),
        "code_form": CodeForm(initial={"code": code}),
        "asked": True,
        "found": found,
        "digest": digest,
    }
    return render(request, "reports/verify.html", context, status=200 if found or dossier else 404)
