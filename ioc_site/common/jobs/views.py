"""The screens of background jobs in the admin: own jobs for everybody, all of them for the operator."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.permissions import user_can_cancel_job
from ioc_site.common.jobs.queries import STATE_PARAMETER, job_list, progress_of, visible_jobs
from ioc_site.common.jobs.registry import label_of
from ioc_site.common.jobs.services import cancel


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list, with a filter by state."""
    page = job_list(request.user, request.GET)
    context = {
        "page_title": _("Background jobs"),
        "header_icon": "tasks",
        "page": page,
        "rows": [(job, label_of(job.kind)) for job in page.rows],
        "states": JobState.choices,
        "state_parameter": STATE_PARAMETER,
        "chosen": request.GET.get(STATE_PARAMETER, ""),
    }
    return render(request, "common/job_list.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: how far it is, and how it ended."""
    job = get_object_or_404(visible_jobs(request.user), pk=pk)
    context = {
        "page_title": label_of(job.kind),
        "page_subtitle": job.title,
        "header_icon": "tasks",
        "job": job,
        "can_cancel": not job.is_finished and user_can_cancel_job(request.user, job),
    }
    return render(request, "common/job_detail.html", context)


@never_cache
@require_safe
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far a job is, as JSON."""
    return JsonResponse(progress_of(get_object_or_404(visible_jobs(request.user), pk=pk)))


@require_POST
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a job; the service asks for the permission again."""
    job = get_object_or_404(visible_jobs(request.user), pk=pk)
    if cancel(job, request.user):
        messages.success(request, _("The job is cancelled. One that runs stops at its next step."))
    else:
        messages.warning(request, _("The job had ended before it could be cancelled."))
    return redirect("background_job", pk=pk)
