"""The list of a person's own notifications in the admin."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from ioc_site.common.pagination import paginate
from subsystems.agencies.requests import SignedInRequest
from workflows.engine.forms import MailModeForm
from workflows.engine.models import Notification
from workflows.engine.queries import mail_mode_of, notifications_of, unread_count, url_of
from workflows.engine.telling import services
from workflows.engine.views import crumbs

PAGE_SIZE = 30


@require_GET
def listing(request: SignedInRequest) -> HttpResponse:
    """Newest first; ``?loc=chua-doc`` shows the unread ones only."""
    only_unread = request.GET.get("loc") == "chua-doc"
    page = paginate(notifications_of(request.user, only_unread=only_unread), request.GET, size=PAGE_SIZE)
    context = crumbs(_("Notifications"), icon="mail") | {
        "page": page,
        "only_unread": only_unread,
        "unread": unread_count(request.user),
        "mail_form": MailModeForm(initial={"mode": mail_mode_of(request.user)}),
    }
    return render(request, "engine/admin/notifications.html", context)


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read."""
    count = services.mark_read(request.user)
    messages.success(request, _("%(count)s notifications are marked as read.") % {"count": count})
    return redirect("engine_notifications")


@require_GET
def follow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    own = Notification.objects.select_related("event")
    notification = get_object_or_404(own, pk=pk, recipient=request.user)
    services.mark_read(request.user, [pk])
    return redirect(url_of(notification))


@require_POST
def choose_mails(request: SignedInRequest) -> HttpResponse:
    """How the person wants mails."""
    form = MailModeForm(request.POST)
    if form.is_valid():
        services.choose_mail_mode(request.user, form.cleaned_data["mode"])
        messages.success(request, _("Your choice is saved."))
    else:
        messages.error(request, _("Choose one of the ways offered."))
    return redirect(reverse("engine_notifications") + "#thu-dien-tu")
