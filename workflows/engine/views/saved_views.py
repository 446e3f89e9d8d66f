"""Keeping, pinning and deleting saved views of any desk."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from subsystems.agencies.requests import SignedInRequest
from workflows.engine import saved_views
from workflows.engine.models import SavedView


@require_POST
def keep(request: SignedInRequest, desk: str) -> HttpResponse:
    """Keep the filter that is set now under a name."""
    known = saved_views.desk_of(desk)
    if known is None:
        raise Http404
    query = known.clean(request.user, request.POST)
    try:
        row = saved_views.save_view(
            request.user,
            known,
            request.POST.get("ten", ""),
            query,
            share=request.POST.get("chia-se", ""),
            is_pinned=request.POST.get("ghim") == "1",
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": row.name})
    return redirect(f"{reverse(known.url_name)}?{query}")


def _back(row: SavedView | None) -> HttpResponse:
    known = saved_views.desk_of(row.desk) if row else None
    if row is None or known is None:
        raise Http404
    return redirect(f"{reverse(known.url_name)}?{row.query}")


@require_POST
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget one of one's own views."""
    return _back(saved_views.delete_view(request.user, pk))


@require_POST
def pin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pin one of one's own views, or loosen it."""
    return _back(saved_views.pin_view(request.user, pk, pinned=request.POST.get("ghim") == "1"))
