"""The desk of those who prepare, approve, number, sign and send reports, and the plans of the calendar."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from ioc_site.common.access_log import log_access
from ioc_site.common.permissions import require
from reports import desk_list, planning, queries, services
from reports.forms import AskForm, PlanForm, RecipientsForm
from reports.issuing import signature_of
from reports.kinds import CannotBuild
from reports.models import ReportPlan
from reports.permissions import DESK_ROLES, user_can_plan
from reports.recipients import recipients_of
from reports.workflow import REPORT_DOCUMENT
from subsystems.agencies.models import User
from subsystems.agencies.requests import SignedInRequest
from subsystems.agencies.scoping import has_role, memberships_of
from workflows.engine.definitions import Transition
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.forms import TransitionForm
from workflows.engine.permissions import admits
from workflows.engine.services import fire

HIDDEN_STEPS = frozenset({"edit_summary"})  # shown beside the text that it is about
_LOGGED_AS = "xem báo cáo hạn chế trên bàn làm việc"


def _may_enter(user: User) -> None:
    if not (user.is_superuser or has_role(user, *DESK_ROLES)):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def desk_index(request: SignedInRequest) -> HttpResponse:
    """The list, and the form to ask for a report."""
    _may_enter(request.user)
    asked = {name: request.GET[name][:60] for name in ("kind", "subject") if name in request.GET}
    form = AskForm(request.user, request.POST if request.method == "POST" else None, initial=asked)
    if request.method == "POST" and form.is_valid() and form.new_report:
        try:
            document = services.ask_now(form.new_report, request.user)
        except (NotAllowed, CannotBuild) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The report is being built."))
            return redirect("reports_desk_case", reference=document.reference)
    context = {
        "desk": desk_list.desk(request.user, request.GET),
        "form": form,
        "can_plan": bool(user_can_plan(request.user)),
    }
    return render(request, "reports/admin/desk.html", context, status=422 if form.errors else 200)


def _case(request: SignedInRequest, reference: str) -> queries.DeskCase:
    screen = queries.desk_case(request.user, reference)
    if screen is None:
        raise Http404
    return screen


@require_GET
def desk_case(request: SignedInRequest, reference: str) -> HttpResponse:
    """One report with its steps."""
    screen = _case(request, reference)
    if screen.document.is_restricted:
        log_access(request.user, screen.document, "report", _LOGGED_AS)
    return _case_page(request, screen)


def _case_page(request: SignedInRequest, screen: queries.DeskCase, bound: TransitionForm | None = None) -> HttpResponse:
    forms = []
    summary_form = None
    for button in screen.buttons:
        transition = button.transition
        is_bound = bound is not None and bound.transition.code == transition.code
        form = bound if is_bound else _form(transition, screen, request.user)
        if transition.code in HIDDEN_STEPS:
            summary_form = form if button.is_allowed else None
        else:
            forms.append((button, form))
    context = {
        "screen": screen,
        "forms": forms,
        "summary_form": summary_form,
        "recipients_form": RecipientsForm(request.user, people=screen.recipients),
        "can_correct": screen.can_issue and screen.document.is_issued and screen.document.state != "superseded",
        "is_busy": screen.document.state == "building",
    }
    return render(request, "reports/admin/case.html", context, status=422 if bound else 200)


def _form(transition: Transition, screen: queries.DeskCase, user: User) -> TransitionForm:
    document = screen.document
    own = any(member.agency_id == document.issuer_id for member in memberships_of(user))
    initial = {
        "key": uuid4().hex,
        "summary": document.summary,
        "signature": document.signature or signature_of(document.issuer),
        # Who approves from the body above does not sign in the name of the issuer's head.
        "signer_name": document.signer_name or (user.get_full_name() if own else ""),
    }
    return TransitionForm(transition, document, user, prefix=transition.code, initial=initial)


@require_http_methods(["GET", "POST"])
def desk_act(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A step; the engine checks permission, conditions and answers again."""
    screen = _case(request, reference)
    if request.method == "GET":  # the address of a form, opened again from the history
        return redirect("reports_desk_case", reference=reference)
    transition = REPORT_DOCUMENT.transition(code)
    if transition is None:
        raise Http404
    require(admits(transition, request.user, screen.document))
    form = TransitionForm(transition, screen.document, request.user, request.POST, request.FILES, prefix=code)
    if not form.is_valid():
        return _case_page(request, screen, bound=form)
    try:
        _take(screen, request.user, form)
    except (Conflict, NotAllowed) as error:
        messages.error(request, str(error))
    except InvalidData as error:
        for name, texts in error.form.errors.items():
            form.add_error(name if name in form.fields else None, list(texts))
        return _case_page(request, screen, bound=form)
    else:
        said = {"reference": reference, "step": transition.done_label}
        messages.success(request, _("%(reference)s: %(step)s") % said)
    return redirect("reports_desk_case", reference=reference)


def _take(screen: queries.DeskCase, user: User, form: TransitionForm) -> None:
    if form.transition.code == "sign":
        services.sign(screen.document, user, expected_version=form.seen_version)
        return
    fire(
        screen.document,
        form.transition.code,
        user,
        form.answers,
        form.cleaned_data.get("comment", ""),
        expected_version=form.seen_version,
        idempotency_key=form.sending_key,
    )


@require_http_methods(["GET", "POST"])
def desk_recipients(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who gets the report."""
    screen = _case(request, reference)
    form = RecipientsForm(request.user, request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_recipients(screen.document, request.user, form.people)
            messages.success(request, _("The recipients were saved."))
        except NotAllowed as error:
            messages.error(request, str(error))
    return redirect("reports_desk_case", reference=reference)


@require_http_methods(["GET", "POST"])
def desk_correct(request: SignedInRequest, reference: str) -> HttpResponse:
    """A correction: a new report that names this one."""
    screen = _case(request, reference)
    if request.method == "POST":
        try:
            new = services.correct(screen.document, request.user)
        except NotAllowed as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("A correction is being built; it names the report that it replaces."))
            return redirect("reports_desk_case", reference=new.reference)
    return redirect("reports_desk_case", reference=reference)


# --- plans -------------------------------------------------------------------------------------------------------


@require_GET
def plan_index(request: SignedInRequest) -> HttpResponse:
    """The plans with the day of their next report."""
    _may_enter(request.user)
    context = {"rows": queries.plan_list(request.user), "can_plan": bool(user_can_plan(request.user))}
    return render(request, "reports/admin/plans.html", context)


@require_http_methods(["GET", "POST"])
def plan_add(request: SignedInRequest) -> HttpResponse:
    """A new plan."""
    require(user_can_plan(request.user))
    return _plan_page(request, ReportPlan())


@require_http_methods(["GET", "POST"])
def plan_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a plan."""
    plan = get_object_or_404(ReportPlan.objects.visible_to(request.user), pk=pk)
    require(user_can_plan(request.user, plan))
    return _plan_page(request, plan)


def _plan_page(request: SignedInRequest, plan: ReportPlan) -> HttpResponse:
    form = PlanForm(request.user, request.POST if request.method == "POST" else None, instance=plan)
    if request.method == "POST" and form.is_valid():
        try:
            planning.save_plan(form.instance, request.user, recipients_of(form.cleaned_data["recipients"]))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The plan was saved."))
            return redirect("reports_plans")
    context: dict[str, Any] = {"form": form, "plan": plan}
    return render(request, "reports/admin/plan.html", context, status=422 if form.errors else 200)


@require_POST
def plan_run(request: SignedInRequest) -> HttpResponse:
    """Write down and start what is due, without waiting for the night."""
    require(user_can_plan(request.user))
    done = planning.run_plans()
    messages.success(request, _("%(planned)s reports planned, %(started)s started.") % done)
    return redirect("reports_plans")
