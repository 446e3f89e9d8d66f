"""The reporter's private link: follow, answer, add, withdraw, rate, open again, and one's own data.

Whoever has the address can do all of it, so the address goes to nobody else: no referrer, no index, no cache.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ioc_site.common.uploads import UploadRefused
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.forms import TransitionForm
from workflows.engine.services import fire
from workflows.field_reports import queries
from workflows.field_reports.enums import PhotoKind
from workflows.field_reports.forms import CONSENT_VERSION, ContactForm, DataRequestForm
from workflows.field_reports.models import FieldReport, Photo
from workflows.field_reports.own_data import ask_about_data, correct_contact, erase_own_contact, read_own_contact
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.services import Contact
from workflows.field_reports.tokens import token_hash
from workflows.field_reports.views import photo_response
from workflows.field_reports.workflow import FIELD_REPORT

View = Callable[..., HttpResponse]
RATINGS = (
    (1, gettext_lazy("Not at all content")),
    (2, gettext_lazy("Not content")),
    (3, gettext_lazy("So so")),
    (4, pgettext_lazy("rating", "Content")),
    (5, gettext_lazy("Very content")),
)
# What the page says after a step, by the value of ``xong`` in its address.
DONE = {
    "answer": gettext_lazy("Thank you, your answer was passed on."),
    "add_photos": gettext_lazy("Your photos were added. The public sees them once a moderator has looked at them."),
    "withdraw": gettext_lazy("You have withdrawn the report."),
    "rate": gettext_lazy("Thank you for your rating."),
    "reopen": gettext_lazy("The report is open again; a moderator looks at it."),
    "lien-he": gettext_lazy("Your contact details were changed."),
    "xoa-lien-he": gettext_lazy("Your contact details were erased."),
    "yeu-cau": gettext_lazy("Your request was received; it is acknowledged within 2 working days."),
}


def private(view: View) -> View:
    """A page of the private link: kept by no cache, named to no other site, found by no search engine."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # "no-referrer" would also hide from ourselves where a form comes from, and no step could be taken.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def _private(token: str) -> queries.PrivateReport:
    screen = queries.private_report(token_hash(token), timezone.now())
    if screen is None:
        raise Http404
    return screen


@private
@require_safe
def report_track(request: HttpRequest, token: str) -> HttpResponse:
    """The private page of a report."""
    return _track_page(request, token, _private(token))


def _track_page(
    request: HttpRequest,
    token: str,
    screen: queries.PrivateReport,
    bound: TransitionForm | None = None,
    error: Any = "",
) -> HttpResponse:
    forms = []
    for button in screen.buttons:
        code = button.transition.code
        key = {"key": uuid.uuid4().hex}
        form = TransitionForm(button.transition, screen.public.report, REPORTER, prefix=code, initial=key)
        is_bound = bound is not None and bound.transition.code == code
        forms.append((button.transition, bound if is_bound else form))
    urgent = {"answer", "rate"}
    link = request.build_absolute_uri(reverse("report_track", args=[token]))
    is_new = request.GET.get("moi") == "1"
    context = {
        "screen": screen,
        "urgent_forms": [pair for pair in forms if pair[0].code in urgent],
        "other_forms": [pair for pair in forms if pair[0].code not in urgent],
        "ratings": RATINGS,
        "token": token,
        "is_new": is_new,
        "done_words": DONE.get(request.GET.get("xong", ""), ""),
        "error": error,
        "link": link,
        "qr": _qr(link),
    }
    return render(request, "field_reports/track.html", context, status=422 if error or bound else 200)


def _qr(link: str) -> SafeString:
    """The link as a picture for another phone; only the squares, sized and named by the page."""
    # What segno draws holds nothing but numbers.
    return mark_safe(segno.make(link, error="m").svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None))


@private
@require_POST
def report_act(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """A step that the reporter takes; the engine checks all of it again."""
    screen = _private(token)
    report = screen.public.report
    transition = FIELD_REPORT.transition(code)
    if transition is None:
        raise Http404
    form = TransitionForm(transition, report, REPORTER, request.POST, request.FILES, prefix=code)
    if not form.is_valid():
        return _track_page(request, token, screen, bound=form)
    try:
        fire(
            report,
            code,
            REPORTER,
            form.answers,
            form.cleaned_data.get("comment", ""),
            expected_version=form.seen_version,
            idempotency_key=form.sending_key,
        )
    except UploadRefused as error:
        form.add_error("photos" if "photos" in form.fields else None, error)
        return _track_page(request, token, screen, bound=form)
    except (Conflict, NotAllowed) as error:
        return _track_page(request, token, _private(token), error=str(error))
    except InvalidData as error:
        form.add_error(None, str(error))
        return _track_page(request, token, screen, bound=form)
    return _back(token, code)


def _back(token: str, done: str) -> HttpResponse:
    return redirect(f"{reverse('report_track', args=[token])}?xong={done}")


@private
@require_POST
def report_own_data(request: HttpRequest, token: str) -> HttpResponse:
    """See one's contact details and correct them. A POST, so that nothing opens them by following a link; each opening
    is logged like any other reading of personal data."""
    report = _private(token).public.report
    form = ContactForm(request.POST) if "luu" in request.POST else ContactForm(initial=_own_contact(report))
    if form.is_valid():
        data = form.cleaned_data
        version = CONSENT_VERSION if data["consent"] else ""
        correct_contact(report, Contact(data["name"], data["phone"], data["email"], version))
        return _back(token, "lien-he")
    return _own_data_page(request, token, report, contact_form=form)


def _own_contact(report: FieldReport) -> dict[str, Any]:
    contact = read_own_contact(report)
    given = {"name": contact.name, "phone": contact.phone, "email": contact.email}
    return {**given, "consent": bool(contact.consent_version)}


def _own_data_page(
    request: HttpRequest,
    token: str,
    report: FieldReport,
    *,
    contact_form: ContactForm | None = None,
    request_form: DataRequestForm | None = None,
) -> HttpResponse:
    context = {
        "form": request_form if request_form is not None and request_form.is_bound else contact_form,
        "contact_form": contact_form or ContactForm(initial=_own_contact(report)),
        "request_form": request_form or DataRequestForm(),
        "report": report,
        "token": token,
    }
    bound = [form for form in (contact_form, request_form) if form is not None]
    return render(request, "field_reports/own_data.html", context, status=422 if any(f.errors for f in bound) else 200)


@private
@require_POST
def report_data_request(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the moderators about personal data in the text or the photos."""
    report = _private(token).public.report
    form = DataRequestForm(request.POST)
    if not form.is_valid():
        return _own_data_page(request, token, report, request_form=form)
    if not ask_about_data(report, form.cleaned_data["kind"], form.cleaned_data["text"]):
        form.add_error(None, _("Your earlier requests are still being handled; please wait for their answer."))
        return _own_data_page(request, token, report, request_form=form)
    return _back(token, "yeu-cau")


@private
@require_POST
def report_erase(request: HttpRequest, token: str) -> HttpResponse:
    """Erase one's contact details; the report itself stays."""
    erase_own_contact(_private(token).public.report)
    return _back(token, "xoa-lien-he")


@never_cache
@require_safe
def private_photo(request: HttpRequest, token: str, pk: int, variant: str) -> FileResponse:
    """A photo on the private link, whether the public sees the report or not: one's own, and those of the result once
    it is approved."""
    photos = Photo.objects.select_related("report").filter(report__private_hash=token_hash(token))
    photo = get_object_or_404(photos, pk=pk)
    is_approved = photo.is_public and photo.report.state in queries.FINAL
    if photo.kind != PhotoKind.REPORT and not is_approved:
        raise Http404
    return photo_response(photo, variant)
