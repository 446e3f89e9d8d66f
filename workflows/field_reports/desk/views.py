"""The queue, and work on many reports at once."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.jobs.queries import visible_jobs
from subsystems.agencies.models import Agency, User
from subsystems.agencies.requests import SignedInRequest
from subsystems.agencies.scoping import readable_agency_ids
from workflows.engine.definitions import Transition
from workflows.engine.forms import as_posted
from workflows.field_reports import options
from workflows.field_reports.desk import queries, services
from workflows.field_reports.desk.bulk import bulk_progress
from workflows.field_reports.desk.filters import DeskFilter
from workflows.field_reports.desk.texts import PLACEHOLDERS
from workflows.field_reports.enums import RejectionReason
from workflows.field_reports.workflow import FIELD_REPORT


def desk_address(chosen: DeskFilter) -> str:
    """The queue with a filter."""
    return f"{reverse('report_desk')}?{chosen.query_string()}"


@never_cache
@require_GET
def desk_index(request: SignedInRequest) -> HttpResponse:
    context = {
        "desk": queries.desk(request.user, request.GET, timezone.now()),
        "bulk_actions": queries.bulk_actions(request.user),
    }
    return render(request, "field_reports/desk/queue.html", context)


class BulkForm(forms.Form):
    """What a step asks for when it is taken on many reports; the engine checks the answers again for each."""

    def __init__(self, step: Transition, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in _bulk_fields(step.code, user).items():
            self.fields[name] = field
        if step.code in ("assign", "reject"):
            self.fields["comment"] = forms.CharField(
                label=step.comment_label,
                required=step.code == "reject",
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("These are filled in for each report: %(names)s.")
                % {"names": ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)},
            )

    @property
    def answers(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: as_posted(data[name]) for name in data if name != "comment" and data[name]}


def _bulk_fields(code: str, user: User) -> dict[str, forms.Field]:
    if code == "assign":
        agencies = options.handling_agencies(None, user)
        empty = gettext_lazy("By the routing rules, each its own")
        return {"agency": forms.ModelChoiceField(agencies, required=False, empty_label=empty, label=_("Agency"))}
    if code == "reject":
        return {"rejection": forms.ChoiceField(choices=[("", "–"), *RejectionReason.choices], label=_("Reason"))}
    if code == "hand_to":
        agencies = Agency.objects.filter(pk__in=readable_agency_ids(user))
        return {"handler": forms.ModelChoiceField(options.officers_of(agencies), label=_("Officer"))}
    return {}


@never_cache
@require_http_methods(["GET", "POST"])
def bulk(request: SignedInRequest) -> HttpResponse:
    """Ask for a step on the reports that were ticked: first what it needs, then the job."""
    sent = request.POST if request.method == "POST" else request.GET
    action = next(iter(queries.bulk_actions(request.user, sent.get("viec", ""))), None)
    reports = queries.chosen_reports(request.user, sent.getlist("chon"), services.MOST_AT_ONCE)
    step = FIELD_REPORT.transition(action.code) if action else None
    if step is None or not reports:
        messages.warning(request, _("Tick the reports and choose what to do with them."))
        return redirect(desk_address(DeskFilter(request.user, sent)))
    chosen = DeskFilter(request.user, sent)
    form = BulkForm(step, request.user, request.POST if "xac-nhan" in request.POST else None)
    if form.is_bound and form.is_valid():
        return _started(request, step, reports, form)
    possible = [report for report in reports if report.current_state in step.sources]
    context = {
        "step": step,
        "reports": [(report, FIELD_REPORT.state(report.state).label) for report in reports],
        "skipped": len(reports) - len(possible),
        "form": form,
        "filter": chosen,
    }
    return render(request, "field_reports/desk/bulk.html", context, status=422 if form.is_bound else 200)


def _started(request: SignedInRequest, step: Transition, reports: list[Any], form: BulkForm) -> HttpResponse:
    count = len(reports)
    title = ngettext("%(step)s: %(count)s report", "%(step)s: %(count)s reports", count) % {
        "step": step.label,
        "count": count,
    }
    comment = form.cleaned_data.get("comment", "")
    job = services.start_bulk(request.user, step.code, reports, form.answers, comment, title)
    return redirect("report_desk_bulk_job", pk=job.pk)


@never_cache
@require_GET
def bulk_job(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far the work on many reports is."""
    job = get_object_or_404(visible_jobs(request.user), pk=pk, kind=services.BULK)
    return render(request, "field_reports/desk/bulk_job.html", {"progress": bulk_progress(job)})
