"""The staff's screen on which feedback is gathered into an amendment of the regulation (Article 11 clause 2)."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from home.regulation.feedback import gathering_screen
from home.regulation.gathering_forms import GatheringForm
from home.regulation.permissions import user_can_edit_law_text, user_can_gather_feedback
from home.regulation.services.gathering import draft_from_feedback
from ioc_site.common.permissions import require
from subsystems.agencies.requests import SignedInRequest


@never_cache
@require_http_methods(["GET", "POST"])
def gather(request: SignedInRequest) -> HttpResponse:
    """Accepted feedback by article; a POST makes the draft of an amendment of what is ticked."""
    require(user_can_gather_feedback(request.user))
    screen = gathering_screen()
    form = GatheringForm(screen.clauses, request.POST or None)
    if request.method == "POST":
        require(user_can_edit_law_text(request.user))
        if form.is_valid():
            try:
                amendment = draft_from_feedback(form.draft, form.proposals, request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The draft was made. Check it and submit it for approval."))
                return redirect("wagtailsnippets_regulation_amendment:edit", amendment.pk)
    context = {"screen": screen, "form": form, "can_draft": bool(user_can_edit_law_text(request.user))}
    return render(request, "regulation/gathering.html", context, status=422 if form.errors else 200)
