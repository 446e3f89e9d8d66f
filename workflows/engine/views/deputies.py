"""Standing in for somebody who is away: whom one stands in for, who stands in for oneself, and naming a deputy."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from subsystems.agencies.models import Agency, User
from subsystems.agencies.requests import SignedInRequest
from workflows.engine import deputy_queries, deputy_services
from workflows.engine.deputy_forms import DeputyForm
from workflows.engine.models import Deputyship
from workflows.engine.views import crumbs


@never_cache
@require_http_methods(["GET", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """Everything about it on one page; sending the form names a deputy."""
    form = DeputyForm(deputy_queries.possible_deputies(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid() and _named(request, form):
        return redirect("engine_deputies")
    context: dict[str, Any] = crumbs(_("Deputies while away"), icon="group") | {
        "form": form,
        "screen": deputy_queries.deputies_of(request.user, timezone.now()),
    }
    return render(request, "engine/admin/deputies.html", context, status=422 if form.is_bound else 200)


def _named(request: SignedInRequest, form: DeputyForm) -> bool:
    """Whether it worked; else the form says at which field it did not."""
    data = form.cleaned_data
    agency, _colon, deputy = data["deputy"].partition(":")
    try:
        row = deputy_services.name_deputy(
            request.user,
            User.objects.get(pk=deputy),
            Agency.objects.get(pk=agency),
            data["first_day"],
            data["last_day"],
            data["reason"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(
        request,
        _("%(name)s stands in for you until %(day)s.") % {"name": row.deputy, "day": f"{row.last_day:%d/%m/%Y}"},
    )
    return True


@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End it before its time."""
    row = get_object_or_404(Deputyship.objects.visible_to(request.user), pk=pk)
    deputy_services.end_deputyship(row, request.user)
    messages.success(request, _("The deputyship was ended."))
    return redirect("engine_deputies")
