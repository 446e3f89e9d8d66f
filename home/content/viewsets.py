"""The admin's edit and approval screens for pages: Wagtail's own, which say why somebody may not approve.

The rules themselves are in ``home.content.models.editorial`` and hold without these screens.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet

from home.content.checking import Finding, citation_findings
from home.content.models import FourEyesRefused, PublishingRefused
from home.content.permissions import user_can_approve


class CitationChecksPanel(ChecksSidePanel):
    """Wagtail's checks, with those of citations before them."""

    class SidePanelToggle(ChecksSidePanel.SidePanelToggle):
        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"count": len(self.panel.findings)}

    template_name = "content/admin/checks.html"

    @cached_property
    def findings(self) -> list[Finding]:
        return citation_findings(self.object)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return super().get_context_data(parent_context) | {"findings": self.findings}


class ChecksCitations:
    """For the views that a page is written in: the side panel of checks is ours."""

    page: Any
    request: HttpRequest

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()  # type: ignore[misc]
        return MediaContainer(
            [
                CitationChecksPanel(self.page, self.request) if isinstance(panel, ChecksSidePanel) else panel
                for panel in panels
            ]
        )


class EditorialCreateView(ChecksCitations, CreateView):
    """Wagtail's own, with our checks."""


class EditorialEditView(ChecksCitations, EditView):
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

    add_view_class = EditorialCreateView
    edit_view_class = EditorialEditView
    workflow_action_view_class = EditorialWorkflowActionView


editorial_page_viewset = EditorialPageViewSet()
