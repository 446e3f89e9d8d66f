"""One report on the desk: reading it, every step, the public copy, contact details, who else is looking."""

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.access_log import log_access
from ioc_site.common.permissions import require
from ioc_site.common.uploads import UploadRefused
from subsystems.agencies.requests import SignedInRequest
from workflows.engine.definitions import Transition
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.forms import TransitionForm
from workflows.engine.permissions import admits
from workflows.engine.services import fire
from workflows.field_reports.desk import services, texts
from workflows.field_reports.desk.case import DeskCase, desk_case, find_report
from workflows.field_reports.desk.filters import DeskFilter, sees_originals
from workflows.field_reports.desk.queries import present_at
from workflows.field_reports.models import FieldReport, Photo
from workflows.field_reports.permissions import user_can_moderate, user_can_note, user_can_open_contact
from workflows.field_reports.services import PUBLIC_FIELDS, edit_public_copy, mark_read, note_presence
from workflows.field_reports.views import photo_response
from workflows.field_reports.workflow import FIELD_REPORT

# What a standard text is written into; elsewhere it is the comment.
TEXT_FIELDS = {"resolve": "result"}
# The steps that a moderator or officer takes all day come first; the rest is folded below.
RARE = frozenset({"set_public", "change_category", "split", "note", "mark_duplicate", "redirect", "return_report"})


class StepForm(TransitionForm):
    """The form of a step as the desk shows it: a report is named by its reference, many agencies are boxes to tick."""

    def __init__(self, transition: Transition, case: Any, actor: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(transition, case, actor, *args, **kwargs)
        original: Any = self.fields.get("original")
        if original is not None:
            original.to_field_name = "reference"
            original.widget = forms.TextInput(attrs={"list": "near-references", "placeholder": "PA-2026-000123"})
            original.error_messages["invalid_choice"] = _("There is no such report that this one can be merged into.")
        agencies: Any = self.fields.get("agencies")
        if agencies is not None:
            choices = agencies.queryset
            self.fields["agencies"] = forms.ModelMultipleChoiceField(
                choices,
                label=agencies.label,
                help_text=agencies.help_text,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "desk-ticks"}),
            )


def _screen(request: SignedInRequest, reference: str) -> DeskCase:
    screen = desk_case(request.user, reference, DeskFilter(request.user, request.GET), timezone.now())
    if screen is None:
        raise Http404
    return screen


def _report(request: SignedInRequest, reference: str) -> FieldReport:
    report = find_report(request.user, reference)
    if report is None:
        raise Http404
    return report


def case_address(request: SignedInRequest, reference: str) -> str:
    """The report, with the filter that it was opened from."""
    query = DeskFilter(request.user, request.GET).query_string()
    return f"{reverse('report_desk_case', args=[reference])}?{query}"


@never_cache
@require_GET
def show(request: SignedInRequest, reference: str) -> HttpResponse:
    screen = _screen(request, reference)
    mark_read(screen.report, request.user)
    if user_can_note(request.user, screen.report):  # who only reads is in nobody's way
        note_presence(screen.report, request.user)
    return _page(request, screen)


def _page(
    request: SignedInRequest, screen: DeskCase, bound: TransitionForm | None = None, contact: Any = None
) -> HttpResponse:
    steps = [_step(request, screen, button.transition, bound) for button in screen.buttons]
    report = screen.report
    context = {
        "screen": screen,
        "steps": [step for step in steps if step["code"] not in RARE],
        "more_steps": [step for step in steps if step["code"] in RARE],
        "bound": bound,
        "contact": contact,
        "filter": DeskFilter(request.user, request.GET),
        "values": texts.values_of(report),
        "can_moderate": bool(user_can_moderate(request.user)),
        "can_open_contact": bool(user_can_open_contact(request.user)) and hasattr(report, "reporter"),
    }
    return render(request, "field_reports/desk/case.html", context, status=422 if bound else 200)


def _step(
    request: SignedInRequest, screen: DeskCase, transition: Transition, bound: TransitionForm | None
) -> dict[str, Any]:
    """One step with its form, and its standard texts filled for this report."""
    code = transition.code
    ready = [(text, texts.fill(text.body, screen.report)) for text in screen.texts.get(code, [])]
    form: Any = bound
    if bound is None or bound.transition.code != code:
        form = StepForm(
            transition, screen.report, request.user, prefix=code, initial=_initial(request, screen, code, ready)
        )
    return {
        "code": code,
        "transition": transition,
        "form": form,
        "texts": ready,
        "is_plain": not form.visible_fields(),
        "text_field": f"id_{code}-{TEXT_FIELDS.get(code, 'comment')}",
        "is_open": form is bound or request.GET.get("buoc") == code,
    }


def _initial(request: SignedInRequest, screen: DeskCase, code: str, ready: list[Any]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    report = screen.report
    if code == "assign" and screen.route:
        initial["agency"] = screen.route.agency.pk
    elif code == "change_category":
        initial |= {"category": report.category_id, "area": report.area_id}
        if screen.suggestion:
            initial["category"] = screen.suggestion.category.pk
    elif code == "set_public":
        initial["is_public"] = report.is_public
    elif code == "hand_to":
        initial["handler"] = report.handler_id
    chosen = next((body for text, body in ready if str(text.pk) == request.GET.get("mau")), "")
    if chosen and request.GET.get("buoc") == code:  # without JavaScript a text is chosen by its link
        initial[TEXT_FIELDS.get(code, "comment")] = chosen
    return initial


@require_http_methods(["GET", "POST"])
def act(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A step that a member of staff takes; the engine checks permission, guards and answers again."""
    report = _report(request, reference)
    if request.method == "GET":  # the address of a form, opened again from the history
        return redirect(case_address(request, reference))
    transition = FIELD_REPORT.transition(code)
    if transition is None:
        raise Http404
    require(admits(transition, request.user, report))
    form = StepForm(transition, report, request.user, request.POST, request.FILES, prefix=code)
    if not form.is_valid() or not _fill_texts(form, report):
        return _page(request, _screen(request, reference), bound=form)
    try:
        fire(
            report,
            code,
            request.user,
            form.answers,
            form.cleaned_data.get("comment", ""),
            expected_version=form.seen_version,
            idempotency_key=form.sending_key,
        )
    except (Conflict, NotAllowed) as error:
        messages.error(request, str(error))
        return redirect(case_address(request, reference))
    except (InvalidData, UploadRefused) as error:
        is_photo = isinstance(error, UploadRefused) and "photos" in form.fields
        form.add_error("photos" if is_photo else None, " ".join(getattr(error, "messages", None) or [str(error)]))
        return _page(request, _screen(request, reference), bound=form)
    messages.success(request, _("%(reference)s: %(step)s") % {"reference": reference, "step": transition.done_label})
    return redirect(_after(request, report))


def _fill_texts(form: TransitionForm, report: FieldReport) -> bool:
    """Fill the placeholders of standard texts; one whose value is not known yet comes back as an error."""
    complete = True
    for name in ("comment", "result"):
        text = form.cleaned_data.get(name)
        if not isinstance(text, str):
            continue
        form.cleaned_data[name] = text = texts.fill(text, report)
        if missing := texts.unfilled(text):
            names = ", ".join(f"{{{name}}}" for name in missing)
            form.add_error(name, _("There is nothing yet to fill in for %(names)s.") % {"names": names})
            complete = False
    return complete


def _after(request: SignedInRequest, report: FieldReport) -> str:
    """Where the person goes on: with the next report, back to where the step was asked for, or with this report."""
    chosen = DeskFilter(request.user, request.GET)
    if "tiep" in request.POST:
        following = request.POST["tiep"]
        if following and FieldReport.objects.visible_to(request.user).filter(reference=following).exists():
            return case_address(request, following)
        return f"{reverse('report_desk')}?{chosen.query_string()}"
    back = request.POST.get("ve") or report.reference or ""
    if FieldReport.objects.visible_to(request.user).filter(reference=back).exists():
        return case_address(request, back)
    return f"{reverse('report_desk')}?{chosen.query_string()}"


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Change the public copy of the text and the address."""
    report = _report(request, reference)
    if request.method == "GET":  # the address of a form, opened again from the history
        return redirect(case_address(request, reference))
    require(user_can_moderate(request.user))
    changes = {name: request.POST[name].replace("\x00", "").strip() for name in PUBLIC_FIELDS if name in request.POST}
    limits = {"public_description": 5000, "public_address": 300}
    if any(len(text) > limits[name] for name, text in changes.items()):
        messages.error(request, _("The text is too long."))
    else:
        edit_public_copy(report, request.user, changes)
        messages.success(request, _("The public copy was saved."))
    return redirect(case_address(request, reference))


@never_cache
@require_http_methods(["GET", "POST"])
def open_contact(request: SignedInRequest, reference: str) -> HttpResponse:
    """Open the reporter's contact details for a reason, which is logged before anything is shown."""
    report = _report(request, reference)
    if request.method == "GET":  # the address of a form, opened again from the history
        return redirect(case_address(request, reference))
    require(user_can_open_contact(request.user))
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:500]
    reporter = getattr(report, "reporter", None)
    if not reason or reporter is None:
        messages.error(request, _("Say why you need the contact details."))
        return redirect(case_address(request, reference))
    log_access(request.user, report, "contact", reason)
    return _page(request, _screen(request, reference), contact=reporter)


@never_cache
@require_http_methods(["GET", "POST"])
def presence(request: SignedInRequest, reference: str) -> HttpResponse:
    """The heartbeat of an open screen: who else is looking, and whether the report has moved on since."""
    reports = FieldReport.objects.visible_to(request.user).filter(reference=reference)
    report = reports.only("pk", "version", "reference", "agency").first()
    if report is None:
        raise Http404
    if request.method == "POST":
        require(user_can_note(request.user, report))
    if "roi-di" in request.POST:
        services.leave(report, request.user)
        return HttpResponse(status=204)
    if request.method == "POST":
        note_presence(report, request.user)
    others = present_at([report], request.user, timezone.now())[report.pk]
    return JsonResponse({"others": others, "version": report.version})


@require_GET
def photo_file(request: SignedInRequest, reference: str, pk: int, variant: str) -> FileResponse:
    """A photo for staff who may see the report; the original (``goc``) for those who may read originals."""
    visible = FieldReport.objects.visible_to(request.user).filter(reference=reference)
    photo = get_object_or_404(Photo, pk=pk, report__in=visible)
    if variant != "goc":
        return photo_response(photo, variant)
    if not sees_originals(request.user):
        raise Http404
    photo.public = ""
    return photo_response(photo, "anh")
