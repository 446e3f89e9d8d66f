"""The admin's edit and approval screens for pages: Wagtail's own, which say why somebody may not approve.

The rules themselves are in ``home.content.models.editorial`` and hold without these screens.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet

from home.content.models import FourEyesRefused, PublishingRefused
from home.content.permissions import user_can_approve


class EditorialEditView(EditView):
    """Keeps what was typed as a draft when publishing or approving it is refused."""

    def save_action(self) -> HttpResponse:
        response = super().save_action()
        asked_to_publish = self.request.POST.get("action-publish") and not self.expects_json_response
        if asked_to_publish and self.page_perms.holds_publish():
            decision = user_can_approve(self.request.user, self.page)
            messages.error(self.request, str(decision.reason))
        return response

    def perform_workflow_action(self) -> HttpResponse:
        try:
            return super().perform_workflow_action()
        except FourEyesRefused as refusal:
            messages.error(self.request, str(refusal))
            return self.redirect_and_remain()


class SaysWhyRefused:
    """For the views that approve or send back: why somebody may not is said on the page that he came from."""

    request: HttpRequest
    object: Any
    action_name: str
    redirect_url: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except PublishingRefused as refusal:
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                raise
            messages.error(request, str(refusal))
            return redirect(self.redirect_url)

    def check_action(self) -> None:
        decision = user_can_approve(self.request.user, self.object)
        if self.action_name == "approve" and not decision:
            raise FourEyesRefused(str(decision.reason))
        super().check_action()  # type: ignore[misc]


class EditorialWorkflowActionView(SaysWhyRefused, WorkflowActionView):
    """Approves or sends back from the lists and previews of the admin."""


class EditorialPageViewSet(PageViewSet):
    """Takes the place of Wagtail's own screens, for every page type."""

    edit_view_class = EditorialEditView
    workflow_action_view_class = EditorialWorkflowActionView


editorial_page_viewset = EditorialPageViewSet()
