"""The screens of "Giao dữ liệu" in the admin: overview, upload, grid, one delivery, calendar, downloads."""

import csv
import io
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.permissions import require
from ioc_site.common.vietnamese import number as written
from subsystems.agencies.requests import SignedInRequest
from subsystems.indicators import files, queries
from subsystems.indicators.enums import DeliverySource
from subsystems.indicators.forms import Grid, UploadForm, period_choices
from subsystems.indicators.intake.context import SetContext, Unknown
from subsystems.indicators.intake.keys import unpack
from subsystems.indicators.intake.refusals import FileRefused, text_of
from subsystems.indicators.intake.stored import held_figures
from subsystems.indicators.models import Delivery
from subsystems.indicators.periods import ReportingPeriod
from subsystems.indicators.permissions import user_can_view_delivery, user_can_view_obligation
from subsystems.indicators.services import act, deliver
from subsystems.indicators.workflow import DELIVERY
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.forms import TransitionForm
from workflows.engine.permissions import admits


@require_GET
def desk(request: SignedInRequest) -> HttpResponse:
    """What is owed, what waits for the head, what was delivered."""
    require(user_can_view_delivery(request.user))
    return render(request, "indicators/desk.html", {"desk": queries.desk(request.user, request.GET, timezone.now())})


@require_GET
def calendar(request: SignedInRequest) -> HttpResponse:
    """What falls due in a month (``?thang=2026-11``)."""
    require(user_can_view_obligation(request.user))
    try:
        month = date.fromisoformat(f"{request.GET.get('thang', '')}-01")
    except ValueError:
        month = timezone.localdate()
    if not 2000 <= month.year <= 2100:
        raise Http404
    return render(
        request, "indicators/calendar.html", {"calendar": queries.calendar(request.user, month, timezone.now())}
    )


def _context(request: SignedInRequest, code: str) -> SetContext:
    found = queries.deliverable_set(request.user, code, request.GET.get("co-quan", "")[:40])
    if found is None:
        raise PermissionDenied(_("You deliver nothing of this kind."))
    return SetContext(*found)


def _chosen_period(request: SignedInRequest, context: SetContext) -> ReportingPeriod:
    """The period of the address, or the latest complete one."""
    text = request.GET.get("ky", "")
    if text:
        try:
            return context.period(text)
        except Unknown:
            raise Http404 from None
    return period_choices(context, 1)[0]


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, code: str) -> HttpResponse:
    """Choose a file; what is wrong with it as a whole is said at the field."""
    context = _context(request, code)
    period = _chosen_period(request, context)
    form = UploadForm(context, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            delivery = deliver(
                request.user,
                context.indicator_set,
                context.agency,
                file.read(),
                file.name,
                DeliverySource.UPLOAD,
                defaults=form.defaults,
            )
        except FileRefused as error:
            form.add_error("file", error.finding.text)
        else:
            return redirect("delivery", reference=delivery.reference)
    page = {
        "form": form,
        "set": context.indicator_set,
        "agency": context.agency,
        "period": period,
        "members": context.delivered_members,
        "earlier": queries.earlier_deliveries(context.indicator_set, context.agency),
    }
    return render(request, "indicators/upload.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def grid(request: SignedInRequest, code: str) -> HttpResponse:
    """Type the totals of one period into a table; it goes the way of a file."""
    context = _context(request, code)
    period = _chosen_period(request, context)
    table = Grid(context, period, _held(context, period))
    posted = request.POST if request.method == "POST" else None
    error = ""
    if posted is not None:
        rows = list(table.table(posted))
        if len(rows) == 1:
            error = _("Enter at least one value.")
        else:
            output = io.StringIO()
            csv.writer(output).writerows(rows)
            name = f"{context.indicator_set.code}-{period.code}.csv"
            content = output.getvalue().encode()
            delivery = deliver(request.user, context.indicator_set, context.agency, content, name, DeliverySource.FORM)
            if delivery.state != "rejected":
                return redirect("delivery", reference=delivery.reference)
            first = delivery.rows.filter(kind="error").order_by("row").first()
            what = f"“{first.value}” – {text_of(first.code, first.params)}" if first else ""
            error = _("Nothing was sent: %(what)s") % {"what": what}
    page = {
        "grid": table,
        "rows": table.rows(posted),
        "set": context.indicator_set,
        "agency": context.agency,
        "period": period,
        "periods": period_choices(context, 12),
        "error": error,
    }
    return render(request, "indicators/grid.html", page, status=422 if error else 200)


def _held(context: SetContext, period: ReportingPeriod) -> dict[tuple[int, int], str]:
    """The totals that hold now, as they would be typed."""
    ids = [member.indicator.pk for member in context.delivered_members]
    found = {}
    for key, held in held_figures(ids, period.key, period.key).items():
        indicator, area, part, _period = unpack(key)
        if part == context.total.pk:
            found[indicator, area] = written(held.value)
    return found


@require_GET
def template(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """The template of a set for the period of the address."""
    context = _context(request, code)
    period = _chosen_period(request, context)
    name = f"{context.indicator_set.code}-{period.code}.{kind}"
    if kind == "csv":
        response = HttpResponse(files.template_csv(context, [period]), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        response = HttpResponse(files.template_xlsx(context, [period]), content_type=files.XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _screen(request: SignedInRequest, reference: str) -> queries.DeliveryScreen:
    screen = queries.delivery_screen(request.user, reference)
    if screen is None:
        raise Http404
    return screen


@require_GET
def delivery(request: SignedInRequest, reference: str) -> HttpResponse:
    """One delivery: what was found, what would be written, what can be done."""
    return _page(request, _screen(request, reference))


def _page(
    request: SignedInRequest, screen: queries.DeliveryScreen, bound: TransitionForm | None = None
) -> HttpResponse:
    forms: list[tuple[Any, TransitionForm]] = []
    for button in screen.buttons:
        code = button.transition.code
        is_bound = bound is not None and bound.transition.code == code
        form = bound if is_bound else TransitionForm(button.transition, screen.delivery, request.user, prefix=code)
        if code == "approve" and not screen.delivery.warning_count and form is not None:
            form.fields.pop("acknowledged", None)
        forms.append((button.transition, form))  # type: ignore[arg-type]
    page = {"screen": screen, "delivery": screen.delivery, "forms": forms}
    return render(request, "indicators/delivery.html", page, status=422 if bound else 200)


@require_http_methods(["GET", "POST"])
def step(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A step that somebody takes; the engine checks permission, guards and answers again."""
    screen = _screen(request, reference)
    if request.method == "GET":  # the address of a form, opened again from the history
        return redirect("delivery", reference=reference)
    transition = DELIVERY.transition(code)
    if transition is None:
        raise Http404
    require(admits(transition, request.user, screen.delivery))
    form = TransitionForm(transition, screen.delivery, request.user, request.POST, prefix=code)
    if not form.is_valid():
        return _page(request, screen, bound=form)
    try:
        act(
            screen.delivery,
            code,
            request.user,
            form.answers,
            form.cleaned_data.get("comment", ""),
            expected_version=form.seen_version,
            idempotency_key=form.sending_key,
        )
    except (Conflict, NotAllowed) as error:
        messages.error(request, str(error))
    except InvalidData as error:
        for name, texts in error.errors.items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)
        return _page(request, screen, bound=form)
    else:
        words = {"reference": reference, "step": transition.done_label}
        messages.success(request, _("%(reference)s: %(step)s") % words)
    return redirect("delivery", reference=reference)


@require_GET
def history(request: SignedInRequest, indicator: int, area: int, part: int, period: int) -> HttpResponse:
    """Every value that a figure ever had: who, when, from which file and row."""
    found = queries.figure_history(request.user, indicator, area, part, period)
    if found is None:
        raise Http404
    return render(request, "indicators/history.html", {"history": found})


@require_GET
def errors(request: SignedInRequest, reference: str) -> HttpResponse:
    """The report of errors as a workbook with the cells marked."""
    found = _screen(request, reference).delivery
    response = HttpResponse(files.error_report(found), content_type=files.XLSX)
    response["Content-Disposition"] = f'attachment; filename="{reference}-loi.xlsx"'
    return response


@require_GET
def original(request: SignedInRequest, reference: str) -> FileResponse:
    """The file as it was delivered."""
    found: Delivery = _screen(request, reference).delivery
    if not found.file:
        raise Http404
    try:
        return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file_name)
    except FileNotFoundError as error:
        raise Http404 from error
