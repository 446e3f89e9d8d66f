"""The staff's desk: the queue, and one report with everything that can be done with it."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.access_log import log_access
from ioc_site.common.permissions import require
from ioc_site.common.uploads import UploadRefused
from subsystems.agencies.requests import SignedInRequest
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.forms import TransitionForm
from workflows.engine.permissions import admits
from workflows.engine.services import fire
from workflows.field_reports import queries
from workflows.field_reports.models import FieldReport, Photo
from workflows.field_reports.permissions import user_can_moderate, user_can_open_contact
from workflows.field_reports.services import PUBLIC_FIELDS, edit_public_copy, mark_read
from workflows.field_reports.views import photo_response
from workflows.field_reports.workflow import FIELD_REPORT


@require_GET
def desk_index(request: SignedInRequest) -> HttpResponse:
    return render(request, "field_reports/desk.html", {"desk": queries.desk(request.user, request.GET, timezone.now())})


def _case(request: SignedInRequest, reference: str) -> queries.DeskCase:
    screen = queries.desk_case(request.user, reference, timezone.now())
    if screen is None:
        raise Http404
    return screen


@require_GET
def desk_case(request: SignedInRequest, reference: str) -> HttpResponse:
    screen = _case(request, reference)
    mark_read(screen.report, request.user)
    return _case_page(request, screen)


def _case_page(
    request: SignedInRequest, screen: queries.DeskCase, bound: TransitionForm | None = None, contact: Any = None
) -> HttpResponse:
    forms = []
    for button in screen.buttons:
        code = button.transition.code
        if bound is not None and bound.transition.code == code:
            forms.append((button.transition, bound))
            continue
        initial = {"agency": screen.route.agency.pk} if code == "assign" and screen.route else {}
        forms.append(
            (
                button.transition,
                TransitionForm(button.transition, screen.report, request.user, prefix=code, initial=initial),
            )
        )
    context = {
        "screen": screen,
        "forms": forms,
        "bound": bound,
        "contact": contact,
        "can_moderate": bool(user_can_moderate(request.user)),
        "can_open_contact": bool(user_can_open_contact(request.user)) and hasattr(screen.report, "reporter"),
    }
    return render(request, "field_reports/desk_case.html", context, status=422 if bound else 200)


@require_http_methods(["GET", "POST"])
def desk_act(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A step that a member of staff takes; the engine checks permission, guards and answers again."""
    screen = _case(request, reference)
    if request.method == "GET":  # the address of a form, opened again from the history
        return redirect("report_desk_case", reference=reference)
    transition = FIELD_REPORT.transition(code)
    if transition is None:
        raise Http404
    require(admits(transition, request.user, screen.report))
    form = TransitionForm(transition, screen.report, request.user, request.POST, request.FILES, prefix=code)
    if not form.is_valid():
        return _case_page(request, screen, bound=form)
    try:
        fire(
            screen.report,
            code,
            request.user,
            form.answers,
            form.cleaned_data.get("comment", ""),
            expected_version=form.seen_version,
            idempotency_key=form.sending_key,
        )
    except (Conflict, NotAllowed) as error:
        messages.error(request, str(error))
    except UploadRefused as error:
        form.add_error("photos", error)
        return _case_page(request, screen, bound=form)
    except InvalidData as error:
        form.add_error(None, str(error))
        return _case_page(request, screen, bound=form)
    else:
        messages.success(
            request, _("%(reference)s: %(step)s") % {"reference": reference, "step": transition.done_label}
        )
    if FieldReport.objects.visible_to(request.user).filter(pk=screen.report.pk).exists():
        return redirect("report_desk_case", reference=reference)
    return redirect("report_desk")


@require_http_methods(["GET", "POST"])
def desk_edit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Change the public copy of the text and the address."""
    screen = _case(request, reference)
    if request.method == "GET":  # the address of a form, opened again from the history
        return redirect("report_desk_case", reference=reference)
    require(user_can_moderate(request.user))
    changes = {name: request.POST[name].replace("\x00", "").strip() for name in PUBLIC_FIELDS if name in request.POST}
    limits = {"public_description": 5000, "public_address": 300}
    if any(len(text) > limits[name] for name, text in changes.items()):
        messages.error(request, _("The text is too long."))
    else:
        edit_public_copy(screen.report, request.user, changes)
        messages.success(request, _("The public copy was saved."))
    return redirect("report_desk_case", reference=reference)


@require_http_methods(["GET", "POST"])
def desk_contact(request: SignedInRequest, reference: str) -> HttpResponse:
    """Open the reporter's contact details for a reason, which is logged before anything is shown."""
    screen = _case(request, reference)
    if request.method == "GET":  # the address of a form, opened again from the history
        return redirect("report_desk_case", reference=reference)
    require(user_can_open_contact(request.user))
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:500]
    reporter = getattr(screen.report, "reporter", None)
    if not reason or reporter is None:
        messages.error(request, _("Say why you need the contact details."))
        return redirect("report_desk_case", reference=reference)
    log_access(request.user, screen.report, "contact", reason)
    return _case_page(request, screen, contact=reporter)


@require_GET
def desk_photo(request: SignedInRequest, reference: str, pk: int, variant: str) -> FileResponse:
    """A photo for staff who may see the report."""
    visible = FieldReport.objects.visible_to(request.user).filter(reference=reference)
    return photo_response(get_object_or_404(Photo, pk=pk, report__in=visible), variant)
